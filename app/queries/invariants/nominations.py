"""What authorities say, in which order, and by which links."""

from sqlalchemy import and_, case, func, or_, select

from app.domain.next_steps import MinistrySays
from app.domain.nominations import Word
from app.models import (
    Application,
    ApplicationVersion,
    Authority,
    Endorsement,
    EndorsementStatus,
    Link,
    Official,
)
from app.queries.invariants.shape import Invariant, stray

IS_DECIDED = Endorsement.status.in_((EndorsementStatus.ENDORSED, EndorsementStatus.DECLINED))
IS_ENDORSED = Endorsement.status == EndorsementStatus.ENDORSED
IS_CONFIRMED = Authority.confirmed_at.is_not(None)
KNOWN = Application.ministry_says
# What the institute knows of each word: `domain.nominations.said`.
AS_SAID = or_(
    and_(Endorsement.status.in_((EndorsementStatus.ASKED, EndorsementStatus.OPENED)),
         KNOWN == MinistrySays.ASKED),
    and_(IS_ENDORSED, IS_CONFIRMED, KNOWN == MinistrySays.ENDORSED),
    and_(IS_ENDORSED, ~IS_CONFIRMED, KNOWN == MinistrySays.TO_CONFIRM),
    and_(Endorsement.status == EndorsementStatus.DECLINED, KNOWN == MinistrySays.DECLINED),
    and_(Endorsement.status == EndorsementStatus.EXPIRED, KNOWN == MinistrySays.EXPIRED),
)  # fmt: skip
RANK = case((KNOWN == MinistrySays.ENDORSED, Endorsement.place))
VERSIONS = (
    select(func.max(ApplicationVersion.number))
    .where(ApplicationVersion.application_id == Endorsement.application_id)
    .scalar_subquery()
)

INVARIANTS = (
    stray("endorsement-off-course", Endorsement, Application, Endorsement.application_id,
          "institute_id", "programme_id", "course_id", "authority_id", "country"),
    Invariant(
        "word-unlike-its-endorsement",
        "What an application knows of its ministry is what the endorsement says.",
        select(Application.id)
        .join(Endorsement, Endorsement.application_id == Application.id)
        .join(Authority, Authority.id == Endorsement.authority_id)
        .where(~AS_SAID),
    ),
    Invariant(
        "rank-unlike-its-endorsement",
        "The rank of an application is the place in a confirmed endorsement, else none.",
        select(Application.id)
        .join(Endorsement, Endorsement.application_id == Application.id)
        .where(func.coalesce(Application.final_rank, 0) != func.coalesce(RANK, 0)),
    ),
    Invariant(
        "rank-below-one",
        "Places are counted from 1.",
        select(Endorsement.id).where(
            or_(Endorsement.place < 1, Endorsement.draft_place < 1)
        ),
    ),
    Invariant(
        "place-of-the-declined",
        "Who is to be declined has no place.",
        select(Endorsement.id).where(
            Endorsement.draft_choice == Word.DECLINE, Endorsement.draft_place.is_not(None)
        ),
    ),
    Invariant(
        "decision-without-time",
        "An authority decided at some time, or has not decided.",
        select(Endorsement.id).where(Endorsement.decided_at.is_not(None) != IS_DECIDED),
    ),
    Invariant(
        "decision-of-another-office",
        "Who decides acts for the authority that was asked.",
        select(Endorsement.id)
        .join(Official, Official.id == Endorsement.decided_by)
        .where(Official.authority_id != Endorsement.authority_id),
    ),
    Invariant(
        "endorsement-of-no-version",
        "An endorsement is about a version that was sent.",
        select(Endorsement.id).where(Endorsement.version_number > VERSIONS),
    ),
    stray("link-of-another-office", Link, Official, Link.official_id, "authority_id"),
    stray("link-off-course", Link, Application, Link.application_id, "course_id"),
    Invariant(
        "link-too-wide",
        "An office that an applicant typed has a link to that application only.",
        select(Link.id)
        .join(Authority, Authority.id == Link.authority_id)
        .where(Link.application_id.is_(None), ~Authority.is_on_file),
    ),
)  # fmt: skip
