"""Scoring: the criteria and what their levels mean, sums, and how the work is shared out."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

from app.domain.errors import N_, NobodyFits, NotComplete
from app.domain.next_steps import SCORES_DISAGREE

# Level 1 stands first.
LEVELS = (N_("Very weak"), N_("Weak"), N_("Fair"), N_("Strong"), N_("Very strong"))
# Who gives the lowest or the highest level says why.
NEEDS_COMMENT = frozenset({1, 5})


class Standard(NamedTuple):
    """A criterion as every course has it at first; the anchors are for levels 1 to 5."""

    name: str
    weight: int
    anchors: tuple[str, str, str, str, str]


STANDARDS = (
    Standard(
        N_("Work that fits the theme"),
        3,
        (
            N_("The work has nothing to do with the theme."),
            N_("Meets the theme now and then."),
            N_("The theme is a part of the daily work."),
            N_("The theme is the main part of the work."),
            N_("Leads reform work on the theme now."),
        ),
    ),
    Standard(
        N_("A clear problem and plan"),
        3,
        (
            N_("Names no problem of the work."),
            N_("Names a problem, but no plan."),
            N_("Has a plan in general words."),
            N_("Has a plan with steps that can be done."),
            N_("Has a plan with steps, dates and people who will help."),
        ),
    ),
    Standard(
        N_("Able to use it at home"),
        2,
        (
            N_("Cannot change anything at work."),
            N_("Can change only the own way of working."),
            N_("Can change the way a team works."),
            N_("Can change the way an office works."),
            N_("Can change rules or training for the whole country."),
        ),
    ),
    Standard(
        N_("English for this course"),
        2,
        (
            N_("Cannot follow a lecture."),
            N_("Follows a lecture with help."),
            N_("Follows a lecture and asks questions."),
            N_("Discusses the own work with others."),
            N_("Writes a report that others can use as it is."),
        ),
    ),
)


class Mark(NamedTuple):
    """The level given on one criterion, its weight there, and the words beside it."""

    level: int
    weight: int
    comment: str = ""


class Tally(NamedTuple):
    """What an application's reviews say together; stored with it."""

    asked: int
    sent: int
    mean: float | None
    spread: float | None


def score_of(marks: Collection[Mark]) -> float:
    """The mean of the levels by weight; NotComplete without a word on the lowest or highest."""
    for mark in marks:
        if mark.level in NEEDS_COMMENT and not mark.comment.strip():
            raise NotComplete(N_("Say why you give {level}."), level=mark.level)
    weight = sum(mark.weight for mark in marks)
    return round(sum(mark.level * mark.weight for mark in marks) / weight, 2)


def tally(scores: Iterable[float | None]) -> Tally:
    """Of every reviewer who was asked: the score, or None as long as there is none."""
    asked = list(scores)
    sent = [score for score in asked if score is not None]
    if not sent:
        return Tally(len(asked), 0, None, None)
    mean = round(sum(sent) / len(sent), 2)
    return Tally(len(asked), len(sent), mean, round(max(sent) - min(sent), 2))


def agree(spread: float | None) -> bool:
    return (spread or 0) < SCORES_DISAGREE


def share(
    applications: Sequence[int],
    busy: Mapping[int, int],
    *,
    each: int,
    taken: Mapping[int, Collection[int]],
) -> list[tuple[int, int]]:
    """Pairs of application and reviewer: so many for each, always who has the least to do.

    `busy` says how much each reviewer has already, `taken` who was asked about an application
    before, those included who know the person: nobody is asked twice.
    """
    load, pairs = dict(busy), []
    for application in applications:
        free = [one for one in load if one not in taken.get(application, ())]
        if len(free) < each:
            raise NobodyFits(N_("There are not enough reviewers. Ask the administrator for more."))
        for reviewer in sorted(free, key=lambda one: (load[one], one))[:each]:
            load[reviewer] += 1
            pairs.append((application, reviewer))
    return pairs
