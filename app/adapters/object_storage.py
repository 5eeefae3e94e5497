"""Files in a bucket of a store that speaks the S3 protocol, each where a folder would have it.

A name is given once the store has said that it keeps the bytes; it proves them by their SHA-256,
which stands in the signed request. Whoever is answered waits four seconds for it, never longer.
"""

import hashlib
import logging
import re
import time
from collections.abc import Callable, Container, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import cache, cached_property
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit

from app.adapters.storage import (
    DOWN,
    FULL,
    LOST,
    NOTES,
    FileDamaged,
    Storage,
    StorageDown,
    StorageFull,
    place_of,
    require_whole,
)
from app.domain.errors import RuleBroken
from app.patience import QUIET, is_hurried

if TYPE_CHECKING:
    from obstore import ObjectMeta
    from obstore.store import S3Config, S3Store

log = logging.getLogger("kenshu.files")

SCHEME = "s3://"
PAGE = 1000
NAMED = re.compile(r"[0-9a-f]{2}/[0-9a-f]{2}/([0-9a-f]{64})")
# In what the library says: the status, the store's own word for it, or how the line failed.
WORDS = re.compile(r"(?:status code: |<Code>|\bkind: )(\w{1,40})")
NO_ROOM = {"507", "QuotaExceeded", "XMinioStorageFull"}


class Limits(NamedTuple):
    """Seconds. What failed within `again` of the first question is asked once more, so that nobody
    waits longer than `again`, `pause` and `answer` together."""

    connect: float
    answer: float
    again: float
    pause: float
    tries: int


HURRIED = Limits(connect=2, answer=3.3, again=0.5, pause=0.1, tries=1)
PATIENT = Limits(connect=5, answer=60, again=30, pause=3, tries=5)  # of a command
SILENT = 2.0  # who said nothing for so long is left alone for a moment


@cache  # its lines to the store stay open from one request to the next
def object_storage(
    place: str, *, endpoint: str, region: str, key: str, may_be_plain: bool
) -> Storage:
    """The store at `s3://bucket/prefix`. The key reads NUMBER:SECRET. No endpoint means Amazon's
    of this region; one without TLS is not asked unless it may be plain."""
    address = urlsplit(place)
    number, _, secret = key.partition(":")

    def open_store(limits: Limits) -> "S3Store":
        # Nobody carries the library whose files lie in a folder.
        from obstore.store import S3Store  # noqa: PLC0415

        config: S3Config = {"endpoint": endpoint} if endpoint else {}
        return S3Store(
            address.netloc, prefix=address.path.strip("/") or None, config=config, region=region,
            access_key_id=number, secret_access_key=secret, skip_signature=False,
            checksum_algorithm="SHA256", disable_bulk_delete=True,  # not every store has that
            client_options={
                "allow_http": may_be_plain, "connect_timeout": timedelta(seconds=limits.connect),
                "timeout": timedelta(seconds=limits.answer),
            },
            retry_config={
                "max_retries": limits.tries, "retry_timeout": timedelta(seconds=limits.again),
                "backoff": {
                    "init_backoff": timedelta(seconds=limits.pause / 2),
                    "max_backoff": timedelta(seconds=limits.pause),
                },
            },
        )  # fmt: skip

    return _Bucket(open_store)


class _Bucket:
    def __init__(self, open_store: "Callable[[Limits], S3Store]") -> None:
        self.open_store = open_store
        self.silent_until = 0.0

    def put(self, content: bytes) -> str:
        name = hashlib.sha256(content).hexdigest()
        with self._asked() as store:  # in one piece: what breaks off leaves nothing behind
            store.put(place_of(name), content, use_multipart=False)
        return name

    def get(self, name: str) -> bytes:
        place = place_of(name)
        with self._asked(for_one=True) as store:
            content = bytes(store.get(place).bytes())
        return require_whole(name, content)

    def exists(self, name: str) -> bool:
        place = place_of(name)
        try:
            with self._asked(for_one=True) as store:
                store.head(place)
        except FileDamaged:
            return False
        return True

    def remove(self, name: str) -> None:
        place = place_of(name)
        with self._asked() as store:
            store.delete(place)

    def kept(self, *, before: datetime) -> Iterator[str]:
        for one in self._list():
            # What others put there is theirs, whatever the bucket is called.
            found = NAMED.fullmatch(one["path"])
            if found and one["last_modified"] < before:
                yield found[1]

    def sweep(self, wanted: Container[str], *, before: datetime) -> int:
        unwanted = [name for name in self.kept(before=before) if name not in wanted]
        for name in unwanted:
            self.remove(name)
        return len(unwanted)

    def note(self, word: str) -> None:
        with self._asked() as store:
            store.put(f"{NOTES}/{word}", b"", use_multipart=False)

    def notes(self) -> Iterator[str]:
        return (one["path"].removeprefix(f"{NOTES}/") for one in self._list(NOTES))

    def is_ready(self) -> bool:
        """The bucket is there and we are let in; what is asked for is no name of ours, so that the
        answer is short."""
        try:
            with self._asked() as store:
                next(store.list("ready"), None)
        except RuleBroken:
            return False
        return True

    def _list(self, folder: str | None = None) -> "Iterator[ObjectMeta]":
        with self._asked() as store:
            pages = store.list(folder, chunk_size=PAGE)
        while True:
            with self._asked():
                page = next(pages, None)
            if page is None:
                return
            yield from page

    @cached_property
    def _hurried(self) -> "S3Store":
        return self.open_store(HURRIED)

    @cached_property
    def _patient(self) -> "S3Store":
        return self.open_store(PATIENT)

    @contextmanager
    def _asked(self, *, for_one: bool = False) -> "Iterator[S3Store]":
        """The store; what it refuses, in words for the person who waits."""
        from obstore.exceptions import BaseError  # noqa: PLC0415

        if is_hurried() and time.monotonic() < self.silent_until:
            raise StorageDown(DOWN)  # the threads would all be waiting
        begun = time.monotonic()
        try:
            yield self._hurried if is_hurried() else self._patient
        except (BaseError, OSError) as error:
            if time.monotonic() - begun >= SILENT:
                self.silent_until = time.monotonic() + QUIET
            is_missing = isinstance(error, FileNotFoundError) and "NoSuchBucket" not in str(error)
            if for_one and is_missing:
                raise FileDamaged(LOST) from None
            raise _refusal(error) from None  # its text names our key


def _refusal(error: Exception) -> StorageDown | StorageFull:
    words = list(dict.fromkeys(WORDS.findall(str(error))))[:3]
    log.error("The store of files: %s", " ".join(words) or type(error).__name__)
    return StorageFull(FULL) if NO_ROOM.intersection(words) else StorageDown(DOWN)
