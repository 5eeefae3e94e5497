"""An hour of a mail server that refuses, hangs and drops; only the clock is fast."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from app.adapters import smtp
from app.adapters.smtp import Server, delivery_in_one_go
from app.domain import events
from app.domain.permissions import SYSTEM
from app.domain.questions import Section
from app.domain.workflow import Status
from app.extensions import db
from app.models import Event, Letter, LetterState
from app.notifications.letters import LETTERS
from app.operations.letters import send_letter
from app.operations.screening import return_application
from app.operations.transaction import transaction
from app.queries.readiness import warnings
from tests.factories import fresh
from tests.notifications.servers import HOST, BadServer

FIVE_MINUTES, HOURS = timedelta(minutes=5), timedelta(hours=1)
HOUR = (
    "refuses", "hangs", "drops", "takes and drops", "is busy", "sends away", "knows us no more",
    "hangs on the way", "is killed", "takes and hangs", "is busy at the end", "refuses",
)  # fmt: skip


class Killed(BaseException):
    """Nobody catches it, as nobody catches a kill."""


@pytest.fixture
def server(monkeypatch):
    monkeypatch.setattr(smtp, "SECONDS_TO_ANSWER", 0.04)
    server = BadServer()
    server.behave("works")
    yield server
    server.end()


@pytest.fixture
def workers(app, database, server):
    """A function that lets two workers do all that is due, and says how it ended."""

    def work(at, is_killed):
        with app.app_context(), delivery_in_one_go(Server(HOST, server.port)) as deliver:

            def hand_in(message):
                deliver(message)
                if is_killed:
                    raise Killed

            try:
                return Counter(iter(lambda: send_letter(hand_in, sender=SENDER, at=at), None))
            except Killed:
                return Counter(killed=1)

    def run(at):
        db.session.remove()
        is_killed = server.manner == "is killed"
        return sum(both.map(work, [at, at], [is_killed, False]), Counter())

    with ThreadPoolExecutor(2) as both:
        yield run


SENDER = "kenshu@example.org"


def ask(email, at):
    """Something happens that sends a letter with a code."""
    with transaction() as record:
        record(
            events.SignInCodeAsked(
                at=at, actor=SYSTEM, language="en", ends_at=at, email=email, code="123 456"
            )
        )
        if email.startswith("nobody"):
            raise LookupError


def test_after_a_bad_hour_each_event_has_its_letter_and_no_letter_lacks_one(server, workers, now):
    ended = Counter()
    for number, manner in enumerate(HOUR):
        ask(f"one{number}@example.org", now)
        with pytest.raises(LookupError):
            ask(f"nobody{number}@example.org", now)
        server.behave(manner)
        ended += workers(now)
        now += FIVE_MINUTES
    assert warnings(at=now) == ["letters"]
    server.behave("works")
    while db.session.scalar(select(Letter.id).where(Letter.state != LetterState.SENT).limit(1)):
        ended += workers(now)
        now += FIVE_MINUTES
    assert warnings(at=now) == []
    assert ended.keys() == {LetterState.QUEUED, LetterState.SENT, "killed"}

    letters = db.session.scalars(select(Letter)).all()
    assert server.copies.keys() == {one.message_id for one in letters}
    assert all(len(set(texts)) == 1 for texts in server.copies.values())
    assert not any(b"nobody" in text for text in server.arrived)
    assert len(server.arrived) > len(letters)  # some answers were lost on the way
    assert server.left  # we hung up, not it

    tell = {kind.__name__: len(sent) for kind, sent in LETTERS.items()}
    told = db.session.scalars(select(Event.name)).all()
    assert len(letters) == len({one.event_id for one in letters}) == sum(tell[one] for one in told)
    assert len(told) == len(HOUR)


@pytest.fixture
def application(make, now):
    """Of which a letter tells, and the coordinator of its course."""
    application = make.application(Status.SUBMITTED)
    return_application(
        application.id, sections=[Section.DOCUMENTS], reason="Not clear.",
        due_at=now + timedelta(days=7), by=make.coordinator(), at=now,
    )  # fmt: skip
    return application


@pytest.mark.parametrize(
    ("manner", "tries", "least"), [("refuses", 8, 4 * HOURS), ("knows nobody", 1, 0 * HOURS)]
)
@pytest.mark.impossible("only the letter is of interest")
def test_a_letter_is_given_up_after_hours_and_staff_are_told(
    manner, tries, least, server, workers, application, sign_in, make, now
):
    server.behave(manner)
    began = now
    while due := db.session.scalar(
        select(func.min(Letter.not_before)).where(Letter.state == LetterState.QUEUED)
    ):
        now = due
        workers(now)
    letter = db.session.scalars(select(Letter)).one()
    assert (letter.state, letter.tries, letter.secret_sealed) == (LetterState.FAILED, tries, None)
    assert now - began >= least
    assert server.arrived == []

    server.behave("works")
    assert workers(now + 24 * HOURS) == {}
    today = sign_in(make.coordinator().id).get("/staff").text
    assert "Letters about 1 application could not be delivered" in today
    assert fresh(application).status == Status.RETURNED
