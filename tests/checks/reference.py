#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Makes the reference of the public headers: Doxygen must not warn, and must not lose a comment.

Usage: reference.py DOXYFILE OUTPUT, the folder that the Doxyfile names
"""

import pathlib
import re
import subprocess
import sys
import xml.etree.ElementTree as ElementTree

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent


def bare(text):
    """Letters and digits alone: lines may break elsewhere, and signs may have been set as markup."""
    return re.sub(r"[^A-Za-z0-9]", "", text)


def comments(header):
    """What a header tells its readers, with line numbers; neighbouring lines are one comment."""
    found = []
    last = None
    private = False
    for number, line in enumerate(header.read_text().splitlines()[1:], 2):
        private = line == " private:" or private and line != "};"
        match = re.match(r"(.*?)// ?(.*)$", line)
        if not match or private or line.startswith("}"):
            continue
        code, text = match.groups()
        if last == number - 1 and not code.strip():
            found[-1] = (found[-1][0], found[-1][1] + text)
        else:
            found.append((number, text))
        last = number
    return found


def described(output):
    """What stands in the reference."""
    texts = []
    for path in sorted((output / "xml").glob("*.xml")):
        for element in ElementTree.parse(path).iter():
            parts = [element.find(name) for name in ["briefdescription", "detaileddescription"]]
            texts.append("".join("".join(part.itertext()) for part in parts if part is not None))
    return bare(" ".join(texts))


def main():
    doxyfile, output = sys.argv[1], pathlib.Path(sys.argv[2])
    if subprocess.run(["doxygen", doxyfile], check=False).returncode != 0:
        sys.exit("Doxygen warns.")
    reference = described(output)
    lost = [
        f"{header.relative_to(ROOT)}:{number}: not in the reference: {text}"
        for header in sorted((ROOT / "include").rglob("*.h"))
        for number, text in comments(header)
        if bare(text) not in reference
    ]
    print("\n".join(lost) or "Every comment is in the reference.")
    sys.exit(1 if lost else 0)


if __name__ == "__main__":
    main()
