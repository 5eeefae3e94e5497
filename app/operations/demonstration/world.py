"""What stands once in the demonstration, and what its invented applications share."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from itertools import count
from random import Random
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from app.domain.next_steps import MinistrySays
from app.domain.permissions import SYSTEM, ActorKind, require
from app.domain.reviews import STANDARDS
from app.domain.workflow import Action, Status
from app.extensions import db
from app.models import Course, Criterion, Endorsement, Institute, Programme, Quota
from app.operations.demonstration.bids import Plan, acting
from app.operations.demonstration.courses import PROGRAMMES, SAMPLES, Sample, facts_of
from app.operations.demonstration.making import add_bid
from app.operations.demonstration.papers import Papers
from app.operations.demonstration.people import Office, add_offices, add_staff, add_typed_office
from app.operations.demonstration.rows import Rows
from app.operations.demonstration.words import COUNTRIES

DAY = timedelta(days=1)


class World:
    """What stands once, and what the invented applications share."""

    def __init__(
        self, *, seed: int, at: datetime, papers: Papers | None = None,
        samples: Iterable[Sample] = SAMPLES,
    ) -> None:  # fmt: skip
        self.papers = papers
        self.rng, self.at = Random(seed), at
        self.today = at.astimezone(ZoneInfo("Asia/Tokyo")).date()
        self.ranks: dict[tuple[int, int], Iterator[int]] = {}
        self.institute = self._institute()
        self.staff = add_staff(self.institute, at=at)
        self.coordinator = acting(ActorKind.PERSON, self.staff["coordinator"])
        self.offices = add_offices(self.institute, at=at)
        self.programmes = {code: self._programme(code) for code in PROGRAMMES}
        self.courses = {sample.code: self._course(sample) for sample in samples}
        self.rows = Rows()

    def _institute(self) -> Institute:
        found = db.session.scalars(select(Institute).order_by(Institute.id)).first()
        institute = found or Institute(
            code="sample", name="Sample institute", email="help@kenshu.example"
        )
        require(SYSTEM, Action.MANAGE_PEOPLE, institute)
        db.session.add(institute)
        db.session.flush()
        return institute

    def _programme(self, code: str) -> Programme:
        name, name_ja, intake = PROGRAMMES[code]
        of = {"institute_id": self.institute.id, "code": code}
        found = db.session.scalars(select(Programme).filter_by(**of)).one_or_none()
        programme = found or Programme(**of, name=name, name_ja=name_ja, intake=intake)
        db.session.add(programme)
        db.session.flush()
        return programme

    def _course(self, sample: Sample) -> Course:
        programme = self.programmes[sample.programme]
        seats = {"ceiling": sample.ceiling, "seats": sample.seats}
        statement = select(Course).where(Course.code == sample.code)
        found = db.session.scalars(statement.options(selectinload(Course.quotas))).one_or_none()
        if found:
            return found
        course = Course(
            institute_id=self.institute.id, programme_id=programme.id,
            quotas=[Quota(country=country, **seats) for country in sample.countries],
            **facts_of(sample, today=self.today),
        )  # fmt: skip
        db.session.add(course)
        db.session.flush()
        for place, one in enumerate(STANDARDS, 1):
            db.session.add(
                Criterion(
                    course_id=course.id, place=place, name=one.name, weight=one.weight,
                    anchors=list(one.anchors),
                )
            )  # fmt: skip
        db.session.flush()
        return course

    def bid(
        self,
        course: Course,
        country: str,
        status: Status,
        says: MinistrySays,
        *,
        reviews_sent: int = 0,
        is_reviewed: bool = False,
        **more: object,
    ) -> int:
        """One invented application; its place is the next of its office."""
        office: Office = self.offices[country]
        if says == MinistrySays.TO_CONFIRM:
            office = add_typed_office(self.institute, country, at=self.at)
        is_ranked = says in (MinistrySays.ENDORSED, MinistrySays.TO_CONFIRM)
        reviewers = (self.staff["reviewer"], self.staff["reviewer2"]) if is_reviewed else ()
        sent_at = course.apply_by - self.rng.uniform(3, 40) * DAY
        plan = Plan(
            course, country, office, self.coordinator, status, says,
            self._rank(course, office) if is_ranked else None, reviewers, self.criteria(course),
            reviews_sent, **more,  # type: ignore[arg-type]  # fields of the plan
        )  # fmt: skip
        return add_bid(plan, rng=self.rng, rows=self.rows, at=min(sent_at, self.at - DAY),
                       papers=self.papers)  # fmt: skip

    def _rank(self, course: Course, office: Office) -> int:
        """Offices rank without ties: those of an earlier load keep their places."""
        key = (course.id, office.authority_id)
        if key not in self.ranks:
            highest = select(func.max(Endorsement.place)).where(
                Endorsement.course_id == course.id, Endorsement.authority_id == office.authority_id
            )
            self.ranks[key] = count((db.session.scalar(highest) or 0) + 1)
        return next(self.ranks[key])

    def criteria(self, course: Course) -> tuple[tuple[int, int], ...]:
        """Numbers and weights of those that the course scores by."""
        statement = select(Criterion.id, Criterion.weight).where(Criterion.course_id == course.id)
        found = self.__dict__.setdefault("_criteria", {})
        if course.id not in found:
            found[course.id] = tuple(map(tuple, db.session.execute(statement)))
        kept: tuple[tuple[int, int], ...] = found[course.id]
        return kept

    def country(self, number: int) -> str:
        return COUNTRIES[number % len(COUNTRIES)]
