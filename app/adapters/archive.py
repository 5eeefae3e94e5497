"""A ZIP that is written while it is sent: no more of it is in memory than one file."""

from collections.abc import Iterable, Iterator
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo


class _Pipe:
    def __init__(self) -> None:
        self.waiting = bytearray()

    def write(self, content: bytes) -> int:
        self.waiting += content
        return len(content)

    def flush(self) -> None:
        """There is nothing behind it."""

    def taken(self) -> bytes:
        content, self.waiting = bytes(self.waiting), bytearray()
        return content


def zipped(files: Iterable[tuple[str, bytes]]) -> Iterator[bytes]:
    """The bytes of an archive of these files, by name and content."""
    pipe = _Pipe()
    with ZipFile(pipe, "w") as archive:  # type: ignore[call-overload]  # it may be a pipe
        for name, content in files:
            archive.writestr(ZipInfo(name), content, ZIP_DEFLATED)
            yield pipe.taken()
    yield pipe.taken()
