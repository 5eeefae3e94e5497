import re
from datetime import timedelta
from io import BytesIO

import pytest
from sqlalchemy import select

from app import clock
from app.blueprints.issuing import issued
from app.domain.accounts import digest_of
from app.domain.next_steps import MinistrySays
from app.domain.nominations import link_ends_at
from app.domain.questions import GRACE
from app.domain.workflow import Status
from app.extensions import db
from app.models import (
    AuthSession,
    Endorsement,
    EndorsementStatus,
    Event,
    Letter,
    Link,
    Official,
    Quota,
)
from app.notifications.letters import wording_of
from app.operations.deadlines import run_deadlines
from app.operations.nominations import version_of
from tests.adapters.files import pdf
from tests.browser import WIDTHS, axe, fits
from tests.factories import fresh

TOKEN = "k3J0kXw2QdC3mRz9sT5vUw"
PATHS = ("/n/nominees", "/n/letter", "/n/check", "/n/pass-on")


@pytest.fixture
def course(make):
    return make.course()


@pytest.fixture
def office(make):
    return make.authority("KE")


def asked(make, course, office, number=1, **changes):
    """Applications about which the office was asked and has said nothing."""
    found = []
    for _ in range(number):
        application = make.application(
            Status.SUBMITTED, course=course, authority_id=office.id, country=office.country,
            ministry_says=MinistrySays.ASKED, final_rank=None, job_title="Judge", **changes,
        )  # fmt: skip
        endorsement = of(application)
        endorsement.status, endorsement.place = EndorsementStatus.ASKED, None
        endorsement.decided_at = None
        db.session.commit()
        found.append(application)
    return found


def of(application):
    statement = select(Endorsement).where(Endorsement.application_id == application.id)
    return db.session.scalars(statement.execution_options(populate_existing=True)).one()


def link_to(make, course, office, token=TOKEN, **changes):
    digest = digest_of(token)
    values = {
        "official_id": office.officials[0].id, "authority_id": office.id, "course_id": course.id,
        "ends_at": course.nominate_by,
    }  # fmt: skip
    return make.save(Link(digest=digest, **values | changes))


@pytest.fixture
def link(make, course, office):
    return link_to(make, course, office)


@pytest.fixture
def kamau(link, sign_in):
    """The official, with the link opened."""
    return sign_in(link_id=link.id)


def version_in(page):
    return re.search(r'name="version"[^>]*value="(\d+)"', page.text)[1]


def weigh(browser, application, word, **more):
    address = f"/n/nominees/{application.reference}"
    data = {"word": word, "version": version_in(browser.get(address)), **more}
    return browser.post(address, data=data)


def test_looking_at_a_link_changes_nothing(app, make, course, office, link):
    (application,) = asked(make, course, office)
    page = app.test_client().get(f"/n/{TOKEN}")
    assert page.status_code == 200 and "Open the nominations" in page.text
    assert page.headers["Cache-Control"] == "no-store"
    assert of(application).status == EndorsementStatus.ASKED
    assert db.session.scalar(select(AuthSession)) is None


def test_pressing_the_button_opens_it_and_the_address_holds_no_token(
    app, make, course, office, link
):
    (application,) = asked(make, course, office)
    browser = app.test_client()
    answer = browser.post(f"/n/{TOKEN}")
    assert (answer.status_code, answer.location) == (303, "/n/nominees")
    assert TOKEN not in browser.get("/n/nominees").text
    assert of(application).status == EndorsementStatus.OPENED
    assert "LinkOpened" in set(db.session.scalars(select(Event.name)))


@pytest.mark.parametrize("ending", ["ends_at", "revoked_at", "holds_until"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_dead_link_and_a_forged_one_get_the_same_answer(
    app, make, course, office, link, now, ending, method
):
    ended = link.official if ending == "holds_until" else link
    ended = db.session.get(Official, office.officials[0].id) if ending == "holds_until" else link
    setattr(ended, ending, now)
    db.session.commit()
    browser = app.test_client()
    dead, forged = getattr(browser, method)(f"/n/{TOKEN}"), getattr(browser, method)("/n/forged")
    assert dead.status_code == forged.status_code == 410
    assert dead.text == forged.text and "Ask for a new link" in dead.text


@pytest.mark.impossible("its sessions stay: each visit looks again")
def test_revoking_a_link_ends_its_sessions(kamau, link, now):
    assert kamau.get("/n/nominees").status_code == 200
    link.revoked_at = now
    db.session.commit()
    answer = kamau.get("/n/nominees")
    assert (answer.status_code, answer.location) == (303, "/n/new-link")


@pytest.mark.parametrize("rows", [1, 50])
def test_the_list_takes_as_many_statements_for_one_nominee_as_for_fifty(
    make, course, office, kamau, statements, rows
):
    asked(make, course, office, rows)
    with statements() as found:
        page = kamau.get("/n/nominees")
    assert page.text.count("<bdi>") == rows
    # Session, link with office, quotas, nominees, the other offices, papers, nomination, offices.
    assert len(found) == 8


def test_the_list_says_how_many_may_be_nominated_and_until_when(make, course, office, kamau):
    asked(make, course, office)
    page = kamau.get("/n/nominees").text
    assert "You may nominate 10. At most 5 can be selected." in page
    assert "15:00 in Nairobi" in page and "21:00 in Japan" in page


def test_an_official_reads_reasons_and_no_scores_nor_contacts(make, course, office, kamau):
    (application,) = asked(make, course, office, score_mean=4.2)
    make.complete(application, postal_address="12 Hidden Road", plan="A pilot court.")
    page = kamau.get(f"/n/nominees/{application.reference}")
    assert "A pilot court." in page.text
    assert "Hidden Road" not in page.text and "4.2" not in page.text


def test_the_way_from_the_list_to_thank_you(make, course, office, kamau):
    first, second, third = asked(make, course, office, 3)
    assert weigh(kamau, first, "endorse").location == f"/n/nominees/{second.reference}"
    assert weigh(kamau, second, "decline", reason="not_released").status_code == 303
    assert weigh(kamau, third, "endorse").location == "/n/rank"
    order = {f"p{first.id}": "2", f"p{third.id}": "1"}
    assert kamau.post("/n/rank", data=order).location == "/n/letter"
    assert kamau.post("/n/letter", data={"way": "none"}).location == "/n/check"
    check = kamau.get("/n/check")
    assert "Cannot be released" in check.text
    sent = kamau.post("/n/check", data={"version": version_in(check)})
    assert sent.location == "/n/done"
    assert "You can change this until" in kamau.get("/n/done").text
    assert [of(one).place for one in (first, second, third)] == [2, None, 1]
    assert fresh(third).ministry_says == MinistrySays.ENDORSED


def test_a_refusal_without_a_reason_keeps_what_was_chosen(make, course, office, kamau):
    (application,) = asked(make, course, office)
    page = weigh(kamau, application, "decline")
    assert page.status_code == 422
    assert "Choose a reason" in page.text and "<title>Error: " in page.text
    assert re.search(r'<input checked[^>]*value="decline"', page.text)
    assert of(application).draft_choice is None


def test_a_wrong_number_is_told_beside_its_box(make, course, office, kamau):
    both = asked(make, course, office, 2)
    for one in both:
        weigh(kamau, one, "endorse")
    page = kamau.post("/n/rank", data={f"p{both[0].id}": "1", f"p{both[1].id}": "1"})
    assert page.status_code == 422
    assert page.text.count("Two people have number 1.") == 4  # in the summary and beside each
    assert f'aria-describedby="p{both[0].id}-e"' in page.text
    assert "Enter a number from 1 to 2" in kamau.post("/n/rank", data={f"p{both[0].id}": "x"}).text


def test_too_many_are_refused_on_the_last_page(make, course, office, kamau):
    db.session.get(Quota, (course.id, "KE")).ceiling = 5
    db.session.commit()
    many = asked(make, course, office, 6)
    for one in many:
        weigh(kamau, one, "endorse")
    kamau.post("/n/rank", data={f"p{one.id}": str(n) for n, one in enumerate(many, 1)})
    page = kamau.post("/n/check", data={"version": version_in(kamau.get("/n/check"))})
    assert page.status_code == 422
    assert "You may nominate 5. You have endorsed 6." in page.text


def test_after_the_deadline_pages_are_read_only_and_say_why(make, sign_in, office, course, now):
    (application,) = asked(make, course, office)
    late = make.course(apply_by=now, nominate_by=now)
    (application,) = asked(make, late, office)
    late.apply_by = late.nominate_by = now.replace(hour=11)
    db.session.commit()
    link = link_to(make, late, office, ends_at=course.nominate_by)
    browser = sign_in(link_id=link.id)
    page = browser.get(f"/n/nominees/{application.reference}")
    assert "You could answer until" in page.text and "Keep this answer" not in page.text
    form = {"word": "endorse", "version": str(of(application).row_version)}
    refused = browser.post(f"/n/nominees/{application.reference}", data=form)
    assert refused.status_code == 422 and "Write to the institute" in refused.text


def test_an_answer_that_was_shown_in_time_is_taken_for_an_hour_and_marked_for_staff(
    make, course, office, kamau, link, sign_in, now, monkeypatch
):
    (application,) = asked(make, course, office)
    weigh(kamau, application, "endorse")
    link.ends_at = link_ends_at(course.nominate_by)
    db.session.commit()
    at = [course.nominate_by]
    monkeypatch.setattr(clock, "now", lambda: at[0])
    kamau = sign_in(link_id=link.id)  # until then the session would have ended
    shown, of_others = shown_in(kamau.get("/n/check")), issued("nomination (0, 0)")

    at[0] = course.nominate_by + GRACE
    for spoilt in ("x", of_others):
        refused = kamau.post("/n/check", data=shown | {"issued": spoilt})
        assert refused.status_code == 422 and "You could answer until" in refused.text
    at[0] += timedelta(seconds=1)
    assert kamau.post("/n/check", data=shown).status_code == 422
    at[0] -= timedelta(seconds=1)
    changed = kamau.post("/n/check", data=shown | {"version": "0"})
    assert changed.status_code == 422 and "Send to the institute" in changed.text
    assert kamau.post("/n/check", data=shown).location == "/n/done"
    assert fresh(application).ministry_says == MinistrySays.ENDORSED
    desk = sign_in(make.coordinator().id)
    page = desk.get(f"/staff/{course.code}/applications/{application.reference}").text
    assert "Sent within the hour after the deadline" in page


def shown_in(page):
    """What the form carries of the page."""
    return dict(re.findall(r'name="(version|issued)"[^>]* value="([^"]*)"', page.text))


def test_a_link_of_one_application_opens_no_other(make, course, office, sign_in):
    own, other = asked(make, course, office, 2)
    browser = sign_in(link_id=link_to(make, course, office, application_id=own.id).id)
    assert browser.get("/n/nominees").text.count("<bdi>") == 1
    assert browser.get(f"/n/nominees/{other.reference}").status_code == 404
    answer = browser.post(
        f"/n/nominees/{other.reference}", data={"word": "endorse", "version": "1"}
    )
    assert answer.status_code == 404


@pytest.mark.parametrize("path", PATHS)
def test_applicants_and_staff_are_in_the_wrong_area(make, sign_in, path):
    assert sign_in(make.person().id).get(path).status_code == 403
    assert sign_in(make.coordinator().id).get(path).status_code == 403


@pytest.mark.parametrize("path", PATHS)
def test_who_has_no_link_is_led_to_a_new_one(app, database, path):
    answer = app.test_client().get(path)
    assert (answer.status_code, answer.location) == (303, "/n/new-link")


def test_a_scan_of_the_letter_is_kept_sealed_and_opens_for_its_office(make, course, office, kamau):
    asked(make, course, office)
    page = kamau.post("/n/letter", data={"way": "upload"})
    assert page.status_code == 422 and "Choose a file first" in page.text
    scan = (BytesIO(pdf()), "scan.pdf")
    assert kamau.post("/n/letter", data={"way": "upload", "file": scan}).status_code == 303
    opened = kamau.get("/n/letter/file")
    assert opened.mimetype == "application/pdf"
    assert opened.headers["Content-Disposition"].startswith("attachment")


def test_a_letter_to_sign_names_whom_one_endorses(make, course, office, kamau):
    (application,) = asked(make, course, office)
    assert kamau.get("/n/letter/to-sign").status_code == 404
    weigh(kamau, application, "endorse")
    letter = kamau.get("/n/letter/to-sign")
    assert letter.data.startswith(b"%PDF")


def letters_to(address):
    found = []
    for letter in db.session.scalars(select(Letter).order_by(Letter.id)):
        wording = wording_of(letter, None)
        if wording.to == address:
            found.append(wording.body)
    return found


def test_a_colleague_gets_a_link_of_the_same_reach_and_no_more(app, make, course, office, sign_in):
    own, _ = asked(make, course, office, 2)
    first = link_to(make, course, office, application_id=own.id)
    data = {"name": "A. Wanjiru", "email": " A.Wanjiru@example.org"}
    assert sign_in(link_id=first.id).post("/n/pass-on", data=data).status_code == 303
    (body,) = letters_to("a.wanjiru@example.org")
    assert "M. Kariuki has passed this on to you." in body
    passed = db.session.scalars(select(Link).where(Link.passed_from_id == first.id)).one()
    assert passed.application_id == own.id and passed.authority_id == office.id
    colleague = app.test_client()
    colleague.post("/n/" + re.search(r"/n/(\S+)", body)[1])
    assert colleague.get("/n/nominees").text.count("<bdi>") == 1


def test_passing_on_ends_after_ten_times_a_day(make, course, office, kamau):
    for number in range(10):
        data = {"name": "A", "email": f"a{number}@example.org"}
        assert kamau.post("/n/pass-on", data=data).status_code == 303
    assert kamau.post("/n/pass-on", data=data).status_code == 422


def ask_link(app, address):
    return app.test_client().post("/n/new-link", data={"email": address})


def test_a_new_link_is_sent_to_who_may_have_one_and_nobody_sees_whether(
    app, make, course, office, link, now
):
    asked(make, course, office)
    address = office.officials[0].email
    known, unknown = ask_link(app, address.upper()), ask_link(app, "nobody@example.org")
    assert (known.status_code, known.location) == (303, unknown.location)
    assert run_deadlines(at=now) == 2
    assert letters_to("nobody@example.org") == []
    (body,) = letters_to(address)
    assert app.test_client().post("/n/" + re.search(r"/n/(\S+)", body)[1]).status_code == 303
    assert run_deadlines(at=now) == 0


def test_to_ask_takes_the_same_for_an_address_that_nobody_knows(
    app, make, course, office, link, statements
):
    asked(make, course, office)
    found = []
    for address in (office.officials[0].email, "nobody@example.org"):
        with statements() as told:
            ask_link(app, address)
        found.append(told)
    assert found[0] == found[1] and len(found[0]) == 2


def test_a_typed_address_gets_its_one_application_again(app, make, course, regional, typed, now):
    link_to(make, course, regional, application_id=typed.id)
    ask_link(app, regional.officials[0].email)
    run_deadlines(at=now)
    (body,) = letters_to(regional.officials[0].email)
    browser = app.test_client()
    browser.post("/n/" + re.search(r"/n/(\S+)", body)[1])
    assert typed.reference in browser.get("/n/nominees").text
    newest = select(Link.application_id).order_by(Link.id.desc()).limit(1)
    assert db.session.scalar(newest) == typed.id


def test_a_revoked_link_is_not_sent_again(app, make, course, regional, typed, now):
    link_to(make, course, regional, application_id=typed.id, revoked_at=now)
    ask_link(app, regional.officials[0].email)
    run_deadlines(at=now)
    assert letters_to(regional.officials[0].email) == []


def test_who_is_on_file_gets_a_link_without_having_had_one(app, make, course, office, now):
    asked(make, course, office)
    ask_link(app, office.officials[0].email)
    run_deadlines(at=now)
    assert len(letters_to(office.officials[0].email)) == 1


def test_asking_often_is_refused_for_any_address(app, database):
    browser = app.test_client()
    for _ in range(5):
        browser.post("/n/new-link", data={"email": "nobody@example.org"})
    page = browser.post("/n/new-link", data={"email": "nobody@example.org"})
    assert page.status_code == 422 and "Wait one hour" in page.text


@pytest.fixture
def regional(make):
    return make.authority("KE", is_on_file=False, name="Regional office")


@pytest.fixture
def typed(make, course, regional):
    """An application whose office its applicant typed."""
    (application,) = asked(make, course, regional)
    return application


def test_a_focal_point_confirms_an_office_of_its_country(make, course, office, kamau, typed):
    page = kamau.get("/n/nominees")
    assert "Regional office" in page.text and typed.reference not in page.text.split("band")[0]
    assert kamau.post(f"/n/offices/{typed.reference}/confirm").status_code == 303
    assert "Regional office" not in kamau.get("/n/nominees").text


@pytest.mark.parametrize(
    ("country", "scope", "kind"),
    [("FJ", {}, "focal_point"), ("KE", {}, "employer"), ("KE", {"only": True}, "focal_point")],
)
def test_no_other_official_confirms_an_office(make, course, sign_in, typed, country, scope, kind):
    office = make.authority(country, office_kind=kind)
    (own,) = asked(make, course, office)
    only = {"application_id": own.id} if scope else {}
    browser = sign_in(link_id=link_to(make, course, office, **only).id)
    assert "Regional office" not in browser.get("/n/nominees").text
    assert browser.post(f"/n/offices/{typed.reference}/confirm").status_code == 404


def test_version_of_a_page_rises_with_each_change(make, course, office, kamau):
    both = asked(make, course, office, 2)
    shown = version_in(kamau.get("/n/check"))
    weigh(kamau, both[0], "endorse")
    page = kamau.post("/n/check", data={"version": shown})
    assert page.status_code == 422 and "Somebody has changed this" in page.text
    assert version_in(page) == str(version_of([of(one) for one in both]))


@pytest.mark.browser
def test_all_pages_are_accessible_and_fit(make, course, office, kamau, typed, visit):
    both = asked(make, course, office, 2)
    for one in both:
        weigh(kamau, one, "endorse")
    one = f"/n/nominees/{both[0].reference}"
    paths = [*PATHS, one, "/n/rank", "/n/new-link", "/n/new-link/asked", f"/n/{TOKEN}"]
    for path in paths:
        for width in WIDTHS if path == "/n/nominees" else (320,):
            page = visit(kamau, path, width=width)
            assert (path, axe(page), fits(page)) == (path, [], True)
