"""What all pages of an official share: the link by which one is here, and its nominees."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from flask import Blueprint

from app import clock
from app.blueprints.access import actor, link_id
from app.domain.catalogue import CourseStage
from app.domain.nominations import Word
from app.domain.questions import is_in_grace
from app.domain.world import City, cities_of
from app.models import Course, Endorsement, Link
from app.operations.nominations import endorsed_in, order_of
from app.queries.links import link_by_id
from app.queries.nominations import nominees

bp = Blueprint("nominations", __name__, url_prefix="/n")


class Here(NamedTuple):
    """The link of this official and what it opens."""

    link: Link
    found: Sequence[Endorsement]
    now: datetime

    @property
    def course(self) -> Course:
        return self.link.course

    @property
    def key(self) -> tuple[int, int]:
        return self.link.course_id, self.link.authority_id

    @property
    def city(self) -> City | None:
        return city_at(self.link)

    @property
    def is_open(self) -> bool:
        return self.takes_from(self.now)

    def takes_from(self, shown_at: datetime | None) -> bool:
        """Whether what was shown then may be sent now."""
        deadline = self.course.nominate_by
        is_in_time = self.now <= deadline or is_in_grace(deadline, at=self.now, shown_at=shown_at)
        return is_in_time and self.course.stage != CourseStage.CANCELLED

    @property
    def endorsed(self) -> list[Endorsement]:
        """In their order; who has no place yet stands last."""
        order = order_of(self.found)
        last = len(order) + 1
        return sorted(endorsed_in(self.found), key=lambda one: order[one.application_id] or last)

    @property
    def declined(self) -> list[Endorsement]:
        return [one for one in self.found if one.draft_choice == Word.DECLINE]

    @property
    def unanswered(self) -> list[Endorsement]:
        return [one for one in self.found if not one.draft_choice]


def city_at(link: Link) -> City | None:
    """Where the office's clock stands."""
    return next(iter(cities_of(link.authority.country)), None)


def here() -> Here:
    link = link_by_id(link_id(), at=clock.now())
    found = nominees(link.course_id, link.authority_id, seen_by=actor())
    return Here(link, found, clock.now())
