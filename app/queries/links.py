"""Links of officials, and who acts for an office now."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import NamedTuple

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Select,
    bindparam,
    exists,
    or_,
    select,
    true,
)
from sqlalchemy.orm import contains_eager, joinedload

from app.domain.errors import NotVisible
from app.domain.nominations import LINK_LIVES_ON
from app.extensions import db
from app.models import Authority, Course, Endorsement, Link, LinkWish, Official
from app.queries.accounts import link_holds, official_holds

OF_LINK = (
    joinedload(Link.official),
    joinedload(Link.authority),
    joinedload(Link.course).selectinload(Course.quotas),
)


def link_by_digest(digest: str, *, at: datetime) -> Link | None:
    """The link with its office and course, while it and its official hold."""
    return _link(Link.digest == digest, at)


def link_by_id(link_id: int | None, *, at: datetime) -> Link:
    """The link by which somebody is here; NotVisible for who came by another way."""
    found = _link(Link.id == link_id, at)
    if found is None:
        raise NotVisible
    return found


def _link(which: ColumnElement[bool], at: datetime) -> Link | None:
    statement = (
        select(Link)
        .join(Link.official)
        .where(which, link_holds(at), official_holds(at))
        .options(*OF_LINK)
    )
    return db.session.scalars(statement).one_or_none()


def official_letter_takers(
    authority_id: int, *, at: datetime, course_id: int | None = None
) -> Sequence[Official]:
    """Who acts for the office now. Whom it was passed on to holds until that link ends, and is
    asked about the course of the link only."""
    values = {"authority_id": authority_id, "course_id": course_id, "at": at}
    return db.session.scalars(_takers(course_id is not None), values).all()


@cache
def _takers(is_in_course: bool) -> Select[Official]:
    at: BindParameter[datetime] = bindparam("at")
    passed_here = exists().where(
        Link.official_id == Official.id, Link.course_id == bindparam("course_id"), link_holds(at)
    )
    return (
        select(Official)
        .where(Official.authority_id == bindparam("authority_id"), official_holds(at))
        .where(or_(Official.holds_until.is_(None), passed_here) if is_in_course else true())
        .order_by(Official.id)
    )


def official_of(authority_id: int, email: str, *, at: datetime) -> Official | None:
    """Who acts for the office now with this address."""
    statement = (
        select(Official)
        .where(Official.authority_id == authority_id, Official.email == email)
        .where(official_holds(at))
        .order_by(Official.holds_until.is_not(None), Official.id)
        .limit(1)
    )
    return db.session.scalars(statement).one_or_none()


class Reach(NamedTuple):
    """Who may have a link, and to what."""

    official: Official
    course: Course
    application_id: int | None = None
    passed_from_id: int | None = None


def reaches_of(email: str, *, at: datetime) -> list[Reach]:
    """What the address has links to, or is on file for, as long as the course takes answers."""
    linked = (
        select(Official, Course, Link.application_id, Link.passed_from_id)
        .join(Link, Link.official_id == Official.id)
        .join(Course, Course.id == Link.course_id)
        .where(Official.email == email, official_holds(at), link_holds(at))
        .options(joinedload(Official.authority))
        .order_by(Link.id)
    )
    newest = {
        (one.id, course.id, only): Reach(one, course, only, passed_from)
        for one, course, only, passed_from in db.session.execute(linked)
    }
    for official, course in db.session.execute(_filed(email, at)):
        newest.setdefault((official.id, course.id, None), Reach(official, course))
    return list(newest.values())


def _filed(email: str, at: datetime) -> Select[Official, Course]:
    is_asked = exists().where(
        Endorsement.authority_id == Official.authority_id, Endorsement.course_id == Course.id
    )
    return (
        select(Official, Course)
        .join(Official.authority)
        .join(Course, is_asked)
        .where(Official.email == email, official_holds(at), Official.holds_until.is_(None))
        .where(Authority.is_on_file, Course.nominate_by > at - LINK_LIVES_ON)
        .options(contains_eager(Official.authority))
        .order_by(Official.id, Course.id)
    )


def link_wishes(*, at: datetime) -> Sequence[int]:
    """Wishes for a new link that nobody has answered yet."""
    waiting = select(LinkWish.id).where(LinkWish.asked_at <= at)
    return db.session.scalars(waiting.order_by(LinkWish.id)).all()
