from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from app.domain.errors import NotPermitted, NotVisible
from app.domain.permissions import Actor
from app.domain.workflow import Action
from app.extensions import db
from app.models import Authority, Institute, Link, Official
from app.queries.accounts import link_holds, official_holds
from app.queries.permissions import allowed


def institute_for_offices(*, seen_by: Actor) -> Institute:
    """The institute whose offices the actor keeps; the first, if there are several."""
    statement = (
        select(Institute)
        .where(allowed(seen_by, Action.MANAGE_AUTHORITIES, Institute))
        .order_by(Institute.id)
        .limit(1)
    )
    institute = db.session.scalars(statement).one_or_none()
    if institute is None:
        raise NotPermitted
    return institute


def offices_by_country(*, seen_by: Actor) -> dict[str, int]:
    """How many offices of each country are on file."""
    statement = (
        select(Authority.country, func.count())
        .where(Authority.is_on_file, allowed(seen_by, Action.MANAGE_AUTHORITIES, Authority))
        .group_by(Authority.country)
    )
    return {country: number for country, number in db.session.execute(statement)}


def offices_of(country: str, *, seen_by: Actor) -> Sequence[Authority]:
    """The offices of a country on file, focal points first."""
    statement = (
        select(Authority)
        .where(Authority.country == country, Authority.is_on_file)
        .where(allowed(seen_by, Action.MANAGE_AUTHORITIES, Authority))
        .order_by(Authority.office_kind.desc(), Authority.name, Authority.id)
    )
    return db.session.scalars(statement).all()


def officials_of(authority_ids: Sequence[int], *, at: datetime) -> Sequence[Official]:
    """Who acts for these offices now, those for good first."""
    statement = (
        select(Official)
        .where(Official.authority_id.in_(authority_ids), official_holds(at))
        .order_by(Official.holds_until.is_not(None), Official.name, Official.id)
    )
    return db.session.scalars(statement).all()


def office_by_id(authority_id: int, *, seen_by: Actor) -> Authority:
    """An office on file, for whoever keeps it."""
    statement = (
        select(Authority)
        .where(Authority.id == authority_id, Authority.is_on_file)
        .where(allowed(seen_by, Action.MANAGE_AUTHORITIES, Authority))
    )
    office = db.session.scalars(statement).one_or_none()
    if office is None:
        raise NotVisible
    return office


def official_by_id(official_id: int, *, authority_id: int) -> Official:
    official = db.session.get(Official, official_id)
    if official is None or official.authority_id != authority_id:
        raise NotVisible
    return official


def link_of_office(link_id: int, *, authority_id: int) -> Link:
    link = db.session.get(Link, link_id)
    if link is None or link.authority_id != authority_id:
        raise NotVisible
    return link


def live_links(authority_id: int, *, at: datetime) -> Sequence[Link]:
    """The links of the office that open something now, the newest first."""
    statement = (
        select(Link)
        .where(Link.authority_id == authority_id, link_holds(at))
        .options(joinedload(Link.official), joinedload(Link.course))
        .order_by(Link.id.desc())
    )
    return db.session.scalars(statement).all()


def links_of_official(official_id: int) -> Sequence[Link]:
    """All that are not revoked yet."""
    statement = select(Link).where(Link.official_id == official_id, Link.revoked_at.is_(None))
    return db.session.scalars(statement.order_by(Link.id)).all()


def named_alike(office: Authority) -> bool:
    """Whether another office of the country on file has this name."""
    statement = select(Authority.id).where(
        Authority.institute_id == office.institute_id, Authority.country == office.country,
        Authority.is_on_file, func.lower(Authority.name) == office.name.lower(),
    )  # fmt: skip
    return any(number != office.id for number in db.session.scalars(statement))
