#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Compiles every ```cpp block of README.md and docs/, so that none of them ages.

A block is wrapped in a function that has the data sets `train` and `test`; one with a main() of its
own stands alone. One that names a file, ```cpp src/layers/dense.cc, has to stand in it as it is, so that it is compiled
there. Usage: compile_snippets.py [COMPILER]
"""

import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
BLOCK = re.compile(r"^```cpp\n(.*?)^```$", re.MULTILINE | re.DOTALL)
EXCERPT = re.compile(r"^```\w+ (\S+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)

HEADER = """\
#include <iostream>
#include <vector>
#include "hourglass/hourglass.h"
"""


def blocks(path):
    """The blocks of a page, each with the number of its first line."""
    text = path.read_text()
    for match in BLOCK.finditer(text):
        yield text.count("\n", 0, match.start(1)) + 1, match.group(1)


def program(path, line, block):
    place = f'#line {line} "{path.relative_to(ROOT)}"\n'
    if "int main(" in block:
        return place + block
    function = f"void snippet(Dataset train, Dataset test) {{\n{place}{block}}}\n"
    return f"{HEADER}using namespace hourglass;\n{function}"


def compiles(compiler, source):
    command = [compiler, "-std=c++20", "-fsyntax-only", f"-I{ROOT}/include", "-x", "c++", "-"]
    return subprocess.run(command, input=source.encode(), check=False).returncode == 0


def aged_excerpts(path):
    """Those that are not in the file they name."""
    for file, block in EXCERPT.findall(path.read_text()):
        if block not in (ROOT / file).read_text():
            yield f"{path.relative_to(ROOT)}: a block is not in {file}:\n{block}"


def main():
    compiler = sys.argv[1] if len(sys.argv) > 1 else "g++"
    pages = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
    sources = [
        (page, program(page, line, block)) for page in pages for line, block in blocks(page)
    ]
    if not sources:
        sys.exit("There is no ```cpp block in README.md and docs/.")
    aged = [message for page in pages for message in aged_excerpts(page)]
    print(*aged, sep="\n", end="")
    failed = [page for page, source in sources if not compiles(compiler, source)]
    print(f"{len(sources) - len(failed)} of {len(sources)} snippets compile.")
    sys.exit(1 if failed or aged else 0)


if __name__ == "__main__":
    main()
