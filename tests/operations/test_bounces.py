import uuid
from datetime import timedelta

import pytest
from sqlalchemy import select

from app.domain.questions import Section
from app.domain.workflow import Status
from app.extensions import db
from app.models import Event, Letter, LetterState
from app.operations.bounces import Read, read_bounce
from app.operations.letters import _lease, _mark, send_letter
from app.operations.screening import return_application
from app.queries.readiness import warnings
from tests.adapters.returned import returned
from tests.factories import fresh

# An event is told for its letter, and the application does not move.
pytestmark = pytest.mark.impossible("only the letter is of interest")


@pytest.fixture
def application(make, now):
    """One of which a letter tells."""
    application = make.application(Status.SUBMITTED)
    return_application(
        application.id, sections=[Section.DOCUMENTS], reason="Not clear.",
        due_at=now + timedelta(days=7), by=make.coordinator(), at=now,
    )  # fmt: skip
    return application


@pytest.fixture
def letter(application, now):
    send_letter(lambda message: None, sender="kenshu@example.org", at=now)
    letter = db.session.scalars(select(Letter)).one()
    assert letter.state == LetterState.SENT
    return letter


def told():
    of_kind = select(Event).where(Event.name == "LetterCameBack")
    return db.session.scalars(of_kind).all()


def test_a_letter_that_came_back_has_failed_and_the_history_says_so(letter, application, now):
    mail = returned(letter.message_id)
    assert read_bounce(mail, at=now) == Read.CAME_BACK
    kept = fresh(letter)
    assert (kept.state, kept.reason_code, kept.sent_at) == (LetterState.FAILED, "5.1.1", None)
    (event,) = told()
    assert event.application_id == application.id
    assert event.facts == {
        "letter_id": letter.id, "template": "returned", "reason_code": "5.1.1"
    }  # fmt: skip
    assert warnings(at=now) == []


def test_a_second_notification_changes_nothing(letter, now):
    read_bounce(returned(letter.message_id), at=now)
    again = returned(letter.message_id, status="5.7.1")
    assert read_bounce(again, at=now) == Read.KNOWN
    assert (fresh(letter).reason_code, len(told())) == ("5.1.1", 1)


@pytest.mark.parametrize(("action", "read"), [("delayed", Read.DELAYED), ("delivered", Read.KNOWN)])
def test_only_what_failed_for_good_counts(letter, now, action, read):
    assert read_bounce(returned(letter.message_id, action=action), at=now) == read
    assert (fresh(letter).state, told()) == (LetterState.SENT, [])


@pytest.mark.parametrize("mail", [b"", b"Hello", returned(f"<{uuid.uuid4()}@kenshu>")])
def test_a_mail_about_no_letter_of_ours_is_only_counted(letter, now, mail):
    assert read_bounce(mail, at=now) == Read.UNKNOWN
    assert (fresh(letter).state, told()) == (LetterState.SENT, [])


def test_a_letter_is_found_by_its_whole_number_alone(letter, application, now):
    """Its recipient, its row and its event can be guessed."""
    mail = returned("<1@kenshu>", more=f"{application.reference} {application.person.email}")
    for forged in (mail, mail.replace(b"gone@example.org", application.person.email.encode())):
        assert read_bounce(forged, at=now) == Read.UNKNOWN
    assert fresh(letter).state == LetterState.SENT


def test_one_that_comes_before_we_know_that_the_letter_went_is_read_later(application, now):
    leased = _lease(at=now)
    mail = returned(leased.message_id)
    assert read_bounce(mail, at=now) == Read.EARLY
    _mark(leased, LetterState.SENT, at=now)
    assert read_bounce(mail, at=now) == Read.CAME_BACK
    _mark(leased, LetterState.SENT, at=now)  # by a sender that was slow
    assert fresh(leased).state == LetterState.FAILED


def test_staff_read_why(letter, application, sign_in, make, now):
    read_bounce(returned(letter.message_id), at=now)
    desk = sign_in(make.coordinator().id)
    code = application.course.code
    assert "Letters about 1 application could not be delivered" in desk.get("/staff").text
    page = desk.get(f"/staff/{code}/applications/{application.reference}").text
    assert "came back: there is no such address" in page
    assert "A letter came back" in page


@pytest.fixture
def flask(app):
    def run(*words, **more):
        db.session.remove()
        result = app.test_cli_runner().invoke(args=["letters", "bounces", *words], **more)
        db.session.remove()
        return result.exit_code, result.output.strip()

    return run


@pytest.fixture
def maildir(tmp_path):
    for name in ("new", "cur", "tmp"):
        (tmp_path / name).mkdir()
    return tmp_path


def names_in(maildir):
    return [str(path.relative_to(maildir)) for path in sorted(maildir.rglob("*")) if path.is_file()]


def test_the_command_takes_what_it_read_and_leaves_the_rest_to_people(flask, maildir, letter, now):
    mails = (returned(letter.message_id), returned(letter.message_id), b"Dear Kenshu, thank you")
    for number, mail in enumerate(mails):
        (maildir / "new" / f"{number}.host").write_bytes(mail)
    assert flask(str(maildir)) == (0, "1 came back, 1 known, 1 unknown")
    assert names_in(maildir) == ["cur/2.host:2,"]
    assert flask(str(maildir)) == (0, "nothing new")
    assert fresh(letter).state == LetterState.FAILED


def test_a_mail_that_comes_too_early_stays(flask, maildir, application, now):
    leased = _lease(at=now)
    (maildir / "new" / "1.host").write_bytes(returned(leased.message_id))
    assert flask(str(maildir)) == (0, "1 early")
    assert names_in(maildir) == ["new/1.host"]
    assert flask(input=returned(leased.message_id))[0] == 75  # the mail server tries again


def test_the_command_reads_one_mail_from_its_input(flask, letter, now):
    assert flask(input=returned(letter.message_id)) == (0, "1 came back")
    assert flask("-", input=b"\xff\x00 rubbish") == (0, "1 unknown")


def test_the_command_names_a_folder_that_is_no_maildir(flask, tmp_path):
    code, said = flask(str(tmp_path))
    assert code == 1 and "is no Maildir" in said
