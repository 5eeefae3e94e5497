"""Slates, seats, quotas and offers."""

from sqlalchemy import and_, exists, func, or_, select

from app.domain.workflow import HOLDS_A_SEAT, Status
from app.models import Application, Course, Offer, Quota, Seat, Slate, SlateLine
from app.queries.invariants.shape import Invariant, stray

IS_HELD = Seat.freed_at.is_(None)
HAS_PLACE = Application.status.in_(HOLDS_A_SEAT)
IS_OPEN = Offer.ended_at.is_(None)

INVARIANTS = (
    Invariant(
        "seats-over-places",
        "A course has no more seats held than places.",
        select(Course.id)
        .join(Seat, Seat.course_id == Course.id)
        .where(IS_HELD)
        .group_by(Course.id)
        .having(func.count() > Course.places),
    ),
    Invariant(
        "seats-over-quota",
        "A country has no more seats held in a course than its quota gives it.",
        select(Course.id)
        .join(Seat, Seat.course_id == Course.id)
        .outerjoin(Quota, and_(Quota.course_id == Course.id, Quota.country == Seat.country))
        .where(IS_HELD)
        .group_by(Course.id, Seat.country, Quota.seats)
        .having(func.count() > func.coalesce(Quota.seats, 0)),
    ),
    stray("seat-off-course", Seat, Application, Seat.application_id, "course_id", "country"),
    Invariant(
        "seat-without-place",
        "A seat is held only for who is offered a place, has taken it, or took part.",
        select(Application.id)
        .join(Seat, Seat.application_id == Application.id)
        .where(IS_HELD, ~HAS_PLACE),
    ),
    Invariant(
        "place-without-seat",
        "Whoever is offered a place, has taken it, or took part, holds a seat.",
        select(Application.id).where(
            HAS_PLACE, ~exists().where(Seat.application_id == Application.id, IS_HELD)
        ),
    ),
    Invariant(
        "place-without-release",
        "Places are offered to those on a slate that was released.",
        select(Application.id).where(
            HAS_PLACE,
            ~exists().where(
                SlateLine.application_id == Application.id,
                SlateLine.slate_id == Slate.id,
                Slate.released_at.is_not(None),
            ),
        ),
    ),
    Invariant(
        "seat-freed-before-it-was-held",
        "A seat is given back after it was held, and it says why.",
        select(Seat.application_id).where(
            or_(Seat.freed_at < Seat.held_since, (Seat.freed_why == "") != IS_HELD)
        ),
    ),
    stray("offer-off-course", Offer, Application, Offer.application_id, "course_id"),
    Invariant(
        "offer-without-place",
        "An offer is open only for who is offered a place.",
        select(Offer.id)
        .join(Application, Application.id == Offer.application_id)
        .where(IS_OPEN, Application.status != Status.OFFERED),
    ),
    Invariant(
        "place-without-offer",
        "Whoever is offered a place has an open offer, so that it can lapse.",
        select(Application.id).where(
            Application.status == Status.OFFERED,
            ~exists().where(Offer.application_id == Application.id, IS_OPEN),
        ),
    ),
    stray("slate-off-course", Slate, Course, Slate.course_id, "institute_id", "programme_id"),
    Invariant(
        "slate-line-off-course",
        "A slate names applications of its course only.",
        select(Slate.id)
        .join(SlateLine, SlateLine.slate_id == Slate.id)
        .join(Application, Application.id == SlateLine.application_id)
        .where(Application.course_id != Slate.course_id),
    ),
    Invariant(
        "approval-by-nobody",
        "An approval has its time and its person.",
        select(Slate.id).where(Slate.approved_at.is_(None) != Slate.approved_by.is_(None)),
    ),
    Invariant(
        "approved-though-returned",
        "A slate that went back to the desk is not approved; who decides had it proposed.",
        select(Slate.id).where(
            Slate.returned_at.is_not(None),
            or_(Slate.approved_at.is_not(None), Slate.proposed_at.is_(None)),
        ),
    ),
    Invariant(
        "carried-out-without-release",
        "What is carried out was approved and released.",
        select(Slate.id).where(
            Slate.released_at.is_not(None),
            or_(Slate.release_at.is_(None), Slate.approved_at.is_(None)),
        ),
    ),
)
