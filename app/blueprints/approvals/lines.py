"""The rows of the list in words: said once here, so that fifty of them cost a page little."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import NamedTuple

from app import i18n
from app.blueprints.approvals.words import DO, SAYS
from app.domain.errors import N_
from app.domain.names import display_name
from app.domain.next_steps import MinistrySays, NextStep
from app.domain.permissions import Actor, may
from app.domain.workflow import Action
from app.models import Course
from app.queries.approvals import Listed
from app.queries.lines import papers_in, ranked_by

SILENT = (MinistrySays.ASKED, MinistrySays.EXPIRED)


class Line(NamedTuple):
    """One row; `…_kind` is that of a tag, empty where the words stand without one."""

    id: int
    name: str
    address: str
    under: str
    country: str
    number: str
    ministry: str
    ministry_kind: str
    documents: str
    documents_kind: str
    score: str
    waiting: str
    step: NextStep
    do: str


class Words:
    """What the page says again and again, each in the reader's language once."""

    def __init__(self, language: str) -> None:
        self.say = cache(lambda message: i18n.translate(message, language))
        self.country = cache(lambda code: i18n.country_name(code, language))
        self.rank = cache(lambda rank, among: i18n.ordinal(rank, among, language))
        self.days = cache(lambda days: _waiting(days, language))
        self.papers = cache(lambda here, asked: _papers(here, asked, language))


def rows_in_words(
    rows: Sequence[Listed],
    course: Course,
    *,
    address: str,
    query: str,
    seen_by: Actor,
    now: datetime,
) -> list[Line]:
    """A line for each; `address` is that of the list, `query` the view to come back to."""
    words = Words(i18n.reader_language())
    papers, nominees = papers_in(rows, course), ranked_by(rows, course)
    asked = len(course.documents)
    return [
        Line(
            one.id,
            display_name(one.family_name, one.given_names),
            f"{address}/{one.reference}{query}",
            ", ".join(filter(None, (one.job_title, one.employer))),
            words.country(one.country),
            one.reference.rpartition("-")[2],
            *_ministry(one, nominees, words),
            *words.papers(papers.get(one.id, 0), asked),
            _score(one, seen_by),
            words.days((now - one.next_step_at).days),
            one.next_step,
            words.say(_do(one, seen_by)),
        )
        for one in rows
    ]


def _ministry(one: Listed, nominees: Mapping[int | None, int], words: Words) -> tuple[str, str]:
    if one.final_rank:
        return words.rank(one.final_rank, nominees.get(one.authority_id)), ""
    return words.say(SAYS[one.ministry_says]), "warn" if one.ministry_says in SILENT else ""


def _papers(here: int, asked: int, language: str) -> tuple[str, str]:
    if here < asked:
        return i18n.translate(N_("{count} missing"), language, count=asked - here), "warn"
    if asked:
        return i18n.translate(N_("{count} of {all}"), language, count=here, all=asked), ""
    return "", ""


def _score(one: Listed, seen_by: Actor) -> str:
    if one.score_mean is None or not may(seen_by, Action.SEE_SCORES, one):
        return ""
    return f"{one.score_mean:.1f}"


def _waiting(days: int, language: str) -> str:
    if not days:
        return i18n.translate(N_("today"), language)
    return i18n.counted(N_("{count} day"), N_("{count} days"), days, language)


def _do(one: Listed, seen_by: Actor) -> str:
    """What the reader may do with it, or nothing."""
    is_mine = one.next_step in DO and may(seen_by, Action.SCREEN, one)
    return DO[one.next_step] if is_mine else ""
