import pytest

from app.domain.workflow import Role
from app.extensions import db
from app.models import Letter, Person, RoleGrant, StaffSecret

TYPED = {
    "name": "M. Ito", "email": "Ito@example.org", "role": "coordinator", "country": "KE",
    "holds_from": "2026-12-01", "holds_until": "2027-11-30",
}  # fmt: skip


@pytest.fixture
def administrator(make):
    return make.staff(Role.ADMINISTRATOR)


@pytest.fixture
def browser(administrator, sign_in):
    return sign_in(administrator.id)


def typed(make, **changes):
    return TYPED | {"reach": f"institute-{make.institute.id}"} | changes


def test_an_administrator_gives_a_role(browser, make):
    answer = browser.post("/admin/people/invite", data=typed(make))
    assert answer.location == "/admin/people"
    page = browser.get("/admin/people").text
    assert "M. Ito" in page and "Coordinator" in page and "30\N{NO-BREAK SPACE}November" in page
    assert db.session.query(Letter).one().template == "invitation"


def test_a_role_is_narrowed_to_a_course(browser, make):
    course = make.course()
    browser.post("/admin/people/invite", data=typed(make, reach=f"course-{course.id}"))
    grant = db.session.query(RoleGrant).filter_by(role=Role.COORDINATOR).one()
    assert (grant.course_id, grant.country) == (course.id, "KE")


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"email": "ito"}, "Enter an e-mail address"),
        ({"reach": "institute-0"}, "Choose one of the answers"),
        ({"role": "system"}, "Choose one of the answers"),
        ({"holds_from": "0001-01-01"}, "Enter a day that exists"),
        ({"holds_until": "9999-12-31"}, "Enter a day that exists"),
        ({"holds_until": "2026-01-01"}, "The last day comes before the first one"),
    ],
)
def test_what_does_not_fit_is_refused_beside_its_box(browser, make, wrong, said):
    answer = browser.post("/admin/people/invite", data=typed(make, **wrong))
    assert (answer.status_code, said in answer.text, "M. Ito" in answer.text) == (422, True, True)
    assert db.session.query(RoleGrant).count() == 1


def test_nobody_raises_oneself(browser, administrator, make):
    own = db.session.get(Person, administrator.id).email
    answer = browser.post("/admin/people/invite", data=typed(make, email=own, role="director"))
    assert "Another administrator must change your own roles." in answer.text
    grant = db.session.query(RoleGrant).one()
    answer = browser.post(f"/admin/people/{administrator.id}/grants/{grant.id}/end")
    assert answer.status_code == 422


def test_a_role_is_ended(browser, make):
    coordinator = make.coordinator()
    grant = db.session.query(RoleGrant).filter_by(person_id=coordinator.id).one()
    browser.post(f"/admin/people/{coordinator.id}/grants/{grant.id}/end")
    assert "Coordinator" not in browser.get("/admin/people").text


def test_a_role_ends_under_the_name_of_who_has_it(browser, make):
    coordinator, other = make.coordinator(), make.director()
    grant = db.session.query(RoleGrant).filter_by(person_id=coordinator.id).one()
    answer = browser.post(f"/admin/people/{other.id}/grants/{grant.id}/end")
    assert answer.status_code == 404
    assert "Coordinator" in browser.get("/admin/people").text


def test_a_new_link_is_sent(browser, make):
    coordinator = make.coordinator()
    db.session.add(StaffSecret(person_id=coordinator.id, password_phc="x", totp_sealed=b"x"))
    db.session.commit()
    where = f"/admin/people/{coordinator.id}/institutes/{make.institute.id}/link"
    assert browser.post(where).location == "/admin/people"
    assert db.session.query(StaffSecret).count() == 0


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.DIRECTOR, Role.AUDITOR, Role.REVIEWER])
def test_others_are_kept_out(make, sign_in, role):
    client = sign_in(make.staff(role).id)
    answers = [client.get("/admin/people"), client.post("/admin/people/invite", data=typed(make))]
    assert [one.status_code for one in answers] == [403, 403]


def test_a_code_by_e_mail_does_not_open_it(administrator, sign_in):
    assert sign_in(administrator.id, is_strong=False).get("/admin/people").status_code == 403


def test_the_list_takes_as_many_statements_for_fifty_as_for_one(browser, make, statements):
    with statements() as one:
        browser.get("/admin/people")
    for _ in range(50):
        make.coordinator()
    with statements() as many:
        assert browser.get("/admin/people").text.count("<tr>") == 52
    assert (len(one), len(many)) == (4, 4)
