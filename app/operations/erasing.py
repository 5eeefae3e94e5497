"""What is erased, by sets of rows: parts of operations. `domain/holdings.py` says what goes, so
that a new column needs no line here."""

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    LargeBinary,
    Table,
    case,
    delete,
    exists,
    literal,
    or_,
    select,
    update,
)
from sqlalchemy.orm import aliased

from app import vault
from app.database import Base
from app.domain import events
from app.domain.holdings import COLUMNS, ROWS
from app.domain.permissions import Actor
from app.domain.retention import OF_QUESTION, PERSONAL, Class, Rule, documents_of, questions_of
from app.domain.versions import canonical
from app.domain.workflow import HOLDS_A_SEAT, WORKFLOW, Action
from app.extensions import db
from app.models import (
    Application,
    ApplicationVersion,
    Assignment,
    Authority,
    Document,
    Event,
    LetterState,
)
from app.operations.counting import count_erased
from app.operations.files import want_no_more
from app.operations.setwise import write_moves
from app.operations.transaction import Record

Ids = Collection[int]
# The rows of a table that belong to these applications, or people.
Belongs = Callable[[Table, Ids], ColumnElement[bool]]


def erase_applications(
    found: Sequence[Application], rule: str, *, by: Actor, at: datetime, record: Record
) -> None:
    """All that says who somebody was; a number in the statistics and the history stay.

    The applications must be locked, with their course and person, and not yet changed.
    """
    if not found:
        return
    count_erased(found)
    unfinished = [one for one in found if _can_end(one)]
    for application in unfinished:
        application.move(Action.WITHDRAW, at=at)  # nobody could be written to any more
    write_moves(unfinished)
    ids = [one.id for one in found]
    _clear(ids, PERSONAL, at=at, erased_at=at)
    _forget_offices(ids)
    _tell(found, rule, by=by, at=at, record=record)


def clear_applications(
    found: Sequence[Application], rule: Rule, *, by: Actor, at: datetime, record: Record
) -> None:
    """What the rule clears, and no more; the same must hold of the applications."""
    if not found:
        return
    if Class.ANSWERS not in rule.clears:
        _cut_versions(found, questions_of(rule.clears))
    _clear([one.id for one in found], rule.clears, at=at)
    _tell(found, rule.name, by=by, at=at, record=record)


def erase_people(ids: Ids, *, at: datetime) -> None:
    """Destroy their keys, and with them all that is sealed; they are signed out everywhere."""
    for name in ("auth_session", "kept_form", "one_time", "passkey_challenge"):
        _delete(name, _of_person(_table(name), ids))
    _blank((Class.ACCOUNT,), ids, _of_person, {"person": {"erased_at": at}})
    _remove((Class.ACCOUNT,), ids, _of_person)


def throw_away_documents(condition: ColumnElement[bool]) -> None:
    """The rows, and their files once this is kept."""
    gone = delete(Document).where(condition).returning(Document.blob)
    want_no_more(db.session.scalars(gone, execution_options=AS_IT_IS).all())


# What was loaded is not looked at again: the caller changes nothing else in it.
AS_IT_IS = {"synchronize_session": False}


def _can_end(application: Application) -> bool:
    may_end = application.status in WORKFLOW[Action.WITHDRAW].sources
    return may_end and application.status not in HOLDS_A_SEAT


def _clear(ids: Ids, classes: Collection[Class], *, at: datetime, **more: object) -> None:
    also: dict[str, object] = {"version": Application.version + 1, **more}
    for one, name in ((Class.PASSPORT, "passport_gone_at"), (Class.ANSWERS, "answers_gone_at")):
        if one in classes:
            also[name] = at
    kinds = Document.document_kind.in_(documents_of(classes))
    throw_away_documents(Document.application_id.in_(ids) & kinds)
    _blank(classes, ids, _of_application, {"application": also})
    _remove(classes, ids, _of_application)


def _blank(
    classes: Collection[Class], ids: Ids, belongs: Belongs, also: Mapping[str, dict[str, object]]
) -> None:
    """Empty the columns of these classes, table by table, and write what is named beside."""
    emptied: dict[str, dict[str, object]] = {name: dict(more) for name, more in also.items()}
    for column, borne in COLUMNS.items():
        table, _, name = column.partition(".")
        if set(borne) & set(classes) and _has_owner(table, belongs):
            emptied.setdefault(table, {})[name] = _emptied(_table(table).c[name])
    if "letter" in emptied:
        emptied["letter"] |= _stopped()
    for name, values in emptied.items():
        statement = update(_table(name)).where(belongs(_table(name), ids))
        db.session.execute(statement.values(values))


def _remove(classes: Collection[Class], ids: Ids, belongs: Belongs) -> None:
    for name, borne in ROWS.items():
        if name == "document" or not set(borne) & set(classes) or not _has_owner(name, belongs):
            continue
        _delete(name, belongs(_table(name), ids), *_of_class(_table(name), classes))


def _of_class(table: Table, classes: Collection[Class]) -> list[ColumnElement[bool]]:
    """Answers go by their question; those that no line names are of the class of answers."""
    question = table.c.get("question", table.c.get("name"))
    if question is None:
        return []
    named = question.in_(questions_of(classes))
    is_other = question.not_in(list(OF_QUESTION))
    return [or_(named, is_other) if Class.ANSWERS in classes else named]


def _of_application(table: Table, ids: Ids) -> ColumnElement[bool]:
    if table.name == "application":
        return table.c.id.in_(ids)
    if table.name == "score":
        of_them = select(Assignment.id).where(Assignment.application_id.in_(ids))
        return table.c.assignment_id.in_(of_them)
    if table.name == "event_fact":
        return table.c.event_id.in_(select(Event.id).where(Event.application_id.in_(ids)))
    return table.c.application_id.in_(ids)


def _of_person(table: Table, ids: Ids) -> ColumnElement[bool]:
    if table.name == "person":
        return table.c.id.in_(ids)
    if table.name == "event_fact":
        return table.c.event_id.in_(select(Event.id).where(Event.person_id.in_(ids)))
    return table.c.person_id.in_(ids)


def _has_owner(table: str, belongs: Belongs) -> bool:
    """Whether rows of the table are of an application, or of a person: some are of an office."""
    columns = _table(table).c
    if belongs is _of_person:
        return table in ("person", "event_fact") or "person_id" in columns
    return table in ("application", "score", "event_fact") or "application_id" in columns


def _stopped() -> dict[str, object]:
    """What has not left by now never will."""
    state = _table("letter").c.state
    waits = state.in_((LetterState.QUEUED, LetterState.LEASED))
    return {"state": case((waits, literal(LetterState.STOPPED, state.type)), else_=state),
            "lease_until": None}  # fmt: skip


def _emptied(column: Column[Any]) -> object:
    if column.nullable:
        return None
    if column.default is not None and column.default.is_scalar:
        return column.default.arg  # type: ignore[attr-defined]
    return b"" if isinstance(column.type, LargeBinary) else ""


def _cut_versions(found: Sequence[Application], questions: Collection[str]) -> None:
    """Take these answers out of what was frozen. The digests of the other sections still prove
    what stays, and that of the whole what once was."""
    people = {one.id: one.person for one in found}
    versions = db.session.scalars(
        select(ApplicationVersion).where(ApplicationVersion.application_id.in_(people))
    ).all()
    for version in versions:
        person = people[version.application_id]
        if version.content_sealed and person.data_key_wrapped:
            key = person.data_key()
            content = json.loads(vault.unseal(key, version.content_sealed, about=version.digest))
            for section in content["sections"].values():
                section |= dict.fromkeys(section.keys() & set(questions), "")
            version.content_sealed = vault.seal(key, canonical(content), about=version.digest)


def _forget_offices(ids: Ids) -> None:
    """Offices that only these applications had named, and their officials."""
    other = aliased(Application)
    is_named = exists().where(other.authority_id == Authority.id, other.erased_at.is_(None))
    named = select(Application.authority_id).where(Application.id.in_(ids))
    of_them = select(Authority.id).where(Authority.id.in_(named), ~Authority.is_on_file, ~is_named)
    forget_offices(db.session.scalars(of_them).all())


def forget_offices(ids: Ids) -> None:
    """Names of offices that were typed, and of all who acted for them."""
    for name, column in (("official", "authority_id"), ("authority", "id")):
        emptied = {
            one.partition(".")[2]: "" for one in COLUMNS if one.startswith(f"{name}.")
        }  # fmt: skip
        table = _table(name)
        db.session.execute(update(table).where(table.c[column].in_(ids)).values(emptied))


def _tell(
    found: Sequence[Application], rule: str, *, by: Actor, at: datetime, record: Record
) -> None:
    for one in found:
        record(
            events.ApplicationErased(
                at=at, actor=by, institute_id=one.institute_id, course_id=one.course_id,
                application_id=one.id, person_id=one.person_id, rule=rule,
            )
        )  # fmt: skip


def _table(name: str) -> Table:
    return Base.metadata.tables[name]


def _delete(name: str, *conditions: ColumnElement[bool]) -> None:
    db.session.execute(delete(_table(name)).where(*conditions))
