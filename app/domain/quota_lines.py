"""Countries as a coordinator types them: one a line, with its two numbers."""

from collections.abc import Mapping

from app.domain.editing import Quotas
from app.domain.errors import N_, RuleBroken
from app.domain.world import COUNTRIES

DIGITS = 3  # up to 999


class LineNotRead(RuleBroken): ...


def read_lines(text: str) -> dict[str, tuple[int, int]]:
    """By country, how many may be nominated and how many may sit: “Kenya 3 2”, or “KE 3 2”."""
    quotas: dict[str, tuple[int, int]] = {}
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        country, ceiling, seats = _parts(line, number)
        if country in quotas:
            message = N_("Line {number}: {country} stands there twice. Take one out.")
            raise LineNotRead(message, number=number, country=country)
        if seats > ceiling:
            message = N_("Line {number}: {country} cannot have more seats than nominations.")
            raise LineNotRead(message, number=number, country=country)
        quotas[country] = (ceiling, seats)
    return quotas


def _parts(line: str, number: int) -> tuple[str, int, int]:
    *name, ceiling, seats = ["", "", *line.replace(",", " ").split()][-12:]
    if not all(one.isdecimal() and len(one) <= DIGITS for one in (ceiling, seats)):
        message = N_("Line {number}: write a country and two numbers, for example Kenya 3 2.")
        raise LineNotRead(message, number=number)
    country = _codes().get(" ".join(name).strip().casefold())
    if country is None:
        message = N_("Line {number}: we do not know this country. Write its name as in our list.")
        raise LineNotRead(message, number=number)
    return country, int(ceiling), int(seats)


def _codes() -> Mapping[str, str]:
    by_name = {one.name.casefold().replace(",", " "): one.iso2 for one in COUNTRIES.values()}
    by_code = {one.iso2.casefold(): one.iso2 for one in COUNTRIES.values()}
    return {" ".join(name.split()): code for name, code in (by_name | by_code).items()}


def as_lines(quotas: Quotas) -> str:
    """What `read_lines` reads, in the order of the countries' names."""
    named = sorted((COUNTRIES[code].name, numbers) for code, numbers in quotas.items())
    return "\n".join(f"{name} {ceiling} {seats}" for name, (ceiling, seats) in named)
