from datetime import timedelta

import pytest

from app.domain.accounts import IDLE, OWN_DEVICE
from app.domain.permissions import ActorKind, may_ever
from app.domain.workflow import Action, Role, Status
from app.extensions import db
from app.models import AuthSession, Link, OneTime, Person, RoleGrant, Throttle
from app.operations.accounts import (
    ask_code,
    end_session,
    end_sessions,
    forget_ended,
    open_session,
    see_session,
)
from app.operations.transaction import transaction
from app.queries.accounts import visit_of
from app.queries.people import actor_of


def roles(visit):
    return {grant.role for grant in visit.actor.grants}


@pytest.fixture
def link(make):
    """A link of the office on file of an application."""
    application = make.application()
    official = make.authority().officials[0]
    return make.save(
        Link(
            digest="d", official_id=official.id, authority_id=official.authority_id,
            course_id=application.course_id, ends_at=make.now + timedelta(days=30),
        )
    )  # fmt: skip


def test_a_second_factor_gives_staff_its_grants(make, now):
    coordinator = make.coordinator()
    strong = open_session(person_id=coordinator.id, is_strong=True, at=now)
    assert roles(visit_of(strong, at=now)) == {Role.COORDINATOR, Role.APPLICANT}


def test_a_code_gives_only_what_an_applicant_has(make, now):
    coordinator = make.coordinator()
    weak = open_session(person_id=coordinator.id, at=now)
    assert roles(visit_of(weak, at=now)) == {Role.APPLICANT}


def test_who_said_to_know_somebody_is_so_in_every_visit(make, now):
    reviewer = make.coordinator()
    application = make.application(Status.SCREENED)
    person = db.session.get_one(Person, reviewer.id)
    make.assignment(application, reviewer=person, is_conflicted=True, conflict_reason="My cousin.")
    make.assignment(make.application(Status.SCREENED), reviewer=person)
    for is_strong, known in ((True, {application.person_id}), (False, set())):
        token = open_session(person_id=reviewer.id, is_strong=is_strong, at=now)
        assert visit_of(token, at=now).actor.knows == known
    assert actor_of(reviewer.id, at=now).knows == {application.person_id}


def test_an_actor_costs_one_statement(make, now, statements):
    token = open_session(person_id=make.coordinator().id, is_strong=True, at=now)
    with statements() as found:
        visit_of(token, at=now)
    assert len(found) == 1


def test_a_link_makes_an_official_of_its_office_and_course(link, now):
    visit = visit_of(open_session(link_id=link.id, at=now), at=now)
    (grant,) = visit.actor.grants
    assert (visit.actor.kind, visit.actor.id) == (ActorKind.OFFICIAL, link.official_id)
    assert (grant.authority_id, grant.course_id) == (link.authority_id, link.course_id)
    assert grant.application_id is None
    assert not may_ever(visit.actor, Action.LIST)


@pytest.mark.parametrize("change", ["revoked_at", "ends_at", "holds_until"])
@pytest.mark.impossible("its sessions stay: each visit looks again")
def test_what_ends_a_link_ends_its_sessions(make, link, now, change):
    token = open_session(link_id=link.id, at=now)
    link = db.session.get(Link, link.id)
    if change == "holds_until":
        official = db.session.get(type(make.authority().officials[0]), link.official_id)
        official.holds_until = now
    else:
        setattr(link, change, now)
    db.session.commit()
    assert visit_of(token, at=now) is None


def test_a_session_ends_when_nobody_uses_it(make, now):
    token = open_session(person_id=make.person().id, at=now)
    digest = visit_of(token, at=now + IDLE - timedelta(seconds=1)).digest
    assert visit_of(token, at=now + IDLE) is None
    see_session(digest, at=now + IDLE)
    assert visit_of(token, at=now + IDLE) is not None


def test_on_ones_own_device_it_lasts_thirty_days(make, now):
    token = open_session(person_id=make.person().id, is_own_device=True, at=now)
    assert visit_of(token, at=now + OWN_DEVICE - timedelta(seconds=1)) is not None
    assert visit_of(token, at=now + OWN_DEVICE) is None


def test_who_signs_out_is_out(make, now):
    token = open_session(person_id=make.person().id, at=now)
    end_session(token, at=now)
    assert visit_of(token, at=now) is None


def test_sessions_are_ended_everywhere(make, now):
    person = make.person()
    tokens = [open_session(person_id=person.id, at=now) for _ in range(3)]
    with transaction():
        end_sessions(person.id)
    assert [visit_of(token, at=now) for token in tokens] == [None] * 3


@pytest.mark.impossible("the session stays: each visit looks again")
def test_an_erased_person_is_nobody(make, now):
    person = make.person()
    token = open_session(person_id=person.id, at=now)
    person = db.session.get(type(person), person.id)
    person.erased_at, person.data_key_wrapped, person.email = now, None, None
    db.session.commit()
    assert visit_of(token, at=now) is None


def test_a_grant_that_has_ended_counts_at_once(make, now):
    coordinator = make.coordinator()
    token = open_session(person_id=coordinator.id, is_strong=True, at=now)
    grant = db.session.query(RoleGrant).one()
    grant.holds_until = now
    db.session.commit()
    assert roles(visit_of(token, at=now)) == {Role.APPLICANT}


def test_only_a_digest_of_the_token_is_kept(make, now):
    token = open_session(person_id=make.person().id, at=now)
    assert token not in str(db.session.query(AuthSession).one().__dict__)


def test_what_has_ended_is_forgotten_after_a_day(make, now):
    open_session(person_id=make.person().id, at=now)
    ask_code("grace@example.org", network="", at=now)
    assert not forget_ended(at=now)
    assert forget_ended(at=now + timedelta(days=2))
    assert [db.session.query(model).count() for model in (AuthSession, OneTime, Throttle)] == [
        0
    ] * 3
