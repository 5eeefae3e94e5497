"""What is measured, against which bare page, and what it may cost."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from benchmarks.driver import CONNECTIONS, Journey
from benchmarks.journeys import (
    Applicant,
    each_city,
    list_of,
    page,
    uncached,
    unchanged,
    written,
)

CACHED, TWENTY, KEYSET, INSERT = "cached page", "20 rows", "50 rows by keyset", "durable INSERT"


class Budget(NamedTuple):
    """At least this part of the requests a second of the bare page."""

    anchor: str
    least: float


class Case(NamedTuple):
    """One line of the table. `journeys` makes those of one round."""

    name: str
    journeys: Callable[[], Sequence[Journey]]
    budget: Budget | None = None

    @property
    def is_anchor(self) -> bool:
        return self.budget is None


def anchors() -> list[Case]:
    text = "<h1>Bare"
    return [
        Case(CACHED, everywhere(lambda: page("/cached", text, CACHED))),
        Case(TWENTY, everywhere(lambda: page("/twenty", text, TWENTY))),
        Case(KEYSET, everywhere(lambda: page("/keyset", text, KEYSET))),
        Case(INSERT, everywhere(lambda: written(INSERT))),
    ]


def public(facts: Mapping[str, Any], edit: Callable[[], None]) -> list[Case]:
    course, title = f"/courses/{facts['course']}", facts["title"]
    cities = each_city(facts["cities"], edit)
    kept, made = Budget(CACHED, 0.9), Budget(TWENTY, 0.5)
    pages = {"catalogue": "/", "course page": course}
    return [
        case
        for name, path in pages.items()
        for case in (
            again(f"{name}, cached", kept, page, path, title),
            again(f"{name}, not changed (304)", kept, unchanged, path),
            again(f"{name}, uncached", made, uncached, path, title, cities=cities),
        )
    ]


def staff(facts: Mapping[str, Any]) -> list[Case]:
    desk, cookie = facts["desk"], f"{facts['session']}={facts['staff']}"
    step, budget = {"step": desk["step"]}, Budget(KEYSET, 0.35)
    views: dict[str, dict[str, str]] = {
        "first": {},
        "by next step": step,
        "deep": step | {"after": desk["after"]},
        "by country": {"country": desk["country"]},
        "by rank": {"rank": desk["rank"]},
        "by score": {"score": desk["score"]},
        "by name": {"q": desk["name"]},
    }
    return [
        again(f"staff list, {name}", budget, page, list_of(desk["code"], **view), "<tbody",
              cookie=cookie)
        for name, view in views.items()
    ]  # fmt: skip


def saving(people: Sequence[Applicant]) -> Case:
    name = "save one section"
    return Case(name, lambda: [one.save_again(name) for one in people], Budget(INSERT, 0.2))


def everywhere(make: Callable[[], Journey]) -> Callable[[], Sequence[Journey]]:
    """The same journey on each connection."""
    return lambda: [make() for _ in range(CONNECTIONS)]


def again(
    name: str, budget: Budget, journey: Callable[..., Journey], path: str, *texts: str, **more: Any
) -> Case:
    if journey is unchanged:
        return Case(name, everywhere(lambda: unchanged(path, name)), budget)
    return Case(name, everywhere(lambda: journey(path, *texts, name, **more)), budget)
