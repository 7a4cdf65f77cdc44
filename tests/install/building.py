# SPDX-License-Identifier: MIT
"""What these tests share: running tools, and folders that go when the tests are done."""

import os
import pathlib
import subprocess
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
CONSUMER = ROOT / "tests/consumer"
BUILD = pathlib.Path(os.environ["HOURGLASS_BUILD"])
CMAKE = os.environ["CMAKE"]
COMPILER = os.environ["CXX"]


def run(*command, folder=None, **environment):
    """Runs a command, which must succeed; returns what it printed."""
    result = subprocess.run(
        [str(word) for word in command],
        cwd=folder,
        env={**os.environ, **environment},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=1200,
    )
    if result.returncode != 0:
        raise AssertionError(f"{' '.join(map(str, command))}\nended with {result.returncode}:\n{result.stdout}")
    return result.stdout


def temporary_folder(test_class):
    folder = tempfile.TemporaryDirectory(prefix="hourglass-install-")
    test_class.addClassCleanup(folder.cleanup)
    return pathlib.Path(folder.name)


def version():
    """As project() in CMakeLists.txt says."""
    text = (ROOT / "CMakeLists.txt").read_text()
    return text.split("project(hourglass VERSION ")[1].split()[0]


def library_folder(prefix):
    """lib, or lib/x86_64-linux-gnu where the prefix was to be /usr."""
    return next(prefix.rglob("libhourglass.a")).parent


def build_with_cmake(source, build, *options):
    run(CMAKE, "-G", "Ninja", "-S", source, "-B", build, f"-DCMAKE_CXX_COMPILER={COMPILER}", *options)
    run(CMAKE, "--build", build)


def build_with_pkg_config(library, program, *flags, **environment):
    """Compiles the consumer with what pkg-config says of the hourglass.pc in `library`; returns what it prints."""
    pkg_config = "pkg-config --static" if "-static" in flags else "pkg-config"
    words = run(*pkg_config.split(), "--cflags", "--libs", "hourglass", PKG_CONFIG_PATH=f"{library}/pkgconfig")
    run(COMPILER, "-std=c++20", *flags, CONSUMER / "main.cc", "-o", program, *words.split())
    return run(program, **environment)
