"""One invented application, with all the rows that a real one leaves behind."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random
from types import SimpleNamespace
from typing import Any

from app import vault
from app.domain import events, questions
from app.domain.names import search_key, search_terms
from app.domain.next_steps import MinistrySays, Situation, next_step
from app.domain.questions import COLUMNS, Kept, Section
from app.domain.versions import freeze
from app.domain.workflow import Status
from app.domain.world import Work, cities_of
from app.models import (
    Answer,
    Application,
    ApplicationVersion,
    Assignment,
    CareerRow,
    Course,
    Endorsement,
    EndorsementStatus,
    Person,
    Score,
    SealedValue,
    SearchTerm,
)
from app.operations.demonstration.outcomes import FORMER, Told, tell_outcome
from app.operations.demonstration.papers import Papers, add_papers
from app.operations.demonstration.rows import Rows
from app.operations.demonstration.telling import tell
from app.operations.demonstration.words import DUTIES, HOPES, JOBS, NAMES, PLANS, PROBLEMS

DAY = timedelta(days=1)
_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"


@dataclass(frozen=True)
class Plan:
    """What an invented application is to look like."""

    course: Course
    country: str
    authority_id: int
    official_id: int
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
    """The columns of the application so far, and what its parts share."""

    plan: Plan
    rng: Random
    rows: Rows
    at: datetime  # when it was sent, or last saved
    papers: Papers | None = None
    key: bytes = b""
    row: dict[str, Any] = field(default_factory=dict)
    answers: dict[str, str] = field(default_factory=dict)

    @property
    def like(self) -> Any:
        """As the domain sees it (`BidLike`)."""
        name = f"{self.row['given_names']} {self.row['family_name']}".strip()
        person = SimpleNamespace(
            email=self.row["email"], language="en", zone=cities_of(self.plan.country)[0].zone,
            name="",
        )  # fmt: skip
        values = {**self.row, "full_name": name, "course": self.plan.course, "person": person}
        return SimpleNamespace(**values)


def add_bid(
    plan: Plan, *, rng: Random, rows: Rows, at: datetime, papers: Papers | None = None
) -> int:
    """The number of the application; its rows wait in `rows`. Without papers it has no files."""
    bid = Bid(plan, rng, rows, at, papers)
    _person(bid)
    _answers(bid)
    _application(bid)
    if plan.status != Status.DRAFT:
        _sent(bid)
        _reviews(bid)
    if plan.told:
        tell_outcome(rows, bid.key, bid.like, plan.status, plan.told)
    number: int = bid.row["id"]
    return number


def _person(bid: Bid) -> None:
    plan, names = bid.plan, NAMES[bid.plan.country]
    is_woman = bool(plan.given) or bid.rng.random() < 0.5
    given = plan.given or bid.rng.choice(names.women if is_woman else names.men)
    family = plan.family or bid.rng.choice(names.families)
    key_id, wrapped = vault.new_data_key()
    bid.key = vault.unwrap(key_id, wrapped)
    number = next(bid.rows.numbers[Person])
    email = plan.email or f"applicant{number}@people.example"
    bid.rows.add(
        Person, id=number, email=email, name="", language="en", key_id=key_id,
        zone=cities_of(plan.country)[0].zone, data_key_wrapped=wrapped,
    )  # fmt: skip
    bid.row |= {
        "person_id": number, "email": email, "family_name": family, "given_names": given,
        "sex": "F" if is_woman else "M", "address_as": f"{'Ms' if is_woman else 'Mr'} {family}",
    }  # fmt: skip


def _answers(bid: Bid) -> None:
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
        "emergency_phone": "+254 712 345 679", "work_city": cities_of(country)[0].name,
        "duties": DUTIES, "degree": "bachelor", "degree_place": "National University",
        "degree_year": str(born.year + 23), "english_read": rng.choice(levels),
        "english_speak": rng.choice(levels), "english_write": rng.choice(levels),
        "problem": rng.choice(PROBLEMS), "hope": rng.choice(HOPES), "plan": rng.choice(PLANS),
        "paper": rng.choice(PROBLEMS), "nominated_by": str(bid.plan.authority_id),
    }  # fmt: skip


def _application(bid: Bid) -> None:
    plan, course, row = bid.plan, bid.plan.course, bid.row
    is_sent = plan.status != Status.DRAFT
    row["id"] = next(bid.rows.numbers[Application])
    row["reference"] = f"{course.code.replace('-', '').upper()}-{_code(row['id'])}"
    given = {q.key for section in plan.sections for q in questions.of_section(section)}
    columns = {name: row[name] for name in COLUMNS if name in given and name in row}
    bid.rows.add(
        Application, id=row["id"], reference=row["reference"], institute_id=course.institute_id,
        programme_id=course.programme_id, course_id=course.id, person_id=row["person_id"],
        authority_id=plan.authority_id if is_sent else None, country=plan.country,
        status=plan.status, former_status=FORMER.get(plan.status, Status.SCREENED),
        next_step=next_step(Situation(plan.status, plan.says, len(plan.reviewers),
                                      plan.reviews_sent, 2.0 if plan.is_far_apart else 0.5)),
        next_step_at=bid.at + DAY, ministry_says=plan.says,
        final_rank=plan.rank if plan.says == MinistrySays.ENDORSED else None,
        reviews_asked=len(plan.reviewers), reviews_sent=plan.reviews_sent, is_sent=is_sent,
        is_late=False, submitted_at=bid.at if is_sent else None, saved_at=bid.at, version=12,
        search_key=search_key(f"{row['family_name']} {row['given_names']}")[:200], **columns,
    )  # fmt: skip
    row |= {"institute_id": course.institute_id, "course_id": course.id}
    if bid.papers and is_sent and course.documents:
        add_papers(bid.papers, bid.rows, application_id=row["id"], reference=row["reference"],
                   key=bid.key, at=bid.at)  # fmt: skip
    _parts(bid, given)


def _code(number: int) -> str:
    """Five letters that look drawn, and that no other number has."""
    mixed, letters = number * 7_368_787 % len(_LETTERS) ** 5, []
    for _ in range(5):
        mixed, place = divmod(mixed, len(_LETTERS))
        letters.append(_LETTERS[place])
    return "".join(letters)


def _parts(bid: Bid, given: set[str]) -> None:
    """Answers, passport, earlier job and search terms; then the first events."""
    plan, course, row = bid.plan, bid.plan.course, bid.row
    of = {"application_id": row["id"]}
    for question in questions.QUESTIONS:
        if question.kept == Kept.ROW and question.key in given:
            value = bid.answers.get(question.key, "")
            bid.rows.add(Answer, question=question.key, question_version=1, value=value, **of)
    if Section.PASSPORT in plan.sections:
        about = f"{row['reference']} passport_number"
        cipher = vault.seal(bid.key, b"A1234567", about=about)
        bid.rows.add(SealedValue, name="passport_number", cipher=cipher, **of)
    bid.rows.add(
        CareerRow, row_no=0, since=date(2008, 1, 1), until=date(2011, 12, 1),
        post="Trainee", employer=row["employer"], **of,
    )  # fmt: skip
    for term in search_terms(row["family_name"], row["given_names"]):
        bid.rows.add(SearchTerm, course_id=course.id, term=term, **of)
    at = bid.at - 5 * DAY
    _tell(bid, events.ApplicationStarted, at, apply_by=course.apply_by)
    for section in plan.sections:
        _tell(bid, events.SectionSaved, at, section=section)


def _sent(bid: Bid) -> None:
    plan, course, row = bid.plan, bid.plan.course, bid.row
    content = {name: questions.spelled(row.get(name)) for name in COLUMNS}
    content |= bid.answers | {"passport_number": "A1234567"}
    frozen = freeze(1, content, salt=vault.salt(bid.key, about=row["reference"]))
    bid.rows.add(
        ApplicationVersion, application_id=row["id"], number=1, digest=frozen.digest,
        section_digests=dict(frozen.section_digests), made_at=bid.at,
        content_sealed=vault.seal(bid.key, frozen.content, about=frozen.digest),
    )  # fmt: skip
    is_decided = plan.says in (MinistrySays.ENDORSED, MinistrySays.TO_CONFIRM)
    is_declined = plan.says == MinistrySays.DECLINED
    status = (
        EndorsementStatus.ENDORSED if is_decided
        else EndorsementStatus.DECLINED if is_declined
        else EndorsementStatus.ASKED
    )  # fmt: skip
    bid.rows.add(
        Endorsement, application_id=row["id"], institute_id=course.institute_id,
        programme_id=course.programme_id, course_id=course.id, authority_id=plan.authority_id,
        country=plan.country, status=status, version_number=1, place=plan.rank,
        draft_choice="endorse" if is_decided else "decline" if is_declined else None,
        draft_place=plan.rank, reason_code="not_released" if is_declined else None,
        asked_at=bid.at, decided_at=bid.at + DAY if is_decided or is_declined else None,
        decided_by=plan.official_id if is_decided or is_declined else None, row_version=1,
    )  # fmt: skip
    _sent_events(bid, frozen.digest, is_decided=is_decided)


def _sent_events(bid: Bid, digest: str, *, is_decided: bool) -> None:
    plan, course = bid.plan, bid.plan.course
    office = NAMES[plan.country].ministry
    _tell(
        bid, events.ApplicationSent, bid.at, version_number=1, digest=digest,
        decide_by=course.decide_by, nominate_by=course.nominate_by, authority_name=office,
    )  # fmt: skip
    if is_decided:
        _tell(
            bid, events.ApplicationEndorsed, bid.at + DAY, place=plan.rank, version_number=1,
            decide_by=course.decide_by, authority_name=office,
        )  # fmt: skip
    if plan.told or plan.status == Status.SCREENED:
        _tell(bid, events.ApplicationScreened, bid.at + 2 * DAY)


def _reviews(bid: Bid) -> None:
    plan, means = bid.plan, []
    talent = bid.rng.uniform(2.4, 4.8)
    for place, reviewer in enumerate(plan.reviewers):
        is_sent = place < plan.reviews_sent
        shift = 2.2 * place if plan.is_far_apart else 0
        levels = [
            max(1, min(5, round(talent - shift + bid.rng.uniform(-0.6, 0.6))))
            for _ in plan.criteria
        ]
        weights = [weight for _, weight in plan.criteria]
        score = sum(a * b for a, b in zip(levels, weights, strict=True)) / (sum(weights) or 1)
        number = bid.rows.add(
            Assignment, application_id=bid.row["id"], person_id=reviewer,
            institute_id=plan.course.institute_id, programme_id=plan.course.programme_id,
            course_id=plan.course.id, country=plan.country, due_at=bid.at + 30 * DAY,
            is_conflicted=False, conflict_reason="", comment="Clear and close to daily work.",
            version_number=1 if is_sent else None, score=score if is_sent else None,
            sent_at=bid.at + 3 * DAY if is_sent else None, row_version=1,
        )  # fmt: skip
        if is_sent:
            means.append(score)
            for (criterion, _), level in zip(plan.criteria, levels, strict=True):
                bid.rows.add(
                    Score, assignment_id=number, criterion_id=criterion, level=level,
                    comment="The answers show it." if level in (1, 5) else "",
                )  # fmt: skip
    _store_scores(bid, means)


def _store_scores(bid: Bid, means: list[float]) -> None:
    plan = bid.plan
    row = bid.rows.waiting[Application][-1]
    row["score_mean"] = sum(means) / len(means) if means else None
    row["score_spread"] = max(means) - min(means) if means else None
    situation = Situation(
        plan.status, plan.says, len(plan.reviewers), len(means), row["score_spread"]
    )
    row["next_step"] = next_step(situation)


def _tell(bid: Bid, kind: type[events.ApplicationEvent], at: datetime, **facts: Any) -> None:
    tell(bid.rows, bid.key, bid.like, kind, at, **facts)
