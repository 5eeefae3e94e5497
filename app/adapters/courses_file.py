"""The file of past courses: read, checked line by line, and handed over as editions."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import NamedTuple

import yaml

from app.domain.editions import Edition, edition_of
from app.domain.errors import N_, RuleBroken
from app.domain.world import COUNTRIES

OURS = Path(__file__).parent.parent / "data" / "courses.yaml"
LARGEST = 5_000_000
FIRST_YEAR = 1962  # UNAFEI was founded; the ministry's own courses came later

Record = Mapping[str, object]


class Problem(NamedTuple):
    """One thing to mend: a marked sentence; its facts name the line and the record."""

    message: str
    facts: Mapping[str, object]

    def __str__(self) -> str:
        return self.message.format(**self.facts)


class FileRefused(RuleBroken):
    """Nothing was taken from the file; `problems` are all that is to be mended."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(problems[0].message, **problems[0].facts)
        self.problems = problems


class Total(NamedTuple):
    """How many people had taken part by a day (or month), as a source says."""

    as_of: str
    participants: int
    countries: int | None
    source: str


class Archive(NamedTuple):
    editions: tuple[Edition, ...]
    totals: tuple[Total, ...]


def read_courses(path: Path = OURS) -> Archive:
    """All editions and totals of the file; FileRefused with every problem if there is one."""
    content = path.read_bytes()
    if len(content) > LARGEST:
        raise FileRefused([Problem(N_("This file is too large. Split it in two."), {})])
    document, lines = _parsed(content)
    series = {str(one.get("id")): one for one in _records(document, "series")}
    records = _records(document, "courses")
    problems = [
        Problem(message, {"line": line, "record": record.get("id", "?"), **facts})
        for record, line in zip(records, lines, strict=True)
        for message, facts in _problems(record, series)
    ]
    problems += _twins(records, lines)
    if problems:
        raise FileRefused(problems)
    editions = tuple(_edition(record, series[str(record["series"])]) for record in records)
    return Archive(editions, tuple(_totals(document)))


def _parsed(content: bytes) -> tuple[Record, list[int]]:
    """What the file says, and the line on which each course begins."""
    try:
        loader = yaml.SafeLoader(content)  # the one in C crashes on deep nesting
        node = loader.get_single_node()
        document = loader.construct_document(node) if node else None
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        message = N_("Line {line}: this is no YAML. Compare it with the lines above.")
        raise FileRefused([Problem(message, {"line": line})]) from error
    except (yaml.YAMLError, RecursionError) as error:
        message = N_("This file is no YAML. Save it as plain text in UTF-8.")
        raise FileRefused([Problem(message, {})]) from error
    except ValueError as error:
        message = N_("A date in this file does not exist. Check days and months.")
        raise FileRefused([Problem(message, {})]) from error
    if not isinstance(document, dict) or not _records(document, "courses"):
        message = N_("This file has no list “courses”. Start from the file that Kenshu brings.")
        raise FileRefused([Problem(message, {})])
    courses = [value for key, value in node.value if key.value == "courses"][-1]
    return document, [one.start_mark.line + 1 for one in courses.value]


def _records(document: Record, name: str) -> list[Record]:
    found = document.get(name)
    listed = found if isinstance(found, list) else []
    return [one if isinstance(one, dict) else {} for one in listed]


# -- what a record may say ---------------------------------------------------------------------


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _is_year(value: object) -> bool:
    return isinstance(value, int) and FIRST_YEAR <= value < 2100


def _is_country(value: object) -> bool:
    return isinstance(value, str) and value in COUNTRIES


def _is_address(value: object) -> bool:
    return isinstance(value, str) and value.startswith(("http://", "https://"))


def _is_truth(value: object) -> bool:
    return isinstance(value, bool)


def _one_of(*words: str) -> Callable[[object], bool]:
    return lambda value: value in words


def _list_of(is_fit: Callable[[object], bool]) -> Callable[[object], bool]:
    return lambda value: isinstance(value, list) and bool(value) and all(map(is_fit, value))


def _is_month(value: object) -> bool:
    return _is_count(value) and value in range(1, 13)


def _is_by_region(value: object) -> bool:
    return isinstance(value, dict) and all(map(_is_count, value.values()))


TEXT = (_is_text, N_("a text"))
COUNT = (_is_count, N_("a whole number"))
YEAR = (_is_year, N_("a year since 1962"))
DAY = (lambda value: type(value) is date, N_("a date such as 2015-08-18"))
LINK = (_is_address, N_("an address that begins with http:// or https://"))
KNOWN = (_one_of("found", "inferred", "knowledge"), N_("found, inferred or knowledge"))
FIELDS: Mapping[str, tuple[Callable[[object], bool], str]] = {
    "id": TEXT, "series": TEXT, "title": TEXT, "organiser": TEXT, "note": TEXT,
    "main_theme": TEXT, "main_theme_ja": TEXT, "main_theme_en_gloss": TEXT, "theme_note": TEXT,
    "theme_status": TEXT, "dates_note": TEXT, "year_note": TEXT, "participants_note": TEXT,
    "place": TEXT, "city": TEXT, "language": TEXT,
    "jica_title": TEXT, "jica_title_ja": TEXT, "jica_number": TEXT, "jica_id": TEXT,
    "number": COUNT, "duration_days": COUNT, "participants": COUNT, "participants_overseas": COUNT,
    "participants_japan": COUNT, "countries_count": COUNT, "countries_count_incl_japan": COUNT,
    "year": YEAR, "jfy": YEAR, "start": DAY, "end": DAY,
    "month": (_is_month, N_("a month from 1 to 12")),
    "months": (_list_of(_is_month), N_("a list of months from 1 to 12")),
    "by_region": (_is_by_region, N_("regions, each with a whole number")),
    "country": (_is_country, N_("a country code of two letters")),
    "countries": (_list_of(_is_country), N_("a list of country codes of two letters")),
    "co_host": (_list_of(_is_text), N_("a list of names")),
    "countries_partial": (_is_truth, N_("true or false")),
    "mode": (_one_of("online", "in_person", "hybrid"), N_("online, in_person or hybrid")),
    "status": (_one_of("held", "not_held"), N_("held or not_held")),
    "source": (_one_of("found", "knowledge"), N_("found or knowledge")),
    "number_source": KNOWN, "year_source": KNOWN, "theme_source": KNOWN,
    "source_url": LINK, "source_url_2": LINK,
}  # fmt: skip
NEEDED = ("id", "series", "source")


def _problems(record: Record, series: Mapping[str, Record]) -> Iterator[tuple[str, Record]]:
    for name in NEEDED:
        if name not in record:
            yield N_("Line {line}, {record}: add “{name}”."), {"name": name}
    for name, value in record.items():
        if name not in FIELDS:
            message = N_("Line {line}, {record}: “{name}” is not known. Correct it or take it out.")
            yield message, {"name": name}
        elif not FIELDS[name][0](value):
            message = N_("Line {line}, {record}: “{name}” must be {wanted}.")
            yield message, {"name": name, "wanted": FIELDS[name][1]}
    yield from _contradictions(record, series)


def _contradictions(record: Record, series: Mapping[str, Record]) -> Iterator[tuple[str, Record]]:
    start, end = record.get("start"), record.get("end")
    if type(start) is type(end) is date and end < start:
        yield N_("Line {line}, {record}: it ends before it starts. Check both dates."), {}
    if record.get("source") == "found" and "source_url" not in record:
        yield N_("Line {line}, {record}: it was found, so say where: add “source_url”."), {}
    if "series" in record and str(record["series"]) not in series:
        message = N_("Line {line}, {record}: the list “series” has no “{series}”. Add it there.")
        yield message, {"series": record["series"]}


def _twins(records: list[Record], lines: list[int]) -> list[Problem]:
    message = N_("Line {line}, {record}: an earlier record has the same “id”. Give it another.")
    seen: set[object] = set()
    twins = []
    for record, line in zip(records, lines, strict=True):
        name = str(record.get("id"))
        if name in seen:
            twins.append(Problem(message, {"line": line, "record": name}))
        seen.add(name)
    return twins


# -- from record to edition --------------------------------------------------------------------

SAME_NAME = (
    "series", "organiser", "number", "title", "dates_note", "year", "year_note", "place", "city",
    "country", "mode", "language", "participants", "participants_overseas", "participants_japan",
    "participants_note", "by_region", "countries", "countries_count", "months", "note",
    "jica_title", "jica_title_ja", "jica_number", "jica_id",
)  # fmt: skip
OTHER_NAME = {
    "id": "code", "start": "starts_on", "end": "ends_on", "jfy": "fiscal_year",
    "duration_days": "days", "main_theme_ja": "theme_ja", "co_host": "co_hosts",
    "countries_partial": "has_more_countries", "countries_count_incl_japan": "countries_count",
    "theme_status": "theme_note", "main_theme_en_gloss": "theme",
}  # fmt: skip
STRONGER = {"main_theme": "theme", "theme_note": "theme_note"}  # than what stands there already


def _edition(record: Record, series: Record) -> Edition:
    facts = {"series_name": series.get("name", ""), "series_name_ja": series.get("name_ja", "")}
    facts |= {"organiser": series.get("organiser", "")}
    for names in (dict(zip(SAME_NAME, SAME_NAME, strict=True)), OTHER_NAME, STRONGER):
        facts |= {ours: record[theirs] for theirs, ours in names.items() if theirs in record}
    if "month" in record:
        facts["months"] = [record["month"]]
    facts |= {
        "is_found": record["source"] == "found",
        "is_held": record.get("status") != "not_held",
        "number_is_inferred": record.get("number_source") == "inferred",
        "year_is_inferred": record.get("year_source") == "inferred",
        "theme_is_gloss": "main_theme" not in record and "main_theme_en_gloss" in record,
        "theme_is_remembered": _is_theme_remembered(record),
        "counts_japan": "countries_count_incl_japan" in record,
        "sources": [record[name] for name in ("source_url", "source_url_2") if name in record],
    }
    return edition_of(facts)


def _is_theme_remembered(record: Record) -> bool:
    is_from_memory = "from memory" in str(record.get("theme_note", ""))
    return is_from_memory or record.get("theme_source") == "knowledge"


def _totals(document: Record) -> Iterator[Total]:
    meta = document.get("meta")
    for one in _records(meta, "totals_found") if isinstance(meta, dict) else ():
        countries = one.get("countries_and_regions", one.get("countries_and_regions_min"))
        participants, source = one.get("participants_min"), one.get("source_url")
        if isinstance(participants, int) and _is_address(source):
            at_least = countries if isinstance(countries, int) else None
            yield Total(str(one.get("as_of", "")), participants, at_least, str(source))
