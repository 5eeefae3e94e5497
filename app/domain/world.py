"""Countries, cities and occupations: facts, read from `data/*.csv`, whose heads name their sources.

The names are English, as a page shows them, and message ids like any marked sentence: babel takes
the column `name` with this line of its mapping:
`[app.domain.world:names_to_translate: app/domain/data/**.csv]`
"""

import csv
from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import BinaryIO, NamedTuple

from app.domain.errors import N_

DATA = Path(__file__).parent / "data"


class Work(StrEnum):
    """The answers to "I work as"."""

    JUDGE = "judge"
    PROSECUTOR = "prosecutor"
    POLICE = "police"
    PRISON = "prison"
    PROBATION = "probation"
    MINISTRY = "ministry"
    OTHER = "other"


WORKS: Mapping[Work, str] = {
    Work.JUDGE: N_("Judge"),
    Work.PROSECUTOR: N_("Public prosecutor"),
    Work.POLICE: N_("Police officer"),
    Work.PRISON: N_("Prison officer"),
    Work.PROBATION: N_("Probation or parole officer"),
    Work.MINISTRY: N_("Ministry official"),
    Work.OTHER: N_("Other work in criminal justice"),
}


class Country(NamedTuple):
    """`region` is empty for places where nobody lives; `dac_group` for who is no ODA recipient."""

    iso2: str
    iso3: str
    name: str
    name_ja: str
    region: str
    dac_group: str
    asean: bool
    zones: tuple[str, ...]


class Occupation(NamedTuple):
    code: str
    name: str
    name_ja: str
    pillar: str
    work: Work


class City(NamedTuple):
    """Where a reader's clock stands: a name to print and the zone of its time."""

    name: str
    zone: str


def _rows(file: str) -> Iterator[list[str]]:
    with (DATA / file).open(encoding="utf-8", newline="") as lines:
        facts = csv.reader(line for line in lines if not line.startswith("#"))
        next(facts)
        yield from facts


@cache
def _countries() -> Mapping[str, Country]:
    found = (
        Country(iso2, iso3, name, name_ja, region, group, asean == "yes", tuple(zones.split()))
        for iso2, iso3, name, name_ja, region, group, asean, zones in _rows("countries.csv")
    )
    return MappingProxyType({country.iso2: country for country in found})


@cache
def _occupations() -> Mapping[str, Occupation]:
    found = (
        Occupation(code, name, name_ja, pillar, Work(work))
        for code, name, name_ja, pillar, work, _source in _rows("occupations.csv")
    )
    return MappingProxyType({occupation.code: occupation for occupation in found})


# In the order of the English alphabet, as lists and protocol show them.
COUNTRIES: Mapping[str, Country] = _countries()
OCCUPATIONS: Mapping[str, Occupation] = _occupations()

INHABITED = frozenset(code for code, country in COUNTRIES.items() if country.region)
ASEAN = frozenset(code for code, country in COUNTRIES.items() if country.asean)
ODA_RECIPIENTS = frozenset(code for code, country in COUNTRIES.items() if country.dac_group)
LEAST_DEVELOPED = frozenset(
    code for code, country in COUNTRIES.items() if country.dac_group == "LDC"
)

# The last part of a zone's name is its city; these are written otherwise.
CITY_NAMES: Mapping[str, str] = {
    "America/Argentina/San_Juan": "San Juan",
    "America/Bogota": "Bogotá",
    "America/Asuncion": "Asunción",
    "America/Cancun": "Cancún",
    "America/Merida": "Mérida",
    "America/Belem": "Belém",
    "America/Cuiaba": "Cuiabá",
    "America/Maceio": "Maceió",
    "America/Sao_Paulo": "São Paulo",
    "America/Noronha": "Fernando de Noronha",
    "America/St_Johns": "St. John’s",
    "America/St_Kitts": "Saint Kitts",
    "America/St_Lucia": "Saint Lucia",
    "America/St_Thomas": "Saint Thomas",
    "America/St_Vincent": "Saint Vincent",
    "America/St_Barthelemy": "Saint Barthélemy",
    "America/Lower_Princes": "Lower Prince’s Quarter",
    "Antarctica/DumontDUrville": "Dumont d’Urville",
    "Asia/Ho_Chi_Minh": "Ho Chi Minh City",
    "Asia/Macau": "Macao",
    "Asia/Qostanay": "Kostanay",
    "Asia/Qyzylorda": "Kyzylorda",
    "Africa/Lome": "Lomé",
    "Africa/Ndjamena": "N’Djamena",
    "Africa/El_Aaiun": "El Aaiún",
    "Africa/Sao_Tome": "São Tomé",
    "Atlantic/St_Helena": "Saint Helena",
    "Europe/Busingen": "Büsingen",
    "Indian/Mahe": "Mahé",
    "Indian/Comoro": "Moroni",
    "Indian/Reunion": "Réunion",
    "Pacific/Easter": "Easter Island",
    "Pacific/Galapagos": "Galápagos Islands",
    "Pacific/Noumea": "Nouméa",
    "Pacific/Tongatapu": "Nukuʻalofa",
    "Pacific/Fiji": "Suva",
}
# Neighbours may share a zone; each reads a city of its own.
CITIES_OF_SHARED_ZONES: Mapping[tuple[str, str], str] = {
    ("XK", "Europe/Belgrade"): "Pristina",
}


def city_name(zone: str, country: str = "") -> str:
    """For example Nairobi for Africa/Nairobi."""
    shared = CITIES_OF_SHARED_ZONES.get((country, zone))
    return shared or CITY_NAMES.get(zone) or zone.rpartition("/")[2].replace("_", " ")


def cities_of(country: str) -> tuple[City, ...]:
    """The cities to choose from in this country, the usual one first."""
    zones = COUNTRIES[country].zones if country in COUNTRIES else ()
    return tuple(City(city_name(zone, country), zone) for zone in zones)


def names_to_translate(
    file: BinaryIO, _keywords: object, _comment_tags: object, _options: object
) -> Iterable[tuple[int, None, str, list[str]]]:
    """What babel's extraction asks of a file: each line and the English name that stands there."""
    lines = enumerate(file.read().decode("utf-8").splitlines(), 1)
    facts = [(number, next(csv.reader([line]))) for number, line in lines if line[0] != "#"]
    column = facts[0][1].index("name")
    return [(number, None, row[column], []) for number, row in facts[1:]]
