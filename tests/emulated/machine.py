# SPDX-License-Identifier: MIT
"""A computer with AVX-512, emulated by Bochs: starts Debian's kernel with a few files and runs a shell script on it.

Some 100 million instructions a second; the kernel takes half a minute.
"""

import gzip
import os
import pathlib
import pty
import re
import shutil
import signal
import subprocess
import time

# The kernel believes a flag for short copies that this processor has, and then misses another that goes with it; and of
# the two compact forms of saved registers it finds the sizes at odds, and would do without AVX.
KERNEL_OPTIONS = "console=ttyS0,115200 clearcpuid=fsrm,xsaves,xsavec mitigations=off nokaslr quiet panic=0"
BOCHS_OPTIONS = """cpu: model=corei7_skylake_x, count=1, ips=50000000
memory: guest=2048, host=2048
romimage: file=/usr/share/bochs/BIOS-bochs-latest
vgaromimage: file=/usr/share/bochs/VGABIOS-lgpl-latest
ata0-master: type=cdrom, path={folder}/disc.iso, status=inserted
boot: cdrom
com1: enabled=1, mode=file, dev={folder}/serial.txt
display_library: term
log: {folder}/bochs.txt
clock: sync=none
panic: action=fatal
error: action=ignore
"""
INIT = """#!/bin/sh
/bin/busybox --install -s /bin
mount -t proc proc /proc
mount -t tmpfs tmp /tmp
cd /work
echo BEGIN
sh ./job
echo
echo END
while true; do sleep 1; done
"""


def fetch_kernel(folder):
    """Downloads Debian's kernel for virtual machines, without installing it; returns its file."""
    words = subprocess.run(["apt-cache", "depends", "linux-image-cloud-amd64"], check=True, capture_output=True)
    name = re.search(r"Depends: (linux-image-\S+)", words.stdout.decode())[1]
    if not (folder / name).exists():
        subprocess.run(["apt-get", "download", "-qq", name], cwd=folder, check=True)
        package = next(folder.glob(f"{name}_*.deb"))
        subprocess.run(["dpkg-deb", "-x", package, folder / name], check=True)
        package.unlink()
    return next((folder / name / "boot").glob("vmlinuz-*"))


def libraries_of(program):
    listed = subprocess.run(["ldd", program], check=True, capture_output=True).stdout.decode()
    return re.findall(r"(/\S+) \(0x", listed)


class Machine:
    """`folder` is where the kernel is kept and the disc is put together."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder).resolve()
        self.root = self.folder / "root"
        shutil.rmtree(self.root, ignore_errors=True)
        for name in ["bin", "proc", "tmp", "work"]:
            (self.root / name).mkdir(parents=True)
        shutil.copy("/bin/busybox", self.root / "bin/busybox")
        (self.root / "bin/sh").symlink_to("busybox")
        (self.root / "init").write_text(INIT)
        (self.root / "init").chmod(0o755)

    def add(self, path):
        """A file for the script's folder; a program comes with its libraries."""
        shutil.copy(path, self.root / "work")
        if os.access(path, os.X_OK):
            for library in libraries_of(path):
                place = self.root / library.lstrip("/")
                place.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(library, place)

    def run(self, script, seconds):
        """What the script prints, which must end before so many seconds have passed."""
        (self.root / "work/job").write_text(script)
        self._make_disc()
        serial = self.folder / "serial.txt"
        serial.unlink(missing_ok=True)
        (self.folder / "bochsrc").write_text(BOCHS_OPTIONS.format(folder=self.folder))
        (self.folder / "commands").write_text("c\n")  # Debian's Bochs waits in its debugger
        process, terminal = self._start()
        try:
            end = time.monotonic() + seconds
            while time.monotonic() < end and process.poll() is None:
                time.sleep(1)
                text = serial.read_text(errors="replace") if serial.exists() else ""
                if "\nEND\n" in text:
                    return text[text.index("BEGIN") : text.rindex("END")]
        finally:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            os.close(terminal)
        raise AssertionError(f"the emulated machine did not come to the end; see {self.folder}")

    def _make_disc(self):
        boot = self.folder / "disc/boot"
        (boot / "grub").mkdir(parents=True, exist_ok=True)
        shutil.copy(fetch_kernel(self.folder), boot / "vmlinuz")
        names = subprocess.run(["find", "."], cwd=self.root, check=True, capture_output=True).stdout
        archive = subprocess.run(
            ["cpio", "--create", "--format=newc", "--quiet"], cwd=self.root, input=names, check=True, capture_output=True
        )
        (boot / "initrd").write_bytes(gzip.compress(archive.stdout, 1))
        (boot / "grub/grub.cfg").write_text(
            "set timeout=0\nmenuentry hourglass {\n"
            f"  linux /boot/vmlinuz {KERNEL_OPTIONS}\n  initrd /boot/initrd\n}}\n"
        )
        subprocess.run(
            ["grub-mkrescue", "--output", self.folder / "disc.iso", self.folder / "disc"], check=True, capture_output=True
        )

    def _start(self):
        """Its screen wants a terminal, which nobody looks at."""
        terminal, theirs = pty.openpty()
        process = subprocess.Popen(
            ["bochs", "-q", "-f", self.folder / "bochsrc", "-rc", self.folder / "commands"],
            stdin=theirs,
            stdout=theirs,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "TERM": "xterm"},
            start_new_session=True,  # Debian's bochs is a script that starts another program
        )
        os.close(theirs)
        return process, terminal
