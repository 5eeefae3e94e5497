"""The task list: what each section still needs, in words."""

from collections.abc import Collection
from typing import NamedTuple
from zoneinfo import ZoneInfo

from flask import url_for

from app.domain.answers import count_of_words, documents_asked, sections_asked
from app.domain.errors import N_
from app.domain.questions import PARTS, TITLES, DocumentKind, Section, of_section
from app.models import Application
from app.operations.answering import unfinished
from app.queries.applications import answered, row_answers


class Task(NamedTuple):
    section: Section
    title: str
    href: str
    status: str
    kind: str  # of its tag; "done" is plain
    hint: str = ""
    facts: dict[str, object] = {}

    @property
    def is_done(self) -> bool:
        return self.kind == "done"


class Part(NamedTuple):
    title: str
    tasks: list[Task]


class Tasks(NamedTuple):
    parts: list[Part]
    missing: list[Section]

    @property
    def all(self) -> int:
        return sum(len(part.tasks) for part in self.parts)

    @property
    def done(self) -> int:
        return sum(task.is_done for part in self.parts for task in part.tasks)


def tasks_of(application: Application, *, only: Collection[str] = ()) -> Tasks:
    """The parts of the form with their tasks; `only` these sections if some are named."""
    course, missing = application.course, unfinished(application)
    shown = sections_asked(course.documents, asks_paper=course.asks_paper)
    parts = [
        Part(title, [_task(application, one, missing) for one in sections
                     if one in shown and (not only or one in only)])
        for title, sections in PARTS.items()
    ]  # fmt: skip
    return Tasks([part for part in parts if part.tasks], missing)


def _task(application: Application, section: Section, missing: Collection[Section]) -> Task:
    status, kind = _status(application, section, missing)
    hint, facts = _hint(application, section)
    href = url_for("applications.section", reference=application.reference, section=section)
    return Task(section, TITLES[section], href, status, kind, hint, facts)


def _status(
    application: Application, section: Section, missing: Collection[Section]
) -> tuple[str, str]:
    if section == Section.DOCUMENTS and any(one.warning for one in application.documents):
        return N_("Look again"), "warn"
    is_late = section == Section.PAPER  # its own deadline: nothing waits for it
    if has_paper(application) if is_late else section not in missing:
        return N_("Completed"), "done"
    return (N_("In progress"), "") if _is_begun(application, section) else (N_("Not started"), "")


def has_paper(application: Application) -> bool:
    """Whether the country paper is there, as a file or in words."""
    kinds = {document.document_kind for document in application.documents}
    return DocumentKind.PAPER in kinds or bool(row_answers(application).get("paper"))


def _is_begun(application: Application, section: Section) -> bool:
    if section == Section.DOCUMENTS:
        return any(one.document_kind != DocumentKind.PAPER for one in application.documents)
    keys = {question.key for question in of_section(section)}
    return bool(keys & answered(application))


def _hint(application: Application, section: Section) -> tuple[str, dict[str, object]]:
    course, zone = application.course, ZoneInfo(application.person.zone)
    if section == Section.PAPER and course.paper_by:
        return N_("You can send this until {date}"), {
            "date": course.paper_by.astimezone(zone).date()
        }
    if section == Section.DOCUMENTS:
        asked = documents_asked(course.documents)
        kept = {one.document_kind for one in application.documents}
        if any(one.warning for one in application.documents):
            return N_("One of your photos may be too small to read"), {}
        return N_("{count} of {all} uploaded"), {
            "count": len(kept & set(asked)),
            "all": len(asked),
        }
    if section == Section.REASONS:
        rows = row_answers(application)
        count = sum(count_of_words(rows.get(one.key, "")) for one in of_section(section))
        return (N_("{count} words saved"), {"count": count}) if count else ("", {})
    return "", {}
