"""Hostile words in every field that a person may fill, as if each had been taken as it is."""

from dataclasses import fields

from sqlalchemy import Enum, String, select, update
from sqlalchemy.exc import IntegrityError

from app.domain.editions import Edition
from app.domain.permissions import SYSTEM
from app.domain.questions import QUESTIONS, Kept
from app.extensions import db
from app.models import Answer, Application, Institute, Person, SealedValue, seal_for
from app.operations.editions import import_editions
from tests.conftest import NOON
from tests.hostile.strings import MARKER, SUM

WORDS = f"={MARKER}\"'{{{{{SUM}}}}}#({SUM})"
LINES = f"{WORDS}\r\nX-Zqx7: 1\r\n\r\n{WORDS}"
ADDRESS = f'"{MARKER}\'"@people.example'
# Columns of text that somebody types, by table.
TYPED = {
    "institute": ["name", "email"], "person": ["name"], "authority": ["name"],
    "programme": ["name", "name_ja"], "edition": ["title", "series"],
    "course": ["title", "theme", "about", "paid", "place", "cancel_reason", "email"],
    "official": ["name", "position"], "passkey": ["label"],
    "application": ["family_name", "given_names", "address_as", "job_title", "employer"],
    "criterion": ["name"], "slate": ["return_reason"], "answer": ["value"],
    "assignment": ["conflict_reason", "comment"], "career_row": ["post", "employer"],
    "document": ["filename"], "score": ["comment"], "seat": ["freed_why"],
}  # fmt: skip
# And those whose text we make, or take only in a form that leaves no room.
MADE = {
    "age_band", "blob", "chain_hash", "code", "country", "digest", "draft_choice", "email",
    "endpoint", "actor_kind", "hash", "key", "key_id", "language", "media_type", "message_id",
    "name", "nationality", "password_phc", "personal_digest", "question", "reason_code",
    "reference", "reserve_scope", "score_band", "search_key", "secret_digest", "sex", "signature",
    "status", "subject", "subject_digest", "browser_digest", "template", "term", "warning", "work",
    "zone",
}  # fmt: skip
NAMED = {"event", "generation", "sealed_value", "unwanted_file"}  # whose name is one of ours
MANY_LINES = {"about", "paid", "comment", "value", "return_reason", "conflict_reason"}
CHOSEN = {
    "has_passport", "has_whatsapp", "residence", "degree", "degree_year", "english_read",
    "english_speak", "english_write", "nominated_by", "official_email",
}  # fmt: skip
ANSWERED = [one.key for one in QUESTIONS if one.kept is Kept.ROW and one.key not in CHOSEN]


def unclassed():
    """Columns of text of which nobody has said whether a person may fill them."""
    return [
        f"{table.name}.{column.name}"
        for table in db.metadata.sorted_tables
        for column in table.columns
        if isinstance(column.type, String) and not isinstance(column.type, Enum)
        if column.name not in TYPED.get(table.name, ())
        if column.name not in MADE or (column.name == "name" and table.name not in NAMED)
    ]


def store_everywhere():
    _editions()
    for table, columns in TYPED.items():
        for column in columns:
            _store(db.metadata.tables[table], column)
    rows = select(Application, Person).join(Person, Person.id == Application.person_id)
    for application, person in db.session.execute(rows).all():
        sealed = seal_for(person, WORDS.encode(), about=f"{application.reference} passport_number")
        db.session.execute(
            update(SealedValue).where(SealedValue.application_id == application.id)
            .values(cipher=sealed)
        )  # fmt: skip
    db.session.commit()


def _store(table, column):
    text = ADDRESS if column == "email" else LINES if column in MANY_LINES else WORDS
    change = update(table).values({column: text})
    if table is Answer.__table__:
        change = change.where(Answer.question.in_(ANSWERED))
    try:
        with db.session.begin_nested():
            db.session.execute(change)
    except IntegrityError:  # some rows have to be without it
        db.session.execute(change.where(table.c[column].is_not(None)))


def _editions():
    """One course of the past in whose file all text is hostile."""
    texts = {one.name: WORDS for one in fields(Edition) if one.type == "str" or one.type is str}
    texts |= {"code": "zqx-7", "language": "", "mode": "", "country": ""}
    found = Edition(**texts, is_found=True, year=2001)
    institute = db.session.scalars(select(Institute.id).order_by(Institute.id)).first()
    import_editions([found], institute_id=institute, file_digest="0" * 64, by=SYSTEM, at=NOON)
