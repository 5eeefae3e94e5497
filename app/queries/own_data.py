"""What the service holds about somebody, for that person alone."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple

from sqlalchemy import exists, func, select
from sqlalchemy.orm import joinedload, selectinload

from app.domain.deleting import Obstacle, obstacle_of, obstacle_of_staff
from app.domain.retention import ALUMNI, STAFF, Rule, last_day, on_day, rule_of
from app.domain.workflow import HOLDS_A_SEAT
from app.extensions import db
from app.models import Application, Event, Letter, RoleGrant
from app.queries.applications import FORM, VERSIONS
from app.queries.retention import life_of


class Fate(NamedTuple):
    """What becomes of an application: the line of the table that ends it, and when."""

    application: Application
    rule: Rule
    last_day: date
    stays: bool  # its name and course, though its person wishes to go


class Plan(NamedTuple):
    """What a person could delete now, what would stay, and what stands in the way."""

    fates: list[Fate]
    obstacles: list[Obstacle]

    @property
    def is_whole(self) -> bool:
        return not any(fate.stays for fate in self.fates)


def kept_of(person_id: int) -> Sequence[Application]:
    """The person's applications that are not erased, with course and person."""
    statement = (
        select(Application)
        .where(Application.person_id == person_id, Application.erased_at.is_(None))
        .options(joinedload(Application.course), joinedload(Application.person))
        .order_by(Application.id)
    )
    return db.session.scalars(statement).all()


def plan_for(person_id: int, applications: Sequence[Application], *, at: datetime) -> Plan:
    today = on_day(at)
    fates = [_fate(one) for one in applications]
    found = [
        obstacle_of(one.status, one.reference, ends_on=one.course.ends_on, today=today)
        for one in applications
    ]
    return Plan(fates, [one for one in (*found, _of_staff(person_id, at=at)) if one])


def _fate(application: Application) -> Fate:
    rule = rule_of(life_of(application))
    return Fate(
        application, rule, last_day(rule, life_of(application)),
        stays=rule is ALUMNI and application.status in HOLDS_A_SEAT,
    )  # fmt: skip


def _of_staff(person_id: int, *, at: datetime) -> Obstacle | None:
    held = db.session.scalar(
        select(func.max(RoleGrant.holds_until)).where(RoleGrant.person_id == person_id)
    )
    if held is None:
        return None
    keep_until = on_day(held + (STAFF.keep or timedelta()))
    return obstacle_of_staff(on_day(held), keep_until, on_day(at))


def has_worked_here(person_id: int) -> bool:
    """Whether the person has or had a role in an institute."""
    return bool(db.session.scalar(select(exists().where(RoleGrant.person_id == person_id))))


def all_kept_of(person_id: int) -> Sequence[Application]:
    """The same with every answer, document and version."""
    statement = (
        select(Application)
        .where(Application.person_id == person_id, Application.erased_at.is_(None))
        .options(joinedload(Application.course), joinedload(Application.person), *FORM, *VERSIONS)
        .order_by(Application.id)
    )
    return db.session.scalars(statement).all()


def history_about(person_id: int) -> Sequence[Event]:
    """All lines of history about the person, with their personal facts and their letters."""
    statement = (
        select(Event)
        .where(Event.person_id == person_id)
        .options(joinedload(Event.fact), selectinload(Event.letters))
        .order_by(Event.id)
    )
    return db.session.scalars(statement).all()


def letters_about(person_id: int) -> Sequence[Letter]:
    of_person = select(Letter).where(Letter.person_id == person_id)
    return db.session.scalars(of_person.order_by(Letter.id)).all()
