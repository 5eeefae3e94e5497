"""What a selection looks like as a whole: an aid for the eye, never a score."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple, Protocol

from app.domain.errors import N_
from app.domain.quotas import Seats
from app.domain.selection import Choice
from app.domain.world import COUNTRIES, WORKS, Work


class Weighed(Protocol):
    """What the balance looks at: a row of the board."""

    @property
    def country(self) -> str: ...
    @property
    def work(self) -> Work | None: ...
    @property
    def sex(self) -> str | None: ...
    @property
    def was_here_before(self) -> bool | None: ...
    @property
    def choice(self) -> Choice: ...


class Share(NamedTuple):
    """A group: how many of it are selected, and how many of it applied, of how many in all."""

    words: str
    selected: int
    applied: int


class Balance(NamedTuple):
    selected: int
    reserve: int
    regions: Sequence[Share]
    works: Sequence[Share]
    people: Sequence[Share]


def balance(rows: Sequence[Weighed]) -> Balance:
    """The groups of the selected beside the same groups of all who are on the board."""
    return Balance(
        selected=sum(row.choice == Choice.SELECT for row in rows),
        reserve=sum(row.choice == Choice.RESERVE for row in rows),
        regions=_shares(rows, lambda row: _region(row.country)),
        works=_shares(rows, lambda row: WORKS.get(row.work) if row.work else None),
        people=[
            _share(N_("Women"), rows, lambda row: row.sex == "F"),
            _share(N_("New to UNAFEI"), rows, lambda row: not row.was_here_before),
        ],
    )


def full_countries(rows: Iterable[Weighed], seats: Seats) -> dict[str, int]:
    """Countries whose seats the selection uses up, with the number of their seats."""
    chosen = Counter(row.country for row in rows if row.choice == Choice.SELECT)
    return {
        country: seats.quotas.get(country, 0)
        for country, number in chosen.items()
        if number + seats.taken.get(country, 0) >= seats.quotas.get(country, 0)
    }


def passed_over(rows: Sequence[Weighed], seats: Seats) -> list[tuple[Weighed, str]]:
    """Who stands above the last of the selected without being selected, and why.

    `rows` are in the order of the board: by score, then by the ministry's rank.
    """
    last = max((n for n, row in enumerate(rows) if row.choice == Choice.SELECT), default=-1)
    full = full_countries(rows, seats)
    return [
        (row, N_("The seats of this country are taken") if row.country in full
         else N_("The coordinator’s choice"))
        for row in rows[: last + 1]
        if row.choice != Choice.SELECT
    ]  # fmt: skip


def _region(country: str) -> str | None:
    return COUNTRIES[country].region if country in COUNTRIES else None


def _shares(rows: Sequence[Weighed], group: Callable[[Weighed], str | None]) -> list[Share]:
    applied = Counter(group(row) for row in rows)
    selected = Counter(group(row) for row in rows if row.choice == Choice.SELECT)
    return [
        Share(words, selected[words], number)
        for words, number in sorted(applied.items(), key=lambda item: -item[1])
        if words
    ]


def _share(words: str, rows: Sequence[Weighed], belongs: Callable[[Weighed], bool]) -> Share:
    return Share(
        words,
        sum(belongs(row) for row in rows if row.choice == Choice.SELECT),
        sum(belongs(row) for row in rows),
    )
