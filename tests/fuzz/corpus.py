#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What fuzzing begins with, and what of it is kept.

corpus.py seeds DIR           small files of every format, into DIR/NAME for each target NAME
corpus.py pack DIR NAME.zip   the smallest files of DIR, as many as half a megabyte unpacked takes; the same files give
                              the same bytes
corpus.py unpack NAME.zip DIR
"""

import gzip
import hashlib
import json
import pathlib
import struct
import sys
import zipfile

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
FILES = ROOT / "tests" / "files"
MOST_BYTES = 1 << 19
MOST_FILES = 600
LARGEST_SEED = 40000


def idx(dims, values, kind=8):
    return bytes([0, 0, kind, len(dims)]) + struct.pack(f">{len(dims)}I", *dims) + bytes(values)


def small_files(folder, *endings):
    for path in sorted((FILES / folder).rglob("*")):
        if path.suffix in endings and path.stat().st_size <= LARGEST_SEED:
            yield path.read_bytes()


def zip_of(members, method):
    import io

    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as archive:
        for name, contents in members.items():
            archive.writestr(zipfile.ZipInfo(name), contents, method)
    return stream.getvalue()


def configs():
    for contents in small_files("keras", ".keras"):
        import io

        with zipfile.ZipFile(io.BytesIO(contents)) as archive:
            yield archive.read("config.json")
    yield from small_files("descriptions", ".json")


def seeds():
    images = idx([3, 2, 2], range(12))
    npy = list(small_files("npy", ".npy"))
    table = b"a,b,kind\n1,2.5,x\n-3e2,,\"y \"\"z\"\"\"\n?,7,x\n"
    members = {"a.npy": npy[0], "folder/b.npy": npy[-1], "c.txt": b"text" * 50}
    return {
        "idx": [images, gzip.compress(images, mtime=0), idx([2], [1, 2]), idx([2, 2], bytes(16), 13)],
        "npy": npy,
        "npz": [zip_of(members, zipfile.ZIP_STORED), zip_of(members, zipfile.ZIP_DEFLATED)],
        "zip": [zip_of(members, zipfile.ZIP_STORED), zip_of(members, zipfile.ZIP_DEFLATED)],
        "csv": [bytes([first, second]) + table for first in (0, 1, 0x30, 0x42) for second in (0, 0x10, 0x21, 0x42)],
        "png": list(small_files("images", ".png")),
        "jpeg": list(small_files("images", ".jpg")),
        "hdf5": list(small_files("hdf5", ".h5")),
        "json": [b'{"a": [1, -2.5e-3, "\\u00e9\\n", null, true], "b": {}}', json.dumps([[[]] * 3] * 3).encode()],
        "config": list(configs()),
        "keras": list(small_files("keras", ".keras")),
    }


def write_seeds(folder):
    for name, files in seeds().items():
        place = folder / name
        place.mkdir(parents=True, exist_ok=True)
        for contents in files:
            (place / hashlib.sha1(contents).hexdigest()).write_bytes(contents)


def pack(folder, archive):
    files = sorted((path.read_bytes() for path in folder.iterdir()), key=lambda contents: (len(contents), contents))
    kept, size = [], 0
    for contents in files[:MOST_FILES]:
        size += len(contents)
        if size > MOST_BYTES and kept:
            break
        kept.append(contents)
    members = {hashlib.sha1(contents).hexdigest(): contents for contents in kept}
    archive.write_bytes(zip_of(dict(sorted(members.items())), zipfile.ZIP_DEFLATED))
    print(f"{archive.name}: {len(members)} of {len(files)} files")


def unpack(archive, folder):
    folder.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(archive) as opened:
        for name in opened.namelist():
            (folder / pathlib.PurePosixPath(name).name).write_bytes(opened.read(name))


def main():
    arguments = sys.argv[1:]
    if arguments[:1] == ["seeds"] and len(arguments) == 2:
        write_seeds(pathlib.Path(arguments[1]))
    elif arguments[:1] == ["pack"] and len(arguments) == 3:
        pack(pathlib.Path(arguments[1]), pathlib.Path(arguments[2]))
    elif arguments[:1] == ["unpack"] and len(arguments) == 3:
        unpack(pathlib.Path(arguments[1]), pathlib.Path(arguments[2]))
    else:
        sys.exit(__doc__)


if __name__ == "__main__":
    main()
