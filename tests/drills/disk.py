"""A disk that forgets what was not synced, played from the calls that a program made.

Strictly: the bytes of a file outlive a power cut once the file was synced, its name once the
folder was. What was not synced is gone, or came through in part, as a disk likes.
"""

import re
from pathlib import Path
from typing import NamedTuple

CALLS = (
    "openat,write,pwrite64,fsync,fdatasync,rename,renameat,renameat2,unlink,unlinkat,"
    "mkdir,mkdirat,ftruncate,sendto"
)
# All texts and paths in hexadecimal, and whole.
TRACED = (
    "strace", "--seccomp-bpf", "-f", "-qq", "-y", "-xx", "-s", "100000000", "-e", "signal=none",
    "-e", f"trace={CALLS}", "-o",
)  # fmt: skip
LINE = re.compile(r"(\d+) +(?:<\.\.\. )?(\w+)(.*)")
QUOTED = re.compile(r'[<"]((?:\\x[0-9a-f]{2})*)[>"]')
ENDED = re.compile(r"\) += (-?\d+)[^\"]*$")
LAST_NUMBER = re.compile(r", (\d+) *\) += ")


class Call(NamedTuple):
    """A call that succeeded: who, what, on which path; and the other text or number of it."""

    thread: int
    name: str
    path: str
    content: bytes = b""
    offset: int = 0


def calls(lines):
    """The calls of a trace, each where it ended: an answer where it began, as its first bytes
    may have been read at once."""
    begun = {}
    for line in lines:
        thread, name, rest = LINE.match(line).groups()
        if rest.endswith("<unfinished ...>"):
            begun[thread] = rest.removesuffix("<unfinished ...>")
            if name == "sendto":
                yield call(int(thread), name, begun[thread] + ", 0) = 0")
            continue
        if rest.startswith(" resumed>"):
            rest = begun.pop(thread) + rest.removeprefix(" resumed>")
            if name == "sendto":
                continue
        ended = ENDED.search(rest)
        if ended and int(ended[1]) >= 0:
            yield call(int(thread), name, rest)


def call(thread, name, rest):
    texts = [bytes.fromhex(text.replace("\\x", "")) for text in QUOTED.findall(rest)]
    if name.startswith("rename"):
        return Call(thread, "rename", *[one.decode() for one in without_folders(name, texts)])
    if name in ("unlink", "unlinkat", "mkdir", "mkdirat"):
        path = without_folders(name, texts)[0].decode()
        return Call(thread, name.removesuffix("at"), path)
    if name == "openat":
        kind = "create" if "O_CREAT" in rest else "empty" if "O_TRUNC" in rest else "open"
        return Call(thread, "empty" if "O_TRUNC" in rest else kind, texts[-1].decode())
    path, content = texts[0].decode(errors="replace"), b"".join(texts[1:2])
    if name in ("pwrite64", "ftruncate"):
        return Call(thread, name, path, content, int(LAST_NUMBER.search(rest)[1]))
    return Call(thread, "fsync" if name == "fdatasync" else name, path, content)


def without_folders(name, texts):
    """The paths alone, where a folder stands before each."""
    return texts[1::2] if "at" in name.removeprefix("ren") and len(texts) > 1 else texts


class File:
    def __init__(self, content=b""):
        self.synced = bytes(content)
        self.length = len(content)  # of what was written one after the other
        self.waiting = []

    def sync(self):
        self.synced, self.waiting = self.after(self.waiting), []

    def after(self, changes):
        found = bytearray(self.synced)
        for offset, content in changes:
            if content is None:
                del found[offset:]
            found.extend(bytes(max(0, offset - len(found))))
            if content:
                found[offset : offset + len(content)] = content
        return bytes(found)


class Disk:
    """What a folder holds, and what of that would still be there after a power cut."""

    def __init__(self, root, before):
        """It held what is in `before`, safely, where `root` is now."""
        self.root = str(root)
        self.names = {
            str(root / one.relative_to(before)): File(one.read_bytes()) for one in files_in(before)
        }
        self.kept_names = dict(self.names)

    def take(self, call):
        """What lies elsewhere, or was unlinked, does not count."""
        act = getattr(self, f"_{call.name}", None)
        if act and call.path.startswith(self.root) and not call.path.endswith(" (deleted)"):
            act(call)

    def _create(self, call):
        self.names.setdefault(call.path, File())

    def _empty(self, call):
        self._create(call)
        self.names[call.path].waiting.append((0, None))
        self.names[call.path].length = 0

    def _write(self, call):
        file = self.names[call.path]
        file.waiting.append((file.length, call.content))
        file.length += len(call.content)

    def _pwrite64(self, call):
        self.names[call.path].waiting.append((call.offset, call.content))

    def _ftruncate(self, call):
        self.names[call.path].waiting.append((call.offset, None))

    def _rename(self, call):
        self.names[call.content] = self.names.pop(call.path)

    def _unlink(self, call):
        self.names.pop(call.path, None)

    def _fsync(self, call):
        if call.path in self.names:
            self.names[call.path].sync()
            return
        inside = {name: file for name, file in self.names.items() if parent(name) == call.path}
        for name in [name for name in self.kept_names if parent(name) == call.path]:
            if name not in inside:
                del self.kept_names[name]
        self.kept_names.update(inside)

    def after_the_cut(self, folder, luck=None):
        """Write into this folder what is left; `luck` says of each change whether it came through
        though nobody had asked for it."""
        for name, file in self.kept_names.items():
            lucky = [one for one in file.waiting if luck and luck()]
            path = Path(folder) / Path(name).relative_to(self.root)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(file.after(lucky))


def parent(name):
    return str(Path(name).parent)


def files_in(folder):
    return [one for one in folder.rglob("*") if one.is_file()]
