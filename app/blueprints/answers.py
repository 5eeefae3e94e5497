"""The answers of an application as others than the applicant read them."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import NamedTuple

from app import i18n
from app.domain.answers import in_words
from app.domain.questions import LABELS, TITLES, Kept, Section, of_section

_COUNTRIES = ("nationality", "residence")
_MONTHS = ("job_since",)
# The official's name and address stand with the endorsement, documents are files.
UNREAD = (Section.DOCUMENTS, Section.MINISTRY)


class Read(NamedTuple):
    """A question and its answer, in words."""

    label: str
    answer: str


class ReadSection(NamedTuple):
    section: Section
    title: str
    answers: list[Read]


def read_sections(
    answers: Mapping[str, str], *, without: Collection[Section] = (), language: str = "en"
) -> list[ReadSection]:
    """What was answered, section by section; sections of files and of the ministry are apart."""
    return [
        ReadSection(section, TITLES[section], _read(section, answers, language))
        for section in Section
        if section not in UNREAD and section not in without
    ]


def _read(section: Section, answers: Mapping[str, str], language: str) -> list[Read]:
    return [
        Read(LABELS[question.key], _answer(question.key, answers[question.key], language))
        for question in of_section(section)
        if question.kept != Kept.SEALED and answers.get(question.key)
    ]


def _answer(key: str, value: str, language: str) -> str:
    if key in _COUNTRIES:
        return i18n.country_name(value, language)
    try:
        day = date.fromisoformat(value)
        return i18n.month(day, language) if key in _MONTHS else i18n.day(day, language)
    except ValueError:
        return i18n.translate(in_words(key, value), language)
