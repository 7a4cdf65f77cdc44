# SPDX-License-Identifier: MIT
"""What a disk may hold after the power has gone, from the system calls of a run: what was flushed is there;
of the rest any part may be, in any order, as file systems differ (Pillai and others, "All File Systems Are Not
Created Equal", OSDI 2014)."""

import re

CALLS = "openat,mkdir,write,fsync,close,renameat,rename,unlink,unlinkat,rmdir,ftruncate"
BLOCK = 512


class File:
    def __init__(self, contents=b""):
        self.contents = bytearray(contents)
        self.flushed = bytes(contents)

    def flush(self):
        self.flushed = bytes(self.contents)


class Folder:
    """Names, those that are flushed, and in `changes` what became of them since."""

    def __init__(self):
        self.names, self.flushed, self.changes = {}, {}, []

    def change(self, **names):
        """Gives names to what they are of; None takes a name away. Of a change all happens or nothing."""
        self.changes.append(names)
        self.names = changed(self.names, [names])

    def flush(self):
        self.flushed, self.changes = self.names, []


def changed(names, changes):
    names = dict(names)
    for change in changes:
        names.update(change)
    return {name: entry for name, entry in names.items() if entry is not None}


class Disk:
    """A folder and what is in it, as a run's calls change it; other paths are of no interest."""

    def __init__(self, path):
        self.root = read_folder(path)
        self.open = {}

    def folder_of(self, path, descriptor):
        """The folder that a path's last name is in, and that name; nothing for a path elsewhere."""
        entry = self.root if descriptor == "AT_FDCWD" else self.open.get(descriptor)
        if entry is None or path.startswith("/"):
            return None, path
        *above, name = [part for part in path.split("/") if part not in ("", ".")] or [""]
        for part in above:
            entry = entry.names.get(part) if isinstance(entry, Folder) else None
        return entry, name

    def entry_of(self, path, descriptor):
        folder, name = self.folder_of(path, descriptor)
        if folder is None:
            return None
        return folder.names.get(name) if name else folder

    def apply(self, line):
        """One line of strace's log with -xx. Returns whether it changes the disk or what is flushed."""
        if "<unfinished ...>" in line or " resumed>" in line:
            raise NotImplementedError(f"{line}: a call that another thread's came between")
        call = re.match(r"(\w+)\((.*)\)\s+= (\d+)", line)
        if not call:
            return False  # failed, or no call
        name, arguments, result = call.groups()
        texts = [bytes.fromhex(text.replace("\\x", "")) for text in re.findall(r'"((?:\\x..)*)"', arguments)]
        words = [word.strip() for word in arguments.split(",")]
        return getattr(self, f"on_{name}")(texts, words, result)

    def on_openat(self, texts, words, result):
        path, flags = texts[0].decode(), words[2]
        entry = self.entry_of(path, words[0])
        makes = "O_CREAT" in flags and entry is None
        if makes:
            folder, name = self.folder_of(path, words[0])
            if folder is not None:
                entry = File()
                folder.change(**{name: entry})
        if entry is not None:
            self.open[result] = entry
        return makes and entry is not None

    def on_close(self, _texts, words, _result):
        self.open.pop(words[0], None)
        return False

    def on_mkdir(self, texts, _words, _result):
        folder, name = self.folder_of(texts[0].decode(), "AT_FDCWD")
        if folder is not None:
            folder.change(**{name: Folder()})
        return folder is not None

    def on_write(self, texts, words, result):
        entry = self.open.get(words[0])
        if entry is None:
            return False
        entry.contents += texts[0][: int(result)]
        return True

    def on_ftruncate(self, _texts, words, _result):
        raise NotImplementedError(f"ftruncate({words}): files are only ever written anew")

    def on_fsync(self, _texts, words, _result):
        entry = self.open.get(words[0])
        if entry is not None:
            entry.flush()
        return entry is not None

    def on_renameat(self, texts, words, _result):
        source, old = self.folder_of(texts[0].decode(), words[0])
        target, new = self.folder_of(texts[1].decode(), words[2])
        if source is not target:
            raise NotImplementedError("renamed from one folder into another: two changes")
        source.change(**{old: None, new: source.names[old]})
        return True

    def on_rename(self, texts, _words, result):
        old, new = (text.decode() for text in texts)
        return self.on_renameat([old.encode(), new.encode()], ["AT_FDCWD", "", "AT_FDCWD"], result)

    def on_unlinkat(self, texts, words, _result):
        folder, name = self.folder_of(texts[0].decode(), words[0])
        if folder is not None:
            folder.change(**{name: None})
        return folder is not None

    def on_unlink(self, texts, _words, result):
        return self.on_unlinkat(texts, ["AT_FDCWD"], result)

    on_rmdir = on_unlink


def read_folder(path):
    folder = Folder()
    for entry in path.iterdir():
        folder.names[entry.name] = read_folder(entry) if entry.is_dir() else File(entry.read_bytes())
    folder.flush()
    return folder


def flushed_alone(file, _random):
    return file.flushed


def all_of_it(file, _random):
    return bytes(file.contents)


def a_beginning(file, random):
    return bytes(file.contents[: random.randint(len(file.flushed), len(file.contents))])


def holes(file, random):
    """As long as it should be, and some blocks never written."""
    contents = bytearray(file.contents)
    for begin in range(len(file.flushed), len(contents), BLOCK):
        if random.random() < 0.5:
            end = min(begin + BLOCK, len(contents))
            contents[begin:end] = bytes(end - begin)
    return bytes(contents)


# Which changes of names are on the disk, and what of files.
VARIANTS = {
    "nothing that was not flushed": (lambda _: False, flushed_alone),
    "names, and nothing in files": (lambda _: True, flushed_alone),
    "names, and the beginnings of files": (lambda _: True, a_beginning),
    "names, and files with holes": (lambda _: True, holes),
    "all of it": (lambda _: True, all_of_it),
    "files without their names": (lambda _: False, all_of_it),
    "some names, and the beginnings of files": (lambda random: random.random() < 0.5, a_beginning),
}


def remains(folder, variant, random):
    """What is left of a folder: names to bytes, or to what is left of folders."""
    is_kept, contents_of = VARIANTS[variant]
    names = changed(folder.flushed, [change for change in folder.changes if is_kept(random)])
    return {
        name: remains(entry, variant, random) if isinstance(entry, Folder) else contents_of(entry, random)
        for name, entry in names.items()
    }


def write_folder(path, contents):
    path.mkdir()
    for name, entry in contents.items():
        if isinstance(entry, dict):
            write_folder(path / name, entry)
        else:
            (path / name).write_bytes(entry)
