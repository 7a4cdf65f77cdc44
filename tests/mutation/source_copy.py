# SPDX-License-Identifier: MIT
"""The copy of the source that is changed instead of the source, its build, and how its tests are run.

It is in build/mutation; nothing else is touched. It is compiled with -O1, and its kernels for AVX2 and as plain C++
alone, so that a change takes seconds.
"""

import contextlib
import os
import pathlib
import resource
import shutil
import signal
import subprocess
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
WORK = ROOT / "build/mutation"
COPY = WORK / "source"
BUILD = WORK / "build"

MOST_MEMORY = 6 << 30


def copy_source(changed=None):
    """Only what differs is written: the rest need not be compiled again. `changed`: the contents of files, by name,
    that are not as they are in the source."""
    changed = changed or {}
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    wanted = {ROOT / name for name in listed.stdout.decode().split("\0") if name}
    wanted = {path.relative_to(ROOT) for path in wanted if path.is_file()}
    for path in COPY.rglob("*"):
        if path.is_file() and path.relative_to(COPY) not in wanted:
            path.unlink()
    for name in wanted:
        copy, contents = COPY / name, changed.get(str(name), (ROOT / name).read_bytes())
        if not copy.is_file() or copy.read_bytes() != contents:
            copy.parent.mkdir(parents=True, exist_ok=True)
            if not copy.exists():
                shutil.copy(ROOT / name, copy)  # with its permissions
            copy.write_bytes(contents)


def configure():
    flags = "-O1 -UHWY_DISABLED_TARGETS '-DHWY_DISABLED_TARGETS=(HWY_SSSE3|HWY_SSE4|HWY_AVX3|HWY_AVX3_DL)'"
    options = ["-DCMAKE_BUILD_TYPE=None", f"-DCMAKE_CXX_FLAGS={flags}", "-DCMAKE_EXE_LINKER_FLAGS=-fuse-ld=gold"]
    options += ["-DHOURGLASS_TESTS=ON", "-DHOURGLASS_SHARED=OFF"]
    if shutil.which("ccache"):  # compiles what is put back as it was
        options.append("-DCMAKE_CXX_COMPILER_LAUNCHER=ccache")
    subprocess.run(["cmake", "-G", "Ninja", "-S", COPY, "-B", BUILD, *options], check=True, stdout=subprocess.DEVNULL)


def build(*targets):
    result = subprocess.run(["ninja", "-C", BUILD, "-j2", *targets], capture_output=True, check=False)
    return result.returncode == 0


def prepare():
    """Of the process that is to be a test."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # ignored in the background of a shell, and tests send it
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def passes(test, seconds=600, variables=None):
    """Whether the test of groups.py ends well in that time. `variables`: of its environment."""
    places = {"build": BUILD, "source": COPY}
    command = [part.format(**places) for part in test.command]
    with tempfile.TemporaryDirectory(prefix="hourglass-mutation-") as temporary:
        os.chmod(temporary, 0o755)
        environment = {**os.environ, "TMPDIR": temporary, "HOURGLASS_PROGRAM": str(BUILD / "hourglass")}
        environment["HOURGLASS_FAILING_MEMORY"] = str(BUILD / "tests/libfailing_memory.so")
        environment["PYTHONPATH"] = str(COPY / "tests/cli")
        process = subprocess.Popen(
            command,
            cwd=COPY / test.folder,
            env={**environment, **(variables or {})},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=prepare,
        )
        try:
            return process.wait(timeout=seconds) == 0
        except subprocess.TimeoutExpired:
            return False
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
