"""An invented application leaves the same rows as one that people made, table by table."""

from collections import Counter
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from app.database import Base
from app.domain.next_steps import MinistrySays
from app.domain.nominations import Reason, Word
from app.domain.questions import GRACE, Section
from app.domain.selection import Choice
from app.domain.workflow import Status
from app.domain.world import Work
from app.extensions import db
from app.models import (
    Application,
    Assignment,
    Authority,
    Course,
    Event,
    EventFact,
    Score,
)
from app.operations.answering import Job
from app.operations.applications import save_section, send_application, start_application
from app.operations.assigning import assign_reviewer
from app.operations.deadlines import run_deadlines
from app.operations.demonstration.many import load_many
from app.operations.demonstration.people import email_of
from app.operations.demonstration.words import PLANS
from app.operations.letters import send_letter
from app.operations.nominations import send_nomination, version_of, weigh_nominee
from app.operations.reviews import Level, send_review
from app.operations.screening import screen_application
from app.operations.selection import approve_slate, propose_slate, release_slate, save_slate
from app.queries.accounts import person_by_email
from app.queries.nominations import nominees
from app.queries.people import actor_of
from app.queries.reviews import criteria_of
from tests.answers import REASONS
from tests.factories import Factories, fresh

ANSWERS = {
    Section.NAME: {
        "family_name": "Odhiambo", "given_names": "Grace", "address_as": "Ms Odhiambo",
        "birth_date": date(1985, 3, 27),
    },
    Section.PASSPORT: {
        "nationality": "KE", "sex": "F", "has_passport": True, "passport_number": "B7654321",
        "passport_expires": date(2031, 1, 1),
    },
    Section.CONTACT: {
        "mobile": "+254 700 000 000", "postal_address": "Box 7", "residence": "KE",
        "emergency_name": "Jane", "emergency_relation": "Mother",
        "emergency_phone": "+254 700 000 001",
    },
    Section.JOB: {
        "job_title": "Probation officer", "work": Work.PROBATION, "employer": "Probation Service",
        "work_city": "Nairobi", "job_since": date(2015, 1, 1), "duties": "I lead a team.",
        "was_here_before": False,
        "career": [Job(date(2008, 1, 1), date(2011, 1, 1), "Trainee", "Prison")],
    },
    Section.EDUCATION: {
        "degree": "bachelor", "degree_place": "Nairobi", "degree_year": "2008",
        "english_read": "most", "english_speak": "most", "english_write": "some",
    },
    Section.REASONS: REASONS,
    Section.PAPER: {"paper": " ".join(PLANS)},
}  # fmt: skip


class Real:
    """One application from the first page on, by the people of the demonstration."""

    def __init__(self, now):
        self.now = now
        self.course = db.session.scalars(select(Course).where(Course.code == "large-1")).one()
        person = Factories(now).person(email="real@people.example")
        db.session.commit()
        self.applicant = actor_of(person.id, at=now)
        self.application = start_application(
            "large-1", country="KE", zone="Africa/Nairobi", by=self.applicant, at=now
        )

    def staff(self, key):
        return actor_of(person_by_email(email_of(key)).id, at=self.now)

    @property
    def about(self):
        return {"shown_version": fresh(self.application).version, "at": self.now}

    def fill_in(self):
        of_kenya = select(Authority.id).where(Authority.country == "KE", Authority.is_on_file)
        nominates = {"nominated_by": str(db.session.scalars(of_kenya).one())}
        sections = ANSWERS | {Section.MINISTRY: nominates}
        for section, answers in sections.items():
            save_section(self.application.id, section, answers, by=self.applicant, **self.about)

    def send(self, *, is_screened=True):
        send_application(
            self.application.id, key="key", declared_as="Grace Odhiambo", by=self.applicant,
            **self.about,
        )  # fmt: skip
        if is_screened:
            screen_application(self.application.id, by=self.staff("coordinator"), at=self.now)

    def say(self, word, reason=None):
        """The office answers about this nominee as it did about those before."""
        row = fresh(self.application)
        by = Factories(self.now).official(row)
        weigh_nominee(row.id, word, reason, shown_version=1, by=by, at=self.now)
        found = nominees(row.course_id, row.authority_id, seen_by=by)
        mine = next(one for one in found if one.application_id == row.id)
        ranked = [one for one in found if one.draft_choice == Word.ENDORSE]
        mine.draft_place = len(ranked) if mine in ranked else None
        db.session.commit()
        send_nomination(
            row.course_id, row.authority_id, shown_version=version_of(found), by=by, at=self.now
        )

    def score(self):
        for key in ("reviewer", "reviewer2"):
            reviewer = self.staff(key)
            assign_reviewer(
                self.application.id, reviewer.id, due_at=self.now + timedelta(days=9),
                by=self.staff("coordinator"), at=self.now,
            )  # fmt: skip
            assigned = select(Assignment.id).where(
                Assignment.application_id == self.application.id,
                Assignment.person_id == reviewer.id,
            )
            levels = {one.id: Level(3) for one in criteria_of(self.course.id)}
            send_review(
                db.session.scalars(assigned).one(), levels, comment="Good.", shown_version=1,
                by=reviewer, at=self.now,
            )  # fmt: skip

    def refuse(self):
        coordinator, director = self.staff("coordinator"), self.staff("director")
        other = select(Application.id).where(
            Application.course_id == self.course.id, Application.status == Status.SCREENED,
            Application.ministry_says == MinistrySays.ENDORSED,
            Application.id != self.application.id,
        )  # fmt: skip
        selected = db.session.scalars(other.limit(1)).one()
        choices = {self.application.id: Choice.NO, selected: Choice.SELECT}
        slate = save_slate(self.course.id, choices, by=coordinator, at=self.now)
        propose_slate(slate.id, shown_version=1, by=coordinator, at=self.now)
        approve_slate(slate.id, shown_version=2, by=director, at=self.now)
        release_slate(slate.id, hold=timedelta(), by=director, at=self.now)
        run_deadlines(at=self.now)


def deliver_all(now):
    while send_letter(lambda *_: None, sender="kenshu@example.org", at=now):
        pass


# A word beside a level is for the best and the worst; the log is sealed a little later.
BY_CHANCE = {"comment", "seq", "chain_hash"}
TELLING = ("name", "template", "question", "status", "actor_kind", "choice", "draft_choice")
BESIDE = [
    mapper.class_ for mapper in Base.registry.mappers if hasattr(mapper.class_, "application_id")
]


def shape_of(application):
    """Of each row: its table, what it tells, which columns are filled and which facts named."""
    db.session.rollback()
    of = {"application_id": application.id}
    found = [db.session.get(Application, application.id, populate_existing=True)]
    for model in BESIDE:
        found += db.session.scalars(select(model).filter_by(**of))
    facts = select(EventFact).join(Event, Event.id == EventFact.event_id).filter_by(**of)
    scores = select(Score).join(Assignment, Assignment.id == Score.assignment_id).filter_by(**of)
    found += [*db.session.scalars(facts), *db.session.scalars(scores)]
    shapes = Counter(map(row_shape, found))
    # How many words a name has differs from person to person.
    return {shape: 1 if shape[0] == "search_term" else number for shape, number in shapes.items()}


def row_shape(row):
    columns = row.__table__.c.keys()
    told = [str(getattr(row, name)) for name in TELLING if name in columns]
    empty = {name for name in columns if getattr(row, name) in (None, "")}
    facts = getattr(row, "facts", None) or getattr(row, "section_digests", {})
    filled = sorted({*columns} - empty - BY_CHANCE)
    return row.__tablename__, *told, " ".join(filled), " ".join(sorted(facts))


@pytest.fixture
def invented(database, now):
    """A function that finds one of many applications in this state."""
    load_many(200, seed=1, at=now)

    def invented(status, says, *, reviews=0):
        found = select(Application).filter_by(
            status=status, ministry_says=says, reviews_asked=reviews, reviews_sent=reviews
        )
        return db.session.scalars(found.order_by(Application.id).limit(1)).one()

    return invented


@pytest.fixture
def real(invented, now):
    return Real(now)


def test_an_endorsed_and_scored_one_then_one_that_was_refused(real, invented, now):
    real.fill_in()
    real.send()
    real.say(Word.ENDORSE)
    real.score()
    deliver_all(now)
    like = invented(Status.SCREENED, MinistrySays.ENDORSED, reviews=2)
    assert shape_of(like) == shape_of(real.application)
    real.refuse()
    deliver_all(now)
    like = invented(Status.NOT_SELECTED, MinistrySays.ENDORSED, reviews=2)
    assert shape_of(like) == shape_of(real.application)


def test_a_declined_one(real, invented, now):
    real.fill_in()
    real.send(is_screened=False)
    real.say(Word.DECLINE, Reason.RELEASE)
    deliver_all(now)
    like = invented(Status.SUBMITTED, MinistrySays.DECLINED)
    assert shape_of(like) == shape_of(real.application)


def test_one_whose_office_is_silent(real, invented, now):
    real.fill_in()
    real.send()
    deliver_all(now)
    like = invented(Status.SCREENED, MinistrySays.ASKED)
    assert shape_of(like) == shape_of(real.application)
    run_deadlines(at=fresh(real.course).nominate_by + 2 * GRACE)
    like = invented(Status.SCREENED, MinistrySays.EXPIRED)
    assert shape_of(like) == shape_of(real.application)


def test_a_draft(real, invented, now):
    real.fill_in()
    deliver_all(now)
    like = invented(Status.DRAFT, MinistrySays.NOT_ASKED)
    assert shape_of(like) == shape_of(real.application)
