"""History, its chain, and the outbox."""

from sqlalchemy import exists, func, or_, select
from sqlalchemy.orm import aliased

from app.domain.letters import LETTERS
from app.domain.permissions import ActorKind
from app.models import Application, Event, EventFact, Letter, LetterState, LogHead
from app.queries.invariants.shape import Invariant, differ

other = aliased(Event)
TELLS = [kind.__name__ for kind in LETTERS]
TWICE = select(Letter.event_id).group_by(Letter.event_id).having(func.count() > 1).subquery()
FIRST = select(func.min(other.seq)).scalar_subquery()
LAST = select(func.max(other.seq)).scalar_subquery()
NUMBER = select(func.count(other.seq)).where(other.seq.is_not(None)).scalar_subquery()

INVARIANTS = (
    Invariant(
        "event-about-somebody-else",
        "An event about an application is about its person, course and institute.",
        select(Event.id)
        .join(Application, Application.id == Event.application_id)
        .where(
            differ(
                (Event.person_id, Application.person_id),
                (Event.course_id, Application.course_id),
                (Event.institute_id, Application.institute_id),
            )
        ),
    ),
    Invariant(
        "event-by-nobody",
        "A person and an official act under a number; the system has none.",
        select(Event.id).where((Event.actor_kind == ActorKind.SYSTEM) != Event.actor_id.is_(None)),
    ),
    Invariant(
        "fact-without-digest",
        "Personal facts are kept beside an event that has their digest.",
        select(Event.id)
        .join(EventFact, EventFact.event_id == Event.id)
        .where(Event.personal_digest.is_(None)),
    ),
    Invariant(
        "sealed-by-half",
        "A sealed event has its number in the chain and its hash.",
        select(Event.id).where(Event.seq.is_(None) != Event.chain_hash.is_(None)),
    ),
    Invariant(
        "chain-with-a-gap",
        "The numbers of the chain go from 1 without gaps.",
        select(Event.id).where(Event.seq == LAST, or_(FIRST != 1, LAST != NUMBER)),
    ),
    Invariant(
        "head-of-nothing",
        "The head of a day is the hash of its last event.",
        select(LogHead.last_seq).where(
            ~exists().where(Event.seq == LogHead.last_seq, Event.chain_hash == LogHead.hash)
        ),
    ),
    # Letters to nobody whom we know, as with a code, are thrown away after a time.
    Invariant(
        "event-without-its-letter",
        "An event that tells somebody has its letter.",
        select(Event.id)
        .outerjoin(Letter, Letter.event_id == Event.id)
        .where(Event.name.in_(TELLS), Event.person_id.is_not(None), Letter.id.is_(None)),
    ),
    Invariant(
        "letter-twice",
        "An event that tells somebody has one letter.",
        select(Event.id).join(TWICE, TWICE.c.event_id == Event.id),
    ),
    Invariant(
        "letter-about-somebody-else",
        "A letter is about the application and the person of its event.",
        select(Letter.id)
        .join(Event, Event.id == Letter.event_id)
        .where(
            or_(
                Letter.application_id.is_distinct_from(Event.application_id),
                Letter.person_id.is_distinct_from(Event.person_id),
            )
        ),
    ),
    Invariant(
        "letter-without-number",
        "A letter that was sent has the number under which it went, and a try.",
        select(Letter.id).where(
            Letter.state == LetterState.SENT, or_(Letter.message_id == "", Letter.tries < 1)
        ),
    ),
    Invariant(
        "letter-sent-before-it-was-worded",
        "A letter goes after it was worded.",
        select(Letter.id).where(Letter.sent_at < Letter.worded_at),
    ),
    Invariant(
        "letter-keeps-its-secret",
        "A letter that goes no more keeps no code and no link.",
        select(Letter.id).where(
            Letter.state.in_((LetterState.FAILED, LetterState.STOPPED)),
            Letter.secret_sealed.is_not(None),
        ),
    ),
)
