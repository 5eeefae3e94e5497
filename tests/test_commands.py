"""The two commands that go on by themselves, as processes of their own."""

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest
from flask.cli import main
from sqlalchemy import func, select

from app.adapters.mailbox import letters_in
from app.cli import rounds
from app.domain.selection import Choice
from app.domain.workflow import Status
from app.extensions import db
from app.models import Application, Letter
from app.operations.deadlines import run_deadlines
from tests.factories import Factories, fresh
from tests.invariants import broken
from tests.processes import Command


def patient_flask(*words):
    """Between two looks it waits for longer than we would: who ends it must wake it."""
    rounds.SECONDS_BETWEEN_LOOKS = 3600
    sys.argv = ["flask", *words]
    main()


@pytest.fixture
def environment(app, tmp_path):
    """Of a demonstration on the test's database."""
    return os.environ | {
        "FLASK_APP": "app:create_app('config.Development')",
        "KENSHU_DEMO": "1",
        "KENSHU_DATABASE_URL": app.config["SQLALCHEMY_DATABASE_URI"],
        "KENSHU_INSTANCE": str(tmp_path),
    }


@pytest.fixture
def command(environment):
    """A function that starts a command."""
    started = []

    def command(*words):
        started.append(Command(environment, 1, patient_flask, *words))
        return started[-1]

    yield command
    for one in started:
        one.close()


@pytest.fixture
def due(database):
    """A release that is due, by the clock of this machine."""
    now = datetime.now(UTC)
    make = Factories(now)
    course = make.course(starts_on=(now + timedelta(days=99)).date())
    application = make.application(Status.SCREENED, course=course)
    who = {"made_by": make.coordinator(), "approved_by": make.director()}
    make.slate(course, [(application, Choice.SELECT)], release_at=now, **who)
    return application


def test_the_command_for_deadlines_goes_on_until_it_is_ended(command, due):
    process = command("deadlines", "run", "--follow")
    assert process.words.readline() == "1 carry_out_release, 2 sealed\n"
    assert fresh(due).status == Status.OFFERED
    assert process.asked_to_end() == 0


def test_the_command_for_letters_goes_on_until_it_is_ended(command, due, tmp_path):
    run_deadlines(at=datetime.now(UTC))
    process = command("letters", "send", "--follow")
    assert process.words.readline() == "1 sent\n"
    (letter,) = letters_in(tmp_path / "mail")
    assert (letter.to, letter.subject[:16]) == (due.person.email, "You have a place")
    assert process.asked_to_end() == 0
    db.session.rollback()
    assert db.session.scalars(select(Letter.state)).all() == ["sent"]


def test_each_command_does_once_what_is_due(command, due):
    assert command("deadlines", "run").all_words() == ("1 carry_out_release, 2 sealed\n", 0)
    assert command("letters", "send").all_words() == ("1 sent\n", 0)
    assert command("letters", "send").all_words() == ("nothing due\n", 0)


@pytest.mark.long
def test_many_are_made_by_several_processes(environment, database):
    command = [sys.executable, "-m", "flask", "demo", "load", "--applications", "1200"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    assert "1200 made, 0 were there." in done.stdout
    assert db.session.scalar(select(func.count(Application.id))) == 1200
    assert broken() == []
