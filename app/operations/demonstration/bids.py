"""One invented application, with all the rows that a real one leaves behind."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache
from random import Random
from types import SimpleNamespace
from typing import Any, NamedTuple

from app import vault
from app.domain import events, questions
from app.domain.names import search_key, search_terms
from app.domain.next_steps import MinistrySays, Situation, next_step
from app.domain.permissions import SYSTEM, Actor, ActorKind
from app.domain.questions import COLUMNS, Kept, Section
from app.domain.workflow import Status
from app.domain.world import City, Work, cities_of
from app.models import Answer, Application, CareerRow, Course, Person, SealedValue, SearchTerm
from app.operations.demonstration.people import Office
from app.operations.demonstration.rows import Rows
from app.operations.demonstration.telling import tell
from app.operations.demonstration.words import (
    DUTIES,
    HOPES,
    JOBS,
    NAMES,
    PLANS,
    PROBLEMS,
    SENTENCES,
)

DAY = timedelta(days=1)
FILLED_IN_FOR = 5 * DAY  # from the start until it is sent
PASSPORT_NUMBER = "A1234567"
# The status before; of all others it is that of the checked.
FORMER = {
    Status.DRAFT: None, Status.SUBMITTED: Status.DRAFT, Status.SCREENED: Status.SUBMITTED,
    Status.CONFIRMED: Status.OFFERED,
}  # fmt: skip
_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"


class Told(NamedTuple):
    """When a course was released, and how many had applied."""

    at: datetime
    applicants: int


@dataclass(frozen=True)
class Plan:
    """What an invented application is to look like."""

    course: Course
    country: str
    office: Office
    coordinator: Actor = SYSTEM
    status: Status = Status.SUBMITTED
    says: MinistrySays = MinistrySays.ASKED
    rank: int | None = None
    reviewers: tuple[int, ...] = ()
    criteria: tuple[tuple[int, int], ...] = ()  # number and weight
    reviews_sent: int = 0
    is_far_apart: bool = False  # the reviewers do not agree
    email: str = ""
    given: str = ""
    family: str = ""
    sections: tuple[Section, ...] = tuple(Section)
    told: Told | None = None  # the outcome, if the course is released


@dataclass
class Bid:
    """What the parts of the application share."""

    plan: Plan
    rng: Random
    rows: Rows
    at: datetime  # when it was sent, or last saved
    key: bytes = b""
    row: dict[str, Any] = field(default_factory=dict)
    stored: dict[str, Any] = field(default_factory=dict)  # the row on its way, as it is so far
    answers: dict[str, str] = field(default_factory=dict)
    documents: list[str] = field(default_factory=list)  # kinds and digests
    like: Any = None  # as the domain sees it (`BidLike`)
    applicant: Actor = SYSTEM

    def tell(
        self, kind: type[events.ApplicationEvent], at: datetime, *, by: Actor, **facts: Any
    ) -> None:
        tell(self.rows, self.key, self.like, kind, at, by=by, **facts)


@cache
def acting(kind: ActorKind, number: int) -> Actor:
    return Actor(kind=kind, id=number, grants=frozenset())


@cache
def home(country: str) -> City:
    return cities_of(country)[0]


def add_person(bid: Bid) -> None:
    plan, names = bid.plan, NAMES[bid.plan.country]
    is_woman = bool(plan.given) or bid.rng.random() < 0.5
    given = plan.given or bid.rng.choice(names.women if is_woman else names.men)
    family = plan.family or bid.rng.choice(names.families)
    key_id, wrapped = vault.new_data_key()
    bid.key = vault.unwrap(key_id, wrapped)
    number = next(bid.rows.numbers[Person])
    email = plan.email or f"applicant{number}@people.example"
    zone = home(plan.country).zone
    bid.rows.add(
        Person, id=number, email=email, name="", language="en", key_id=key_id, zone=zone,
        data_key_wrapped=wrapped,
    )  # fmt: skip
    bid.applicant = Actor(kind=ActorKind.PERSON, id=number, grants=frozenset())
    bid.row |= {
        "person_id": number, "family_name": family, "given_names": given,
        "sex": "F" if is_woman else "M", "address_as": f"{'Ms' if is_woman else 'Mr'} {family}",
    }  # fmt: skip
    bid.like = SimpleNamespace(
        person_id=number, address_as=bid.row["address_as"], course=plan.course,
        full_name=f"{given} {family}".strip(),
        person=SimpleNamespace(email=email, language="en", zone=zone, name=""),
    )  # fmt: skip


def add_answers(bid: Bid) -> None:
    rng, country = bid.rng, bid.plan.country
    work = rng.choice(bid.plan.course.works or [str(Work.JUDGE)])
    born = date(rng.randint(1976, 1994), rng.randint(1, 12), rng.randint(1, 28))
    since = date(rng.randint(2012, 2022), rng.randint(1, 12), 1)
    bid.row |= {
        "birth_date": born, "nationality": country, "work": Work(work), "job_since": since,
        "passport_expires": date(rng.randint(2028, 2034), rng.randint(1, 12), 15),
        "job_title": rng.choice(JOBS.get(work, JOBS["ministry"])),
        "employer": NAMES[country].ministry, "was_here_before": rng.random() < 0.1,
    }  # fmt: skip
    levels = ("little", "some", "most")
    bid.answers = {
        "has_passport": "yes", "mobile": "+254 712 345 678", "postal_address": "P.O. Box 1",
        "residence": country, "emergency_name": "A relative", "emergency_relation": "Sister",
        "emergency_phone": "+254 712 345 679", "work_city": home(country).name,
        "duties": DUTIES, "degree": "bachelor", "degree_place": "National University",
        "degree_year": str(born.year + 23), "english_read": rng.choice(levels),
        "english_speak": rng.choice(levels), "english_write": rng.choice(levels),
        "problem": _essay(PROBLEMS, rng), "hope": _essay(HOPES, rng), "plan": _essay(PLANS, rng),
        "paper": _essay(PROBLEMS, rng), "nominated_by": str(bid.plan.office.authority_id),
    }  # fmt: skip


def _essay(sentences: tuple[str, ...], rng: Random) -> str:
    return rng.choice(_essays(sentences))


@cache
def _essays(sentences: tuple[str, ...]) -> tuple[str, ...]:
    twice = sentences * 2
    return tuple(" ".join(twice[first:][:SENTENCES]) for first in range(len(sentences)))


def add_application(bid: Bid) -> None:
    """Its row, which later parts still change, and what stands beside it while it is a draft."""
    plan, course, row = bid.plan, bid.plan.course, bid.row
    row["id"] = next(bid.rows.numbers[Application])
    row["reference"] = f"{course.code.replace('-', '').upper()}-{_code(row['id'])}"
    row |= {"institute_id": course.institute_id, "course_id": course.id}
    for name in ("id", "reference", "institute_id", "course_id"):
        setattr(bid.like, name, row[name])
    given = {q.key for section in plan.sections for q in questions.of_section(section)}
    _add_row(bid, given)
    _add_parts(bid, given)


def _add_row(bid: Bid, given: Iterable[str]) -> None:
    plan, course, row = bid.plan, bid.plan.course, bid.row
    is_sent = plan.status != Status.DRAFT
    step = next_step(Situation(plan.status, plan.says))
    columns = {name: row[name] for name in COLUMNS if name in given and name in row}
    bid.rows.add(
        Application, id=row["id"], reference=row["reference"], institute_id=course.institute_id,
        programme_id=course.programme_id, course_id=course.id, person_id=row["person_id"],
        authority_id=plan.office.authority_id if is_sent else None, country=plan.country,
        status=plan.status, former_status=FORMER.get(plan.status, Status.SCREENED),
        next_step=step, next_step_at=bid.at if is_sent else bid.at - FILLED_IN_FOR,
        ministry_says=plan.says,
        final_rank=plan.rank if plan.says == MinistrySays.ENDORSED else None,
        reviews_asked=0, reviews_sent=0, is_sent=is_sent, is_late=False,
        submitted_at=bid.at if is_sent else None, saved_at=bid.at,
        version=1 + len(plan.sections) + 2 * is_sent,
        search_key=search_key(f"{row['family_name']} {row['given_names']}")[:200], **columns,
    )  # fmt: skip
    bid.stored = bid.rows.waiting[Application][-1]


def _code(number: int) -> str:
    """Five letters that look drawn, and that no other number has."""
    mixed, letters = number * 7_368_787 % len(_LETTERS) ** 5, []
    for _ in range(5):
        mixed, place = divmod(mixed, len(_LETTERS))
        letters.append(_LETTERS[place])
    return "".join(letters)


def _add_parts(bid: Bid, given: set[str]) -> None:
    """Answers, passport, earlier job and search terms; then the first events."""
    plan, course, row = bid.plan, bid.plan.course, bid.row
    of = {"application_id": row["id"]}
    for question in questions.QUESTIONS:
        value = bid.answers.get(question.key)
        if question.kept == Kept.ROW and value and question.key in given:
            bid.rows.add(Answer, question=question.key, question_version=1, value=value, **of)
    if Section.PASSPORT in plan.sections:
        about = f"{row['reference']} passport_number"
        cipher = vault.seal(bid.key, PASSPORT_NUMBER.encode(), about=about)
        bid.rows.add(SealedValue, name="passport_number", cipher=cipher, **of)
    bid.rows.add(
        CareerRow, row_no=0, since=date(2008, 1, 1), until=date(2011, 12, 1),
        post="Trainee", employer=row["employer"], **of,
    )  # fmt: skip
    for term in search_terms(row["family_name"], row["given_names"]):
        bid.rows.add(SearchTerm, course_id=course.id, term=term, **of)
    started = bid.at - FILLED_IN_FOR
    bid.tell(events.ApplicationStarted, started, by=bid.applicant, apply_by=course.apply_by)
    saved = [one for one in plan.sections if one != Section.DOCUMENTS]
    for number, section in enumerate(saved, 1):
        at = started + number * FILLED_IN_FOR / (len(saved) + 1)
        bid.tell(events.SectionSaved, at, by=bid.applicant, section=section)
