"""Loading the demonstration: sample courses in each phase, or as many applications as asked."""

from collections import Counter
from datetime import datetime, timedelta

from app.adapters.storage import Storage
from app.domain.next_steps import MinistrySays
from app.domain.questions import Section
from app.domain.selection import Choice
from app.domain.workflow import Status
from app.extensions import db
from app.models import (
    Application,
    Course,
    Generation,
    Slate,
    SlateLine,
)
from app.operations.demonstration.bids import Told
from app.operations.demonstration.papers import sample_papers
from app.operations.demonstration.people import email_of
from app.operations.demonstration.world import World
from app.operations.transaction import transaction

DAY = timedelta(days=1)
HALF = (Section.NAME, Section.PASSPORT, Section.CONTACT, Section.JOB)
SUBMITTED, SCREENED = Status.SUBMITTED, Status.SCREENED
ENDORSED, ASKED = MinistrySays.ENDORSED, MinistrySays.ASKED
TO_CONFIRM, DECLINED = MinistrySays.TO_CONFIRM, MinistrySays.DECLINED


def load_samples(*, seed: int, at: datetime, storage: Storage) -> int:
    """The sample courses, one in each phase, with their people. The number of applications."""
    papers = sample_papers(storage, at=at)
    with transaction():
        world = World(seed=seed, at=at, papers=papers)
        for phase in (_open, _screening, _scored, _proposed, _approved, _released):
            phase(world)
        number = len(world.rows.waiting[Application])
        world.rows.write()
        _bump()
    return number


def _open(world: World) -> None:
    """Grace has half a draft; M. Kamau of Kenya's office has people to endorse."""
    course = world.courses["itc-193"]
    world.bid(course, "KE", Status.DRAFT, MinistrySays.NOT_ASKED, email=email_of("grace"),
              given="Grace Achieng", family="Odhiambo", sections=HALF)  # fmt: skip
    for number, country in enumerate(("KE", "KE", "KE", "PE", "WS", "UZ")):
        world.bid(course, country, SUBMITTED, ENDORSED if number > 3 else ASKED)


def _screening(world: World) -> None:
    """40 applications: new ones, some checked, some with their reviewers."""
    course = world.courses["iss-195"]
    for number in range(40):
        says = (ENDORSED, ASKED, ENDORSED, TO_CONFIRM, DECLINED)[number % 5]
        if number < 18:
            world.bid(course, world.country(number), SUBMITTED, says)
        elif number < 25:
            world.bid(course, world.country(number), SCREENED, says)
        else:
            world.bid(course, world.country(number), SCREENED, ENDORSED, is_reviewed=True,
                      reviews_sent=number % 2)  # fmt: skip


def _scored(world: World) -> None:
    """150 applications with their scores, and half a slate."""
    course = world.courses["itc-192"]
    bids = [
        world.bid(
            course,
            world.country(number),
            SCREENED,
            ASKED if number % 12 == 0 else ENDORSED,
            is_reviewed=True,
            reviews_sent=2,
            is_far_apart=number % 37 == 0,
        )
        for number in range(150)
    ]
    _slate(world, course, bids, selected=12, reserve=3)


def _proposed(world: World) -> None:
    """A selection that waits for the director."""
    course = world.courses["uncac-30"]
    bids = [_endorsed(world, course, number) for number in range(30)]
    _slate(world, course, bids, selected=12, reserve=6, proposed_at=world.at - DAY)


def _approved(world: World) -> None:
    """Approved: the letters can be read and released."""
    course = world.courses["uncac-29"]
    bids = [_endorsed(world, course, number) for number in range(28)]
    _slate(world, course, bids, selected=12, reserve=6, **_approval(world, 2 * DAY))


def _released(world: World) -> None:
    """Released: Linh has an offer, others have answered theirs."""
    course = world.courses["itc-191"]
    then = world.at - 4 * DAY
    mix = [Status.CONFIRMED] * 9 + [Status.OFFERED] * 5
    mix += [Status.RESERVE] * 8 + [Status.NOT_SELECTED] * 20
    told = Told(then, applicants=1 + len(mix))
    linh = world.bid(course, "VN", Status.OFFERED, ENDORSED, is_reviewed=True, reviews_sent=2,
                     email=email_of("linh"), given="Thi Mai Linh", family="Tran",
                     told=told)  # fmt: skip
    others = [
        _endorsed(world, course, number + 2, status, told) for number, status in enumerate(mix)
    ]
    _slate(world, course, [linh, *others], selected=15, reserve=8, release_at=then,
           released_at=then, **_approval(world, 5 * DAY))  # fmt: skip


def _endorsed(
    world: World, course: Course, number: int, status: Status = SCREENED, told: Told | None = None
) -> int:
    country = world.country(number)
    return world.bid(course, country, status, ENDORSED, is_reviewed=True, reviews_sent=2, told=told)


def _approval(world: World, ago: timedelta) -> dict[str, object]:
    then = world.at - ago
    return {"proposed_at": then - DAY, "approved_at": then,
            "approved_by": world.staff["director"]}  # fmt: skip


def _slate(
    world: World, course: Course, bids: list[int], *, selected: int, reserve: int, **more: object
) -> None:
    """The best by score within the seats of the countries; then so many substitutes."""
    rows = {row["id"]: row for row in world.rows.waiting[Application]}
    by_score = sorted(bids, key=lambda one: -(rows[one]["score_mean"] or 0))
    if "released_at" in more:
        by_score = bids  # its people were told long ago: the order is theirs
    seated: Counter[str] = Counter()
    waiting: Counter[str] = Counter()
    slate = world.rows.add(
        Slate, institute_id=course.institute_id, programme_id=course.programme_id,
        course_id=course.id, number=1, made_by=world.staff["coordinator"],
        made_at=world.at - 6 * DAY, return_reason="", version=1, **more,
    )  # fmt: skip
    for place, one in enumerate(by_score, 1):
        country, line = rows[one]["country"], {}
        is_endorsed = rows[one]["ministry_says"] == ENDORSED
        choice = Choice.NO
        if is_endorsed and seated.total() < selected and seated[country] < 2:
            choice, seated[country] = Choice.SELECT, seated[country] + 1
        elif is_endorsed and waiting.total() < reserve:
            choice, waiting[country] = Choice.RESERVE, waiting[country] + 1
            line = {"reserve_scope": country, "reserve_place": waiting[country]}
        world.rows.add(
            SlateLine, slate_id=slate, application_id=one, choice=choice, place=place, **line
        )


def _bump() -> None:
    for name in ("catalogue",):
        row = db.session.get(Generation, name)
        if row is None:
            db.session.add(Generation(name=name, number=1))
        else:
            row.number += 1
