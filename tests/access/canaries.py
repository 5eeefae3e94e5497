"""One text of its own in each sensitive field of the cast, and where these texts turn up."""

import json
from base64 import b64encode, urlsafe_b64encode
from datetime import date, timedelta
from itertools import count
from typing import NamedTuple

from sqlalchemy import Date, Enum, LargeBinary, String, select, update

from app import vault
from app.domain import events
from app.domain.accounts import digest_of
from app.domain.exclusions import Exclusion
from app.domain.holdings import COLUMNS, ROWS
from app.domain.permissions import SYSTEM
from app.domain.questions import QUESTIONS, Kept
from app.domain.workflow import Status
from app.extensions import db
from app.models import (
    Answer,
    Application,
    Assignment,
    CareerRow,
    ChallengePurpose,
    Correction,
    Document,
    KeptForm,
    Letter,
    LinkWish,
    PasskeyChallenge,
    RecoveryCode,
    Refusal,
    Score,
    SealedValue,
    SearchTerm,
    StaffSecret,
    SubmissionKey,
    Throttle,
    seal_for,
)
from app.notifications.letters import wording_of
from app.operations.documents import about_document, storage
from app.operations.privacy import freeze_version
from app.operations.transaction import transaction
from app.queries.applications import FORM, OWN, VERSIONS
from app.queries.reviews import criteria_of
from tests.adapters.files import pdf
from tests.conftest import NOON

# Texts that are no secret of anybody: names of things, and choices out of a list.
NO_TEXT = {
    "answer.question", "sealed_value.name", "application.sex", "application.nationality",
    "person.language", "person.zone", "document.media_type", "refusal.endpoint",
    "refusal.actor_kind", "passkey_challenge.purpose",
}  # fmt: skip
FIRST_YEAR = {
    "birth_date": 1821, "job_since": 1841, "since": 1861, "until": 1881, "passport_expires": 2071,
}  # fmt: skip


class Canary(NamedTuple):
    field: str
    whose: str


def sensitive():
    """The columns that the table of what is kept calls personal, and that hold text or bytes."""
    for table in db.metadata.sorted_tables:
        for column in table.columns:
            name = f"{table.name}.{column.name}"
            kept = table.name in ROWS or name in COLUMNS
            is_text = isinstance(column.type, String | LargeBinary | Date)
            if kept and is_text and not isinstance(column.type, Enum) and name not in NO_TEXT:
                yield name, column


class Canaries:
    """Planted in what the cast has built, each row's own; `whose` names application or person."""

    def __init__(self, cast):
        self.cast, self.numbers, self.known, self.bytes = cast, count(), {}, {}
        self.years = {name: count(first) for name, first in FIRST_YEAR.items()}
        self.bid_of = {one.id: f"bid {name}" for name, one in cast.bids.items()}
        self.person_of = {
            one.id: name for name, one in cast.people.items() if one.__tablename__ == "person"
        }
        for bid in cast.bids.values():
            self.person_of.setdefault(bid.person_id, self.bid_of[bid.id])
        self._rows()
        db.session.flush()
        self._answers()
        self._columns()
        db.session.flush()
        self._freeze()
        db.session.commit()  # an operation begins anew
        self._happen()
        self._letters()
        self._papers()
        self._note_what_is_there()
        db.session.commit()

    def text(self, field, whose):
        number, letters = next(self.numbers), ""
        for _ in range(6):
            number, rest = divmod(number, 26)
            letters += chr(97 + rest)
        return self._note(f"zq{letters}x", field, whose)

    def _note(self, text, field, whose):
        self.known[str(text).lower().encode()] = Canary(field, whose)
        return text

    def _rows(self):
        """One of each that the cast has not."""
        cast, add = self.cast, db.session.add
        owner = cast.people["owner"]
        for name, bid in cast.bids.items():
            of = {"application_id": bid.id}
            add(
                CareerRow(
                    row_no=1, since=NOON.date(), until=NOON.date(), post="", employer="", **of
                )
            )
            add(SearchTerm(term=f"row {bid.id}", course_id=bid.course_id, **of))
            add(SubmissionKey(key=digest_of(f"key {name}"), used_at=NOON, **of))
            sealed = seal_for(
                bid.person, self.text("correction.reason_sealed", self.bid_of[bid.id]).encode(),
                about=f"{bid.reference} reason",
            )  # fmt: skip
            add(
                Correction(
                    sections=["job"],
                    reason_sealed=sealed,
                    due_at=NOON,
                    asked_at=NOON,
                    answered_at=NOON,
                    **of,
                )
            )
        cast.make.assignment(cast.bids["chosen"], score=3.0)  # one that was sent
        for one in db.session.scalars(select(Assignment)):
            criterion = criteria_of(one.course_id)[0]
            add(Score(assignment_id=one.id, criterion_id=criterion.id, level=3))
        ends_at = NOON + timedelta(hours=1)
        typed = json.dumps([["reason", self.text("kept_form.sealed", "owner")]]).encode()
        add(KeptForm(digest=digest_of("kept"), person_id=owner.id, ends_at=ends_at,
                     sealed=seal_for(owner, typed, about="kept form /my/details")))  # fmt: skip
        staff = cast.people["coordinator"]
        secret = self.text("staff_secret.totp_sealed", "coordinator").encode()
        about = f"second factor of {staff.id}"
        db.session.get(StaffSecret, staff.id).totp_sealed = seal_for(staff, secret, about=about)
        add(RecoveryCode(digest=digest_of("recovery"), person_id=staff.id))
        add(PasskeyChallenge(digest=digest_of("challenge"), purpose=ChallengePurpose.ADD,
                             browser_digest=digest_of("browser"), person_id=staff.id,
                             ends_at=ends_at))  # fmt: skip
        add(Throttle(key="key", window_ends_at=ends_at, number=1))
        sealed = vault.seal_for_service(
            self.text("link_wish.sealed", "").encode(), about="link wish"
        )
        add(LinkWish(sealed=sealed, asked_at=NOON))
        add(Refusal(at=NOON, status=404, endpoint="x", actor_kind="person", actor_id=1, subject=""))

    def _answers(self):
        for bid in self.cast.bids.values():
            asked = {one.key for one in QUESTIONS if one.kept == Kept.ROW}
            of = select(Answer).where(Answer.application_id == bid.id)
            there = {one.question: one for one in db.session.scalars(of)}
            for key in asked - {"has_passport", "nominated_by", "has_whatsapp", "residence"}:
                value = self.text(f"answer {key}", self.bid_of[bid.id])
                if key in there:
                    there[key].value = value
                else:
                    one = {"application_id": bid.id, "question": key, "question_version": 1}
                    db.session.add(Answer(value=value, **one))
            (number,) = db.session.scalars(
                select(SealedValue).where(SealedValue.application_id == bid.id)
            )
            secret = self.text("answer passport_number", self.bid_of[bid.id]).encode()
            about = f"{bid.reference} passport_number"
            number.cipher = vault.seal(bid.person.data_key(), secret, about=about)

    def _columns(self):
        """Each plain column of each row."""
        for name, column in sensitive():
            if isinstance(column.type, LargeBinary) or is_digest(column) or name == "answer.value":
                continue
            table, key = column.table, [*column.table.primary_key]
            for row in db.session.execute(select(table)).all():
                where = [one == row._mapping[one] for one in key]
                value = self._value(name, column, self._whose(table, row._mapping))
                db.session.execute(update(table).where(*where).values({column: value}))
        db.session.expire_all()

    def _value(self, name, column, whose):
        if isinstance(column.type, Date):
            year = next(self.years[column.name])
            self._note(year, name, whose)
            return date(year, 3, 27)
        text = self.text(name, whose)
        return f"{text}@example.org" if column.name == "email" else text

    def _whose(self, table, row):
        named = dict(row)
        if table.name == "application":
            return self.bid_of.get(named["id"], "")
        if table.name == "score":
            one = db.session.get_one(Assignment, named["assignment_id"])
            return self.bid_of.get(one.application_id, "")
        if named.get("application_id"):
            return self.bid_of.get(named["application_id"], "")
        if table.name == "person":
            return self.person_of.get(named["id"], f"person {named['id']}")
        if named.get("person_id"):
            return self.person_of.get(named["person_id"], "")
        if table.name in ("authority", "official"):
            number = named["id"] if table.name == "authority" else named["authority_id"]
            names = {office.id: name for name, office in self.cast.offices.items()}
            return f"office {names.get(number, '')}"
        return ""

    def _loaded(self, number):
        statement = select(Application).where(Application.id == number)
        return db.session.scalars(
            statement.options(*OWN, *FORM, *VERSIONS).execution_options(populate_existing=True)
        ).one()

    def _freeze(self):
        """Two versions: what is said in the first only is for nobody but the applicant."""
        for bid in self.cast.bids.values():
            if bid.status == Status.DRAFT:
                continue
            loaded = self._loaded(bid.id)
            hope = next(one for one in loaded.answers if one.question == "hope")
            last, hope.value = hope.value, self.text("former version", self.bid_of[bid.id])
            for _ in range(2):
                _, version = freeze_version(loaded, at=NOON)
                loaded.versions.append(version)
                db.session.flush()
                hope.value = last

    def _happen(self):
        """What staff wrote, in the history and in letters."""
        with transaction() as record:
            for bid in self.cast.bids.values():
                if bid.status == Status.DRAFT:
                    continue
                bid = self._loaded(bid.id)
                of = {"by": SYSTEM, "at": NOON}
                said = {
                    one: self.text(f"event_fact.{one}", self.bid_of[bid.id])
                    for one in ("reason", "note")
                }
                record(events.ApplicationExcluded.about(
                    bid, reason_code=next(iter(Exclusion)), **said, **of))  # fmt: skip

    def _letters(self):
        for letter in db.session.scalars(select(Letter)):
            whose = self.bid_of.get(letter.application_id, "")
            person = letter.person_id and db.session.get_one(type(self.cast.people["owner"]),
                                                             letter.person_id)  # fmt: skip
            to, subject, body = wording_of(letter, person, with_secret=False)
            said = (to, subject, f"{body} {self.text('letter.sealed', whose)}")
            letter.sealed = seal_for(person, json.dumps(said).encode(), about=letter.message_id)
            secret = self.text("letter.secret_sealed", whose).encode()
            about = f"{letter.message_id} secret"
            letter.secret_sealed = seal_for(person, secret, about=about)

    def _papers(self):
        for one in db.session.scalars(select(Document)):
            bid = self._loaded(one.application_id) if one.application_id else None
            name = self.bid_of.get(one.application_id, "")
            content = pdf() + f"\n% {self.text(f'file {one.document_kind}', name)}\n".encode()
            about = about_document(bid, one.digest) if bid else one.digest
            one.blob = storage().put(seal_for(bid.person if bid else None, content, about=about))
            one.filename = f"{one.filename}.pdf"

    def _note_what_is_there(self):
        """Digests and bytes stay as they are, and must not turn up either."""
        for name, column in sensitive():
            table = column.table
            for row in db.session.execute(select(table)).all():
                value, whose = row._mapping[column], self._whose(table, row._mapping)
                if isinstance(column.type, LargeBinary) and value:
                    for one in (value[:24], b64encode(value[:24]), urlsafe_b64encode(value[:24]),
                                value[:24].hex().encode()):  # fmt: skip
                        self.bytes[one] = Canary(name, whose)
                elif is_digest(column) and value:
                    self._note(value, name, whose)


def is_digest(column):
    return isinstance(column.type, String) and column.type.length == 64
