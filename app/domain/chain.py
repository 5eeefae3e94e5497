"""The log as a chain: what was sealed can be neither changed nor taken out unseen.

An entry is all that an event says in plain, with the digest of what is personal, so that the
chain holds when a person was erased. Its hash covers the hash of the entry before it. A head is
the hash that a day ended with, signed; with it all before it is proven, back to the first entry.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from enum import StrEnum
from hashlib import sha256
from typing import NamedTuple

from app.domain.versions import canonical

BEFORE_ALL = "0" * 64  # the hash before the first entry

# What an entry is made of. A column that comes later is empty in older entries, so it changes none.
PLAIN = (
    "id",
    "at",
    "name",
    "actor_kind",
    "actor_id",
    "on_behalf_of",
    "institute_id",
    "course_id",
    "application_id",
    "person_id",
    "facts",
    "personal_digest",
)


class Sealed(NamedTuple):
    """An entry in its place; what cannot be read any more is empty."""

    seq: int
    event_id: int
    entry: bytes
    hash: str


class Head(NamedTuple):
    """What was sealed on a day, up to its last entry; the signature is over all the others."""

    day: date
    first_seq: int
    last_seq: int
    hash: str
    key_id: str
    signature: str = ""

    def to_sign(self) -> bytes:
        said = {"signs": "head of a log of Kenshu", "day": self.day.isoformat()}
        rest = {name: getattr(self, name) for name in ("first_seq", "last_seq", "hash", "key_id")}
        return canonical(said | rest)


IsSigned = Callable[[Head], bool]


def entry_of(columns: Mapping[str, object]) -> dict[str, object]:
    """The entry that these columns of an event make; what is empty is left out."""
    return {name: _spelled(columns[name]) for name in PLAIN if columns[name] is not None}


def _spelled(value: object) -> object:
    return value.astimezone(UTC).isoformat() if isinstance(value, datetime) else value


def chained(before: str, entry: bytes) -> str:
    """The hash of an entry that stands after this hash."""
    return sha256(before.encode() + entry).hexdigest()


class Kind(StrEnum):
    CHANGED = "not what was sealed, or moved here, or the one before it was sealed anew"
    UNPROVEN = "cannot be proven, as the one before it is gone"
    REMOVED = "removed"
    MISPLACED = "out of its order"
    NO_HEAD = "under no head"
    UNSIGNED = "wrong signature"
    OVERLAPS = "begins among the entries of an earlier one"
    DIFFERS = "not the head of the entries that stand here"


class Finding(NamedTuple):
    """Of entries, first to last, or of the head of a day."""

    kind: Kind
    first: int = 0
    last: int = 0
    event_id: int | None = None
    day: date | None = None

    def __str__(self) -> str:
        what = f"entry {self.first}" if self.first == self.last else "entries {} to {}"
        what = f"head of {self.day}" if self.day else what.format(self.first, self.last)
        event = f" (event {self.event_id})" if self.event_id else ""
        return f"{what}{event}: {self.kind}"


def findings(
    entries: Iterable[Sealed], heads: Sequence[Head], *, is_signed: IsSigned,
    kept: Sequence[Head] = (),
) -> Iterator[Finding]:  # fmt: skip
    """Whatever is not as it was sealed; of an untouched log, nothing.

    Entries and heads come in their order. Heads that were kept elsewhere tell, too, whether the
    log was cut and sealed anew.
    """
    yield from _of_heads(heads, is_signed)
    yield from (Finding(Kind.UNSIGNED, day=head.day) for head in kept if not is_signed(head))
    yield from _of_entries(entries, heads, kept)


def _of_heads(heads: Sequence[Head], is_signed: IsSigned) -> Iterator[Finding]:
    last = 0
    for head in heads:
        if not is_signed(head):
            yield Finding(Kind.UNSIGNED, day=head.day)
        if head.first_seq > last + 1:
            yield Finding(Kind.NO_HEAD, last + 1, head.first_seq - 1)
        elif head.first_seq <= last:
            yield Finding(Kind.OVERLAPS, day=head.day)
        last = head.last_seq


def _of_entries(
    entries: Iterable[Sealed], heads: Sequence[Head], kept: Sequence[Head]
) -> Iterator[Finding]:
    signed: dict[int, set[Head]] = defaultdict(set)
    for head in (*heads, *kept):
        signed[head.last_seq].add(head)
    headed = max((head.last_seq for head in heads), default=0)
    last = 0
    fitting: tuple[str, ...] = (BEFORE_ALL,)
    for one in entries:
        if one.seq > headed:
            yield Finding(Kind.NO_HEAD, one.seq, one.seq)
        elif one.seq <= last:
            yield Finding(Kind.MISPLACED, one.seq, one.seq, one.event_id)
        else:
            if one.seq > last + 1:
                yield Finding(Kind.REMOVED, last + 1, one.seq - 1)
                fitting = ()
            found, fitting = _follows(one, fitting)
            yield from found
            yield from _differing(signed.get(one.seq, ()), fitting)
            last = one.seq
    until = max(signed, default=0)
    if last < until:
        yield Finding(Kind.REMOVED, last + 1, until)


def _follows(one: Sealed, before: tuple[str, ...]) -> tuple[list[Finding], tuple[str, ...]]:
    """What is wrong with this entry, and the hashes that the next may follow.

    After a wrong entry both are tried, the hash that is written there and the one that it should
    have, so that the next is not blamed for it.
    """
    should_be = tuple(chained(hash_before, one.entry) for hash_before in before)
    if one.hash in should_be:
        return [], (one.hash,)
    kind = Kind.CHANGED if before else Kind.UNPROVEN
    return [Finding(kind, one.seq, one.seq, one.event_id)], (one.hash, *should_be[:2])


def _differing(heads: Iterable[Head], fitting: tuple[str, ...]) -> Iterator[Finding]:
    for head in heads:
        if head.hash not in fitting:
            yield Finding(Kind.DIFFERS, head.first_seq, head.last_seq, day=head.day)
