"""From a course that a coordinator creates to the place that a stranger confirms.

A confirms, B refuses, C on the reserve of B's country is promoted, D is not selected, and E of a
full country is passed over though better placed than C.
"""

import re
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from app.adapters.smtp import PLAIN, composed
from app.domain.selection import Choice
from app.domain.workflow import Role, Status
from app.extensions import db
from app.models import Application, Course, Letter, Official, Person
from config import Testing
from tests.factories import fresh
from tests.journeys.pages import fill, follow, heading, link_in, pdf, press

pytestmark = pytest.mark.browser

STRANGER = "wanjiku@people.example"
DAY = timedelta(days=1)


def dated(page, label, on):
    group = page.get_by_role("group", name=label)
    for box, value in (("Day", on.day), ("Month", on.month), ("Year", on.year)):
        group.get_by_label(box).fill(str(value))


def create_course(page, today):
    page.goto("/admin/courses")
    follow(page, "New course")
    page.get_by_label("Programme", exact=True).select_option(index=0)
    fill(page, Code="itc-300", Places=2)
    page.get_by_label("Title").fill("300th International Training Course")
    page.get_by_label("Theme").fill("Community work")
    page.get_by_label("What the course is about").fill("People and their way back.")
    page.get_by_label("What is paid for").fill("Flight, room and insurance.")
    page.get_by_label("E-mail address of the course team").fill("itc@kenshu.example")
    page.get_by_label("Place", exact=True).fill("Akishima, Tokyo")
    days = {
        "Applications open on": -1, "Last day to apply": 30, "Last day for ministries": 37,
        "Everyone has an answer by": 60, "First day of the course": 120,
        "Last day of the course": 150, "Day on which age and years of work are counted": 120,
    }  # fmt: skip
    for label, after in days.items():
        dated(page, label, today + after * DAY)
    page.get_by_label("Years of work, at least").fill("3")
    page.get_by_label("Passport, the page with your photo").check()
    page.get_by_label(re.compile("^Countries")).fill("Kenya 3 1\nFiji 3 1\nViet Nam 2 1")
    press(page, re.compile("Save|Create"))
    press(page, "Publish")


def sign_in_by_code(page, service):
    page.get_by_label("E-mail address").fill(STRANGER)
    press(page, re.compile("Continue|Send"))
    code = re.search(r"\b(\d{6})\b", service.letter(STRANGER, "Your code"))[1]
    page.get_by_label("Code", exact=True).fill(code)
    press(page, re.compile("Continue|Sign in"))


def fill_in(page):
    """Every section of the application, one after the other."""
    fill(page, **{"Family_name_(surname)": "Wanjiku", "Given_names": "Mary"})
    dated(page, "Date of birth", date(1988, 3, 27))
    page.get_by_label("How should we address you").fill("Ms Wanjiku")
    press(page, "Continue")
    page.get_by_label("Nationality").select_option(label="Kenya")
    page.get_by_label("Female").check()
    page.get_by_label("Passport number").fill("A7654321")
    dated(page, "Expiry date", date(2031, 1, 1))
    press(page, "Continue")
    page.get_by_label("Mobile number").fill("+254 712 345 678")
    page.get_by_label("Postal address").fill("P.O. Box 1\nNairobi")
    page.get_by_label("Country", exact=True).select_option(label="Kenya")
    page.get_by_label("Person to call in an emergency").fill("James Wanjiku")
    page.get_by_label("Who this person is to you").fill("Brother")
    page.get_by_label("Phone of this person").fill("+254 712 345 679")
    press(page, "Continue")
    page.get_by_label("Job title in English").fill("Probation officer")
    page.get_by_label("Probation or parole officer").check()
    page.get_by_label("Employer", exact=True).first.fill("Probation Service")
    page.get_by_label("City", exact=True).fill("Nairobi")
    started = page.get_by_role("group", name="Started")
    started.get_by_label("Month").fill("3")
    started.get_by_label("Year").fill("2015")
    page.get_by_label("What you do").fill("I lead a team of nine people in Nairobi.")
    page.get_by_role("group", name=re.compile("UNAFEI before")).get_by_label("No").check()
    press(page, "Continue")
    page.get_by_label("Bachelor’s degree").check()
    page.get_by_label("Where").fill("University of Nairobi")
    page.get_by_label("Year").fill("2010")
    for skill in ("read", "speak", "write"):
        group = page.get_by_role("group", name=re.compile(skill))
        group.get_by_role("radio").last.check()
    press(page, "Continue")
    words = "Our offices work apart from each other and nobody follows a person. " * 14
    for box in page.get_by_role("textbox").all():
        box.fill(words)
    press(page, "Continue")
    page.locator("input[type=file]").first.set_input_files(pdf())
    press(page, re.compile("Upload"))
    follow(page, "Continue")
    page.get_by_label(re.compile("Ministry of Justice")).check()
    press(page, "Continue")


def apply(page, service):
    page.goto("/")
    follow(page, "300th International Training Course")
    follow(page, "Apply for this course")
    sign_in_by_code(page, service)
    if "spare code" in heading(page):
        follow(page, "I have kept it")
    page.get_by_label("Country that nominates you").select_option(label="Kenya")
    press(page, "Start")
    follow(page, "Your name and date of birth")
    fill_in(page)
    page.goto(page.url.split("/my/")[0] + "/my")
    page.get_by_role("link", name=re.compile("300th")).first.click()
    follow(page, "Check your answers")
    follow(page, "Continue")
    page.get_by_label("I have read these sentences").check()
    page.get_by_label("Type your name").fill("Mary Wanjiku")
    press(page, "Send application")
    assert heading(page) == "Application sent"


def nominate(page, letter):
    page.goto(link_in(letter, "/n/"))
    press(page, "Open the nominations")
    follow(page, re.compile("Read the ne"))
    page.get_by_label("Endorse", exact=True).check()
    press(page, "Keep this answer")
    page.goto("/n/letter")
    page.get_by_label("Our ministry does not issue letters").check()
    press(page, "Continue")
    press(page, "Send to the institute")
    assert heading(page) == "Thank you."


def share_out(page, today):
    page.goto("/staff/itc-300/reviewers")
    page.locator("input[name=each]").fill("1")
    dated(page, re.compile("by|until|Due", re.IGNORECASE), today + 14 * DAY)
    press(page, "Share out")


def score(page):
    page.goto("/review")
    follow(page, "Score the next")
    for group in page.get_by_role("group").all():
        if group.get_by_role("radio").count() == 5:
            group.get_by_role("radio").nth(3).check()
    press(page, "Save my score")


def read_letters(page, rows):
    """Address, subject and text of each letter as the desk reads it before the release."""
    found = {}
    for row in rows:
        page.goto(f"/staff/itc-300/letters/{row.id}")
        to, subject = page.locator("main dd").all_text_contents()
        text = page.locator("pre.letter").text_content()
        found[row.id] = {"to": to, "subject": subject, "body": text}
    return found


@pytest.fixture
def others(make):
    """B, C, D and E, screened, endorsed and scored; the course is there by then."""

    def others():
        db.session.rollback()  # the service has written since the test last looked
        course = db.session.scalars(select(Course).where(Course.code == "itc-300")).one()
        rows = {}
        for name, country, mean in (("B", "FJ", 4.5), ("C", "FJ", 3.0), ("D", "VN", 2.0),
                                    ("E", "KE", 3.9)):  # fmt: skip
            rows[name] = make.application(
                Status.SCREENED, course=course, country=country, family_name=name * 3,
                score_mean=mean, score_spread=0.0, reviews_asked=1, reviews_sent=1,
            )  # fmt: skip
        return rows

    return others


def test_a_course_from_its_creation_to_a_confirmed_place(service, open_as, make, others):
    assert make.programme.code == "itc"
    ministry = make.authority("KE")
    desk = open_as(make.coordinator().id)
    create_course(desk, service.now.date())

    stranger = open_as()
    apply(stranger, service)
    (official,) = [one.email for one in officials_of(ministry)]
    nominate(open_as(), service.letter(official, "An official asks"))

    bids = others()
    a = db.session.scalars(select(Application).join(Person).where(Person.email == STRANGER)).one()
    reviewer = make.staff(Role.REVIEWER)
    desk.goto(f"/staff/itc-300/applications/{a.reference}")
    press(desk, "Mark as checked")
    share_out(desk, service.now.date())
    score(open_as(reviewer.id))

    people = {"A": a, **bids}
    choose(desk, people)
    director = open_as(make.director().id)
    director.goto("/staff/itc-300/approval")
    director.get_by_label("I have read this selection and approve it").check()
    press(director, "Approve")
    read = read_letters(desk, people.values())
    desk.goto("/staff/itc-300/letters")
    press(desk, "Release all letters")
    service.now += timedelta(minutes=31)
    service.run("deadlines", "run")
    assert statuses(people) == {
        "A": Status.OFFERED, "B": Status.OFFERED, "C": Status.RESERVE,
        "D": Status.NOT_SELECTED, "E": Status.RESERVE,
    }  # fmt: skip
    service.run("letters", "send")
    for row in people.values():
        assert received(service, row) == as_sent(row, **read[row.id])

    answer_offer(stranger, a, accept=True)
    other = open_as(bids["B"].person_id)
    answer_offer(other, bids["B"], accept=False)
    assert statuses(people) == {
        "A": Status.CONFIRMED, "B": Status.DECLINED, "C": Status.OFFERED,
        "D": Status.NOT_SELECTED, "E": Status.RESERVE,
    }  # fmt: skip
    c = db.session.get(Person, bids["C"].person_id)
    assert "We are pleased to offer you a place" in service.letter(c.email, "You have a place")


def officials_of(authority):
    of_office = select(Official).where(Official.authority_id == authority.id)
    return db.session.scalars(of_office).all()


def choose(desk, people):
    desk.goto("/staff/itc-300/board")
    for name, choice in zip("ABCDE", (Choice.SELECT, Choice.SELECT, Choice.RESERVE, Choice.NO,
                                      Choice.RESERVE), strict=True):  # fmt: skip
        field = f"input[name=choice-{people[name].id}][value={choice.value}]"
        desk.locator(field).check(force=True)
    press(desk, "Save draft")
    press(desk, "Send to Director")


def answer_offer(page, row, *, accept):
    page.goto(f"/my/{row.reference}/offer")
    if accept:
        for box in page.get_by_role("checkbox").all():
            box.check()
    press(page, "Accept this place" if accept else "I cannot come")


def statuses(people):
    return {name: fresh(row).status for name, row in people.items()}


def letter_of(row):
    db.session.rollback()
    of_row = select(Letter).where(Letter.application_id == row.id).order_by(Letter.id.desc())
    return db.session.scalars(of_row).first()


def as_sent(row, **read):
    """The bytes of a letter with just these words, as they go to a mail server."""
    letter = letter_of(row)
    message = composed(
        sender=Testing.SENDER, message_id=letter.message_id, at=letter.worded_at, **read
    )
    return message.as_bytes(policy=PLAIN)


def received(service, row):
    """The bytes that the mail server got for this letter, once."""
    number = letter_of(row).message_id.encode()
    (raw,) = [one for one in service.post.received if b"Message-ID: " + number in one]
    return raw
