"""Numbers of people, such that nobody can be told apart."""

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from app.domain.calendars import age_on

# Fewer people than this could be told apart: such a number is not shown.
FEWEST_SHOWN = 5
BANDS = ((30, "-29"), (40, "30-39"), (50, "40-49"), (60, "50-59"))
OLDEST = "60-"


def age_band(born: date | None, on: date) -> str:
    """Ten years of age together; empty if it is not known."""
    if born is None:
        return ""
    age = age_on(born, on)
    return next((band for end, band in BANDS if age < end), OLDEST)


def score_band(mean: float | None) -> str:
    """Whole levels; empty where nobody scored."""
    return "" if mean is None else str(int(mean))


class Cell(NamedTuple):
    """How many; None where so few could be told apart."""

    name: str
    number: int | None


def without_few(counts: Mapping[str, int]) -> list[Cell]:
    """The counts without those below the fewest shown. One alone that is hidden could be had from
    the total, so that the next smallest is hidden with it."""
    hidden = {name for name, number in counts.items() if number < FEWEST_SHOWN}
    if len(hidden) == 1 and len(counts) > 1:
        others = {name: number for name, number in counts.items() if name not in hidden}
        hidden.add(min(others, key=lambda name: (others[name], name)))
    return [Cell(name, None if name in hidden else counts[name]) for name in sorted(counts)]
