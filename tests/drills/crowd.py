"""Many people with a browser and one thing to do each: made in one go, so that one request does it.

The factories make the first of each kind, the others are its copies with a key, a session and
words of their own.
"""

import random
from dataclasses import dataclass, field
from itertools import count

from flask import session
from flask_wtf.csrf import generate_csrf
from sqlalchemy import insert, select

from app import vault
from app.blueprints.issuing import issued
from app.domain.accounts import digest_of, session_ends_at
from app.domain.workflow import Status
from app.extensions import db
from app.models import Answer, Application, AuthSession, Offer, Person, SealedValue, Seat
from app.operations.demonstration.rows import Rows
from benchmarks.journeys import PAPER, SECTIONS, hidden
from benchmarks.messages import get, post, upload
from tests.factories import Factories

MARKED = "hope"  # the answer that holds the words of this person alone
numbers = count(1)


@dataclass
class Errand:
    """What one person wants: to send an application, with a document or without, or to accept."""

    kind: str
    application_id: int
    reference: str
    mark: str
    cookie: str
    token: str
    declaration: dict[str, str] = field(default_factory=dict)

    @property
    def paper(self):
        """A document that nobody else has."""
        return PAPER.replace(b"x" * 40, self.mark.ljust(40, "y").encode(), 1)

    def steps(self):
        """Each request, the status that acknowledges it, and what to do with the answer."""
        at = f"/my/{self.reference}"
        if self.kind == "accept":
            ticked = ("can_stay", "is_released", "has_passport", "waits_for_ticket")
            typed = {"csrf_token": self.token, "answer": "accept"} | dict.fromkeys(ticked, "y")
            yield post(f"{at}/offer", typed, cookie=self.cookie), 303
            return
        if self.kind == "send with document":
            fields = {"passport-csrf_token": self.token}
            path = f"{at}/documents/passport"
            yield upload(path, fields, "passport-file", self.paper, cookie=self.cookie), 303
            answer = yield (
                get(f"{at}/declare", cookie=self.cookie, more="Accept-Encoding:\r\n"),
                200,
            )
            self.declaration["version"] = hidden(answer)["version"]
        typed = {"csrf_token": self.token, "is_declared": "y", "declared_as": "Grace Odhiambo"}
        yield post(f"{at}/declare", self.declaration | typed, cookie=self.cookie), 303


def crowd(app, *, senders, with_document, accepters, at):
    """So many errands, mixed; the people sign in with the cookies of this application."""
    make = Factories(at)
    draft = make.application(course=make.course(countries=("KE",)))
    make.complete(draft, **SECTIONS["reasons"])
    course = make.course(countries=("KE",), places=accepters + 1, seats=accepters + 1)
    seated = make.application(Status.OFFERED, course=course)
    crowd = Crowd(app, at)
    kinds = ["send with document"] * with_document + ["send"] * (senders - with_document)
    errands = [crowd.sender(kind, draft) for kind in kinds]
    errands += [crowd.accepter(seated) for _ in range(accepters)]
    crowd.rows.write()
    db.session.execute(insert(AuthSession), crowd.sessions)
    db.session.commit()
    random.Random(1).shuffle(errands)
    return errands


class Crowd:
    def __init__(self, app, at):
        self.app, self.at = app, at
        self.rows, self.sessions = Rows(), []
        self.beside = {}

    def sender(self, kind, draft):
        one = self.copied(kind, draft)
        for answer in self.of(Answer, draft):
            said = f"{answer.value} {one.mark}" if answer.question == MARKED else answer.value
            self.rows.add(
                Answer, **values_of(answer) | {"application_id": one.application_id, "value": said}
            )
        return one

    def accepter(self, seated):
        one = self.copied("accept", seated)
        for row in (*self.of(Seat, seated), *self.of(Offer, seated)):
            self.rows.add(type(row), **values_of(row) | {"application_id": one.application_id})
        return one

    def of(self, model, first):
        """Rows beside the first application; read once."""
        if model not in self.beside:
            of = select(model).where(model.application_id == first.id)
            self.beside[model] = db.session.scalars(of).all()
        return self.beside[model]

    def copied(self, kind, first):
        """Another application like the first, of a person of its own who is signed in."""
        number = next(numbers)
        mark, reference = f"mark{number:06}", f"DRILL-{number:06}"
        key_id, wrapped = vault.new_data_key()
        person_id = self.rows.add(
            Person, email=f"drill{number}@people.example", key_id=key_id, data_key_wrapped=wrapped
        )
        changes = {"reference": reference, "person_id": person_id}
        application_id = self.rows.add(Application, **values_of(first) | changes)
        key, about = vault.unwrap(key_id, wrapped), f"{reference} passport_number"
        sealed = vault.seal(key, mark.encode(), about=about)
        of = {"application_id": application_id}
        self.rows.add(SealedValue, name="passport_number", cipher=sealed, **of)
        shown = issued(f"declaration {reference}", application_id)
        declaration = {"version": str(first.version), "key": f"key {mark}", "issued": shown}
        signed = self.signed_in(f"drill {number}", person_id)
        return Errand(kind, application_id, reference, mark, *signed, declaration)

    def signed_in(self, token, person_id):
        """The cookie of a browser with a session of this person, and the token of its forms."""
        ends_at = session_ends_at(self.at, is_own_device=True)
        self.sessions.append(
            {"digest": digest_of(token), "person_id": person_id, "is_strong": False,
             "created_at": self.at, "seen_at": self.at, "ends_at": ends_at, "is_own_device": True}
        )  # fmt: skip
        with self.app.app_context(), self.app.test_request_context():
            session["_user_id"] = token
            csrf = generate_csrf()
            kept = self.app.session_interface.get_signing_serializer(self.app).dumps(dict(session))
        return f"{self.app.config['SESSION_COOKIE_NAME']}={kept}", csrf


def values_of(row):
    """But for its own number."""
    names = [column.key for column in row.__table__.columns if column.key != "id"]
    return {name: getattr(row, name) for name in names}
