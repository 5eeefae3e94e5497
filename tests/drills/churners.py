"""Processes that offer, confirm, decline and withdraw places of one course, all at once."""

import random
from collections import Counter
from operator import attrgetter

from sqlalchemy import delete, select

from app import create_app
from app.domain.errors import RuleBroken
from app.domain.offers import Condition
from app.domain.workflow import Status
from app.extensions import db
from app.models import Application, Event, Offer, Seat
from app.operations import locks, offers
from app.operations.transaction import transaction
from app.queries.people import actor_of
from config import Testing
from tests.factories import owner_of
from tests.operations.racers import slow_seats_of, without_the_lock

ACCEPTED = ("offered", "confirmed")


class Churner:
    """Takes any application of the course, and does with it what its status allows."""

    def __init__(self, course_id, coordinator, *, seed, at):
        self.chance, self.at, self.coordinator = random.Random(seed), at, coordinator
        of_course = select(Application).where(Application.course_id == course_id)
        self.applications = list(db.session.scalars(of_course.order_by(Application.id)))
        self.outcomes, self.put_back = Counter(), Counter()
        db.session.remove()

    def accept(self, number):
        """Until so many offers were made or confirmed here."""
        while sum(self.outcomes[one] for one in ACCEPTED) < number:
            one = self.chance.choice(self.applications)
            try:
                self.outcomes[self.act(one)] += 1
            except RuleBroken as refusal:
                self.outcomes[type(refusal).__name__] += 1
            except Exception as error:  # without the lock the database itself may refuse
                self.outcomes[f"error {type(error).__name__}"] += 1
            finally:
                db.session.remove()

    def act(self, one):
        status = db.session.scalar(select(Application.status).where(Application.id == one.id))
        by = {"by": owner_of(one), "at": self.at}
        if status == Status.RESERVE:
            offers.promote_substitute(one.id, reason="drill", by=self.coordinator, at=self.at)
            return "offered"
        if status == Status.OFFERED and self.chance.random() < 0.7:
            offers.confirm_offer(one.id, conditions=list(Condition), **by)
            return "confirmed"
        if status == Status.OFFERED:
            offers.decline_offer(one.id, **by)
            return "declined"
        if status == Status.CONFIRMED:
            offers.withdraw_application(one.id, **by)
            return "withdrawn"
        self.wait_again(one.id)
        return "put back"

    def wait_again(self, application_id):
        """Back among the substitutes, as nobody could be; one more change of the row."""
        with transaction(lock=locks.course_of(application_id)):
            row = db.session.get_one(Application, application_id)
            if row.status not in (Status.DECLINED, Status.WITHDRAWN):
                return
            for model in (Seat, Offer):
                db.session.execute(delete(model).where(model.application_id == application_id))
            row.status, row.former_status = Status.RESERVE, None
            row.wait(at=self.at)
        self.put_back[application_id] += 1


def churner(line, url, lock, course_id, coordinator_id, seed, number, at):
    """Begins at a word from the line; then says what came of it."""
    if lock == "without":
        without_the_lock()
        offers.seats_of = slow_seats_of
    app = create_app(type("Settings", (Testing,), {"SQLALCHEMY_DATABASE_URI": url}))
    with app.app_context():
        work = Churner(course_id, actor_of(coordinator_id, at=at), seed=seed, at=at)
        line.send("ready")
        line.recv()
        work.accept(number)
        line.send((work.outcomes, work.put_back))


CHANGES = ("PlaceOffered", "OfferConfirmed", "OfferDeclined", "ApplicationWithdrawn")


def wrongs_of_seats(course, put_back):
    """Played from history: moments with too many seats held, seats that history does not know,
    and applications whose version is not the number of their changes."""
    db.session.rollback()
    found, held, changes = [], set(), Counter(put_back)
    events = db.session.scalars(
        select(Event).where(Event.course_id == course.id).order_by(Event.id)
    )
    rows = db.session.scalars(select(Application).where(Application.course_id == course.id))
    rows = {row.id: row for row in rows.all()}
    limits = {quota.country: quota.seats for quota in course.quotas}
    for event in events:
        changes[event.application_id] += event.name in CHANGES
        if event.name == "PlaceOffered":
            held.add(event.application_id)
            taken = Counter(rows[one].country for one in held)
            if len(held) > course.places or any(taken[one] > limits[one] for one in taken):
                found.append(f"{dict(taken)} seats after event {event.id}")
        elif event.name == "SeatFreed":
            held.discard(event.application_id)
    of_course = select(Seat.application_id).where(Seat.course_id == course.id)
    if set(db.session.scalars(of_course.where(Seat.freed_at.is_(None)))) != held:
        found.append("other seats are held than history says")
    for row in sorted(rows.values(), key=attrgetter("id")):
        if row.version != 1 + changes[row.id]:
            found.append(f"version {row.version} of {row.id} after {changes[row.id]} changes")
    return found
