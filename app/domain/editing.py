"""How a course is made ready: the order of its dates, what it lacks, a copy for another year."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date, datetime, time, timedelta

from app.domain.catalogue import JAPAN, Intake
from app.domain.errors import N_, RuleBroken

CLOSING = time(17, tzinfo=JAPAN)
# Whole weeks, so that a Friday stays a Friday.
A_YEAR = timedelta(weeks=52)
Quotas = Mapping[str, tuple[int, int]]  # by country: how many may be nominated, how many may sit


class DatesOutOfOrder(RuleBroken): ...


class NotReady(RuleBroken): ...


@dataclass(frozen=True, kw_only=True)
class CourseFacts:
    """All that is edited of a course; the names are those of its columns."""

    title: str
    theme: str
    about: str
    paid: str
    place: str
    language: str
    email: str
    intake: Intake
    places: int
    opens_at: datetime
    apply_by: datetime
    nominate_by: datetime
    paper_by: datetime | None
    decide_by: date
    starts_on: date
    ends_on: date
    age_on: date
    min_age: int | None
    max_age: int | None
    min_years: int
    works: list[str]
    documents: list[str]

    @classmethod
    def of(cls, course: object) -> "CourseFacts":
        return cls(**{one.name: getattr(course, one.name) for one in fields(cls)})

    def columns(self) -> dict[str, object]:
        return {one.name: getattr(self, one.name) for one in fields(self)}

    def a_year_later(self) -> "CourseFacts":
        moved = {
            name: value + A_YEAR if isinstance(value, date) else value
            for name, value in self.columns().items()
        }
        return CourseFacts(**moved)  # type: ignore[arg-type]  # the same fields, other days


def moved_to(facts: CourseFacts, apply_by: datetime) -> CourseFacts:
    """With this deadline. The later ones keep their distance to it, as far as the results allow,
    so that an authority has its days after the last application."""
    later = max(apply_by - facts.apply_by, timedelta())
    nominate_by = min(facts.nominate_by + later, closing(facts.decide_by))
    return replace(
        facts,
        apply_by=apply_by,
        nominate_by=max(nominate_by, facts.nominate_by, apply_by),
        paper_by=facts.paper_by and facts.paper_by + later,
    )


def closing(on: date) -> datetime:
    """Deadlines are at 17:00 in Japan."""
    return datetime.combine(on, CLOSING)


def changes(old: CourseFacts, new: CourseFacts) -> str:
    """For example: places: 20 → 25; place: Tokyo → Akishima, Tokyo."""
    before, after = old.columns(), new.columns()
    told = (
        f"{name}: {_short(before[name])} → {_short(after[name])}"
        for name in before
        if before[name] != after[name]
    )
    return "; ".join(told)


def _short(value: object) -> str:
    text = value.isoformat() if isinstance(value, date) else str(value)
    return text if len(text) <= 60 else f"{text[:59]}…"


def require_order(facts: CourseFacts) -> None:
    """Nothing if each date comes after what it waits for; DatesOutOfOrder names the first pair."""
    if facts.opens_at >= facts.apply_by:
        raise DatesOutOfOrder(N_("Applications must open before they close. Check both dates."))
    if facts.nominate_by < facts.apply_by:
        raise DatesOutOfOrder(N_("Give authorities at least as long as applicants."))
    if facts.decide_by < facts.nominate_by.astimezone(JAPAN).date():
        raise DatesOutOfOrder(N_("Results come after the nominations. Check both dates."))
    if facts.starts_on < facts.decide_by:
        raise DatesOutOfOrder(N_("The course must begin after the results. Check both dates."))
    if facts.ends_on < facts.starts_on:
        raise DatesOutOfOrder(N_("The course must end after it begins. Check both dates."))
    if facts.min_age and facts.max_age and facts.min_age > facts.max_age:
        raise DatesOutOfOrder(N_("The lowest age is above the highest. Check both."))


def lacks(facts: CourseFacts, quotas: Quotas, at: datetime) -> Iterator[str]:
    """What a course still needs before the public may read of it, one sentence each."""
    for name, sentence in NEEDED.items():
        if not getattr(facts, name):
            yield sentence
    if not quotas:
        yield N_("Enter the countries that may take part.")
    elif sum(seats for _, seats in quotas.values()) < facts.places:
        yield N_("The countries’ seats are fewer than the places. Raise one or lower the other.")
    if facts.apply_by <= at:
        yield N_("The deadline has passed. Enter a later one.")


NEEDED = {
    "theme": N_("Enter the theme."),
    "about": N_("Say what the course is about."),
    "paid": N_("Say what is paid for."),
    "place": N_("Enter the place."),
    "email": N_("Enter the e-mail address of the course team."),
    "places": N_("Enter how many places there are."),
}
