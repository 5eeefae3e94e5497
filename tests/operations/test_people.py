from datetime import timedelta

import pytest

from app.domain.errors import NotPermitted, NotVisible
from app.domain.permissions import SYSTEM
from app.domain.workflow import Role
from app.extensions import db
from app.models import Letter, OneTime, Person, RoleGrant, StaffSecret
from app.operations.accounts import open_session
from app.operations.people import NewRole, OwnRights, end_grant, invite_staff, send_invitation
from app.operations.staff import invitation_by_token
from app.queries.accounts import visit_of
from app.queries.staff import staff_of

ADMINISTRATOR = "admin@example.org"


def role(make, role=Role.ADMINISTRATOR, **changes):
    values = {
        "role": role, "institute_id": make.institute.id,
        "holds_from": make.now, "holds_until": make.now + timedelta(days=365),
    }  # fmt: skip
    return NewRole(**values | changes)


def invite(make, now, by=SYSTEM, email=ADMINISTRATOR, **changes):
    return invite_staff("S. Tanaka", email, role(make, **changes), by=by, at=now).link


def test_the_first_administrator_gets_a_link(make, now):
    token = invite(make, now)
    assert invitation_by_token(token, issuer="Kenshu", at=now).email == ADMINISTRATOR
    assert db.session.query(Letter).one().template == "invitation"
    assert token not in str([vars(one) for one in db.session.query(OneTime)])


def test_a_role_holds_at_once_and_ends_at_once(make, now):
    administrator, person = make.staff(Role.ADMINISTRATOR), make.person()
    token = open_session(person_id=person.id, is_strong=True, at=now)
    invite(make, now, by=administrator, email=person.email, role=Role.AUDITOR)
    assert Role.AUDITOR in {one.role for one in visit_of(token, at=now).actor.grants}
    grant = db.session.query(RoleGrant).filter_by(person_id=person.id).one()
    end_grant(grant.person_id, grant.id, by=administrator, at=now)
    assert Role.AUDITOR not in {one.role for one in visit_of(token, at=now).actor.grants}


def test_a_second_press_gives_no_second_role(make, now):
    administrator = make.staff(Role.ADMINISTRATOR)
    for _ in range(2):
        invite(make, now, by=administrator, email="new@example.org", role=Role.POST, country="KE")
    person = db.session.query(Person).filter_by(email="new@example.org").one()
    assert db.session.query(RoleGrant).filter_by(person_id=person.id).count() == 1
    assert db.session.query(Letter).count() == 1
    invite(make, now, by=administrator, email="new@example.org", role=Role.POST, country="FJ")
    assert db.session.query(RoleGrant).filter_by(person_id=person.id).count() == 2


def test_two_presses_wait_for_each_other(make, now, statements):
    with statements() as sent:
        invite(make, now)
    is_sqlite = db.engine.dialect.name == "sqlite"  # which lets in one writer at a time
    assert is_sqlite or any(one.endswith("FOR NO KEY UPDATE OF institute") for one in sent)


def test_nobody_changes_ones_own_roles(make, now):
    administrator = make.staff(Role.ADMINISTRATOR)
    own = db.session.get(Person, administrator.id).email
    with pytest.raises(OwnRights):
        invite(make, now, by=administrator, email=own.upper())
    grant = db.session.query(RoleGrant).one()
    with pytest.raises(OwnRights):
        end_grant(grant.person_id, grant.id, by=administrator, at=now)
    with pytest.raises(OwnRights):
        send_invitation(administrator.id, make.institute.id, by=administrator, at=now)


@pytest.mark.parametrize("other", [Role.COORDINATOR, Role.DIRECTOR, Role.AUDITOR])
def test_only_an_administrator_gives_roles(make, now, other):
    with pytest.raises(NotPermitted):
        invite(make, now, by=make.staff(other), email="new@example.org")
    assert db.session.query(OneTime).count() == 0


def test_a_role_reaches_into_no_other_institute(make, now):
    course = make.course()
    grant = role(make, course_id=course.id + 1)
    with pytest.raises(NotVisible):
        invite_staff("N", "new@example.org", grant, by=make.staff(Role.ADMINISTRATOR), at=now)


def test_a_new_link_ends_what_was_lost(make, now):
    administrator, person = make.staff(Role.ADMINISTRATOR), make.coordinator()
    db.session.add(StaffSecret(person_id=person.id, password_phc="x", totp_sealed=b"x"))
    db.session.commit()
    session = open_session(person_id=person.id, is_strong=True, at=now)
    first = send_invitation(person.id, make.institute.id, by=administrator, at=now)
    assert db.session.query(StaffSecret).count() == 0
    assert visit_of(session, at=now) is None
    second = send_invitation(person.id, make.institute.id, by=administrator, at=now)
    assert invitation_by_token(second, issuer="Kenshu", at=now)
    with pytest.raises(Exception, match="no longer works"):
        invitation_by_token(first, issuer="Kenshu", at=now)


def test_who_has_no_role_gets_no_link(make, now):
    with pytest.raises(NotVisible):
        send_invitation(
            make.person().id, make.institute.id, by=make.staff(Role.ADMINISTRATOR), at=now
        )


def test_the_list_takes_as_many_statements_for_fifty_as_for_one(make, now, statements):
    make.coordinator()
    institute = make.institute.id
    with statements() as one:
        assert len(staff_of([institute], at=now)) == 1
    for _ in range(49):
        make.coordinator(country="KE")
    with statements() as many:
        assert len(staff_of([institute], at=now)) == 50
    assert (len(one), len(many)) == (2, 2)


def test_a_command_makes_the_first_administrator(app, database, now):
    answer = app.test_cli_runner().invoke(args=["users", "create", "S. Tanaka", ADMINISTRATOR])
    token = answer.output.strip().removeprefix("http://localhost/invitation/")
    assert invitation_by_token(token, issuer="Kenshu", at=now).name == "S. Tanaka"
