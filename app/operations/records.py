"""What the record of an application shows of what is sealed: its history and its letters."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from app import i18n
from app.domain.errors import N_
from app.domain.history import PRIVATE, agreed_in_words, in_words
from app.domain.permissions import ActorKind
from app.models import Application, Event, Letter, Official, Person
from app.notifications.letters import Wording, wording_of
from app.operations.privacy import personal_facts_of
from app.queries.records import history_of, letters_of, names_of


class Line(NamedTuple):
    """One line of history, in words."""

    at: datetime
    words: str
    who: str
    why: str


class Said(NamedTuple):
    """A letter as it was said."""

    letter: Letter
    wording: Wording


def history_lines(application: Application, *, language: str = "en") -> list[Line]:
    """What happened since it was sent, the newest first; the application must be one that the
    reader may see."""
    rows = [row for row in history_of(application.id) if row.name not in PRIVATE]
    names = _Names(rows, application.person_id)
    return [
        Line(
            row.at,
            _words(row, names, language),
            i18n.translate(names.of(row), language),
            _why(row, application.person if row.person_id else None, language),
        )
        for row in reversed(rows)
    ]


def letters_said(application: Application) -> list[Said]:
    """The letters about an application, the newest first, without their codes and links."""
    if application.person.data_key_wrapped is None:
        return []
    return [
        Said(one, wording_of(one, application.person if one.person_id else None, with_secret=False))
        for one in letters_of(application.id)
        if one.sealed  # what was kept long enough is gone
    ]


class _Names:
    """Who acted: staff and officials by name, the applicant as such."""

    def __init__(self, rows: Sequence[Event], applicant_id: int) -> None:
        self.applicant_id = applicant_id
        reviewers = {row.facts["reviewer_id"] for row in rows if "reviewer_id" in row.facts}
        self.people = names_of(Person, reviewers | _actors(rows, ActorKind.PERSON))
        self.officials = names_of(Official, _actors(rows, ActorKind.OFFICIAL))

    def of(self, row: Event) -> str:
        if row.actor_kind == ActorKind.SYSTEM or row.actor_id is None:
            return N_("the service")
        if row.actor_kind == ActorKind.OFFICIAL:
            return self.officials.get(row.actor_id, "")
        if row.actor_id == self.applicant_id:
            return N_("the applicant")
        return self.people.get(row.actor_id) or N_("staff")


def _actors(rows: Iterable[Event], kind: ActorKind) -> set[int]:
    return {row.actor_id for row in rows if row.actor_kind == kind and row.actor_id}


def _words(row: Event, names: _Names, language: str) -> str:
    sentence, facts = in_words(row.name, row.facts)
    said = i18n.translate(sentence, language, **facts)
    reviewer = names.people.get(row.facts.get("reviewer_id", 0))
    return f"{said}: {reviewer}" if reviewer else said


def _why(row: Event, person: Person | None, language: str) -> str:
    """The reason that was given, or the conditions that were agreed to."""
    facts = personal_facts_of(row, person)
    agreed = [i18n.translate(words, language) for words in agreed_in_words(row.facts)]
    return "\n".join(filter(None, (facts.get("reason"), facts.get("note"), *agreed)))
