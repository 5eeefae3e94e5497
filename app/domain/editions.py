"""Courses of the past: what is known of each, where from, and what of it the public may read.

A fact that was read in a public page is shown. A number worked out from the sequence, a year
inferred, a theme given from memory, and a record that nobody has found in a source, wait until a
coordinator confirms them.
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from typing import NamedTuple
from urllib.parse import SplitResult, urlsplit

from app.domain.errors import N_

YEAR_NOT_KNOWN = N_("Year not known")
NOT_HELD = N_("Not held")


@dataclass(frozen=True)
class Edition:
    """One course of the past, or a record that there was none (`is_held` is false)."""

    code: str
    series: str
    series_name: str
    series_name_ja: str = ""
    is_found: bool = False  # in a public source; otherwise the whole record waits
    is_held: bool = True
    organiser: str = ""
    number: int | None = None
    number_is_inferred: bool = False
    title: str = ""
    theme: str = ""
    theme_ja: str = ""
    theme_is_gloss: bool = False  # a translation of the Japanese theme, not its official form
    theme_is_remembered: bool = False
    theme_note: str = ""
    starts_on: date | None = None
    ends_on: date | None = None
    dates_note: str = ""
    year: int | None = None
    year_is_inferred: bool = False
    year_note: str = ""
    months: tuple[int, ...] = ()
    fiscal_year: int | None = None
    days: int | None = None
    place: str = ""
    city: str = ""
    country: str = ""
    mode: str = ""
    language: str = ""
    participants: int | None = None
    participants_overseas: int | None = None
    participants_japan: int | None = None
    participants_note: str = ""
    by_region: Mapping[str, int] = field(default_factory=dict)
    countries: tuple[str, ...] = ()
    has_more_countries: bool = False  # than are named
    countries_count: int | None = None
    counts_japan: bool = False
    co_hosts: tuple[str, ...] = ()
    note: str = ""
    jica_title: str = ""
    jica_title_ja: str = ""
    jica_number: str = ""
    jica_id: str = ""
    sources: tuple[str, ...] = ()

    @property
    def full_title(self) -> str:
        """Its own title, or for example: 161st International Training Course."""
        if self.title or self.number is None:
            return self.title or self.series_name
        return f"{ordinal(self.number)} {self.series_name}"

    @property
    def known_year(self) -> int | None:
        """The year it began in; the fiscal year where only that is known."""
        if self.starts_on:
            return self.starts_on.year
        return self.year or self.fiscal_year

    @property
    def is_fiscal_year_only(self) -> bool:
        return self.starts_on is None and self.year is None and self.fiscal_year is not None

    @property
    def waits(self) -> tuple[str, ...]:
        """What a coordinator has to confirm before the public reads it."""
        if not self.is_found:
            return (N_("The whole record"),)
        unsure = {
            N_("Number"): self.number_is_inferred,
            N_("Theme"): self.theme_is_remembered,
            N_("Year"): self.year_is_inferred,
        }
        return tuple(name for name, waits in unsure.items() if waits)


def public_view(edition: Edition, *, is_confirmed: bool = False) -> Edition | None:
    """The edition as the public may read it; None if all of it waits."""
    if is_confirmed:
        return edition
    if not edition.is_found:
        return None
    if edition.number_is_inferred:
        edition = replace(edition, number=None, number_is_inferred=False)
    if edition.theme_is_remembered:
        edition = replace(edition, theme="", theme_ja="", theme_note="", theme_is_remembered=False)
    if edition.year_is_inferred:
        edition = replace(edition, year=None, year_is_inferred=False)
    return edition


def newest_first(editions: Iterable[Edition]) -> list[Edition]:
    """By year, then by day or month, then by number; those of an unknown year come last."""
    return sorted(editions, key=_place, reverse=True)


def _place(edition: Edition) -> tuple[int, int, int, int, str]:
    began = edition.starts_on
    month = began.month if began else max(edition.months, default=0)
    return (edition.known_year or 0, month, began.day if began else 0, edition.number or 0,
            edition.code)  # fmt: skip


def ordinal(number: int) -> str:
    """The English ordinal, part of a course's name: 1st, 12th, 193rd."""
    ending = {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{'th' if 10 < number % 100 < 20 else ending}"


# -- as JSON keeps it --------------------------------------------------------------------------

DATES, TUPLES = ("starts_on", "ends_on"), ("months", "countries", "co_hosts", "sources")


def facts_of(edition: Edition) -> dict[str, object]:
    """What is known, as plain values; what is not known is left out."""
    known = {name: value for name, value in asdict(edition).items() if value not in (None, "", ())}
    known |= {name: str(known[name]) for name in DATES if name in known}
    return known | {name: list(known[name]) for name in TUPLES if name in known}


def edition_of(facts: Mapping[str, object]) -> Edition:
    """The edition whose `facts_of` these are."""
    back = dict(facts)
    back |= {name: date.fromisoformat(str(facts[name])) for name in DATES if name in facts}
    for name in TUPLES:
        kept = facts.get(name, ())
        back[name] = tuple(kept) if isinstance(kept, list) else ()
    return Edition(**back)  # type: ignore[arg-type]  # the names are those of its own fields


# -- links to sources --------------------------------------------------------------------------

GOVERNMENTS = frozenset({"gov", "gob", "gouv"})
# Where the second level for the government is "go".
GO = frozenset({"cr", "id", "jp", "ke", "kr", "pw", "th", "tz", "ug"})
INSTITUTIONS = ("un.org", "unodc.org", "unafei.or.jp", "unic.or.jp")


class Source(NamedTuple):
    """Where a fact was read: linked if `link` is set, else named only."""

    name: str
    link: str


def source_of(address: str) -> Source:
    """A page of a government or of the United Nations is linked; any other is named only.

    Nobody answers for what a site for sharing documents will show tomorrow.
    """
    try:
        parts = urlsplit(address)
    except ValueError:
        return Source(address, "")
    host = (parts.hostname or "").removeprefix("www.")
    return Source(host or address, address if is_institutional(parts) else "")


def is_institutional(parts: SplitResult) -> bool:
    """Whether this is a web page of a government, of the United Nations or of UNAFEI."""
    host = parts.hostname or ""
    if parts.scheme not in ("http", "https") or parts.netloc.lower() != host:
        return False  # no user name, no port
    *_, second, top = ["", "", *host.split(".")]
    is_national = len(top) == 2 and (second in GOVERNMENTS or (second == "go" and top in GO))
    is_listed = any(host == one or host.endswith(f".{one}") for one in INSTITUTIONS)
    return is_national or is_listed or (top in ("gov", "int") and bool(second))
