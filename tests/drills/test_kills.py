"""kill -9 of everything in turn, while people send, upload and accept: nothing acknowledged is
lost, damaged or doubled, and no letter is lost."""

import time
from collections import Counter
from contextlib import suppress
from datetime import UTC, datetime
from itertools import chain, repeat
from statistics import median
from subprocess import TimeoutExpired

import pytest
from sqlalchemy import delete, select, update

from app.domain.workflow import Status
from app.extensions import db
from app.models import (
    Application,
    ApplicationVersion,
    Event,
    Letter,
    LetterState,
    SubmissionKey,
)
from app.operations.applications import send_application
from tests.drills.check import send_what_waits, wrongs, wrongs_of_letters
from tests.drills.clients import clients
from tests.drills.conftest import number
from tests.drills.crowd import crowd
from tests.drills.hosts import MailWorker, Post, Web, post_office
from tests.drills.places import postgresql, sqlite
from tests.factories import owner_of
from tests.outages.test_database_down import killed

STARTS = 6  # of ten seconds each
ERRANDS, KILLS = number("ERRANDS", 10_000), number("KILLS", 50)


def storm(killers, errands, address):
    """People at work, and after each so many errands one kill, in turn; the journal, and the
    seconds from each kill to the next errand that is acknowledged."""
    kills = list(chain.from_iterable(repeat(list(killers.items()), KILLS)))
    back = {name: [] for name in killers}
    with clients(errands, address) as (journal, wait_for):
        for place, (name, kill) in enumerate(kills, 1):
            wait_for(place * len(errands) // (len(kills) + 1))
            begun = time.monotonic()
            kill()
            wait_for(min(len(journal) + 1, len(errands)))
            back[name].append(time.monotonic() - begun)
    return journal, back


def kill_and_start(postgresql):
    """First it does what it was killed over: on a busy machine longer than its starter waits."""
    start = killed(postgresql)
    for _ in range(STARTS):
        with suppress(TimeoutExpired):
            return start()
    raise AssertionError("PostgreSQL does not come back")


@pytest.mark.long
@pytest.mark.parametrize("database", [sqlite, postgresql])
def test_nothing_acknowledged_is_lost_whatever_is_killed(database, tmp_path, now):
    with post_office() as (post, port), database(tmp_path, port) as scene:
        with scene.here() as app:
            errands = crowd(app, senders=ERRANDS, with_document=ERRANDS // 10,
                            accepters=ERRANDS // 20, at=now)  # fmt: skip
        with Web(scene.environment) as web, MailWorker(scene.environment) as mail:
            killers = {"web": web.kill_all_and_start, "one worker": web.kill_worker,
                       "mail worker": mail.kill_and_start}  # fmt: skip
            if scene.postgresql:
                killers["PostgreSQL"] = lambda: kill_and_start(scene.postgresql)
            begun = time.monotonic()
            journal, back = storm(killers, errands, web.address)
            lasted = time.monotonic() - begun
        in_time = len(post.delivered)
        with scene.here():
            send_what_waits(scene.environment, at=datetime.now(UTC))
            found = wrongs(journal.acknowledged) + wrongs_of_letters(post)
    twice = post.delivered.total() - len(post.delivered)
    print(f"\n{database.__name__}: {dict(Counter(one.kind for one in journal.acknowledged))}"
          f" acknowledged in {lasted:.0f} s, {dict(journal.unanswered)} asked again;"
          f" {len(found)} wrong; {len(post.delivered)} letters delivered ({in_time} in that time),"
          f" {twice} twice")  # fmt: skip
    for name, seconds in back.items():
        print(f"  {name}: {len(seconds)} kills, the next is acknowledged after"
              f" {median(seconds):.2f} s (median), {max(seconds):.2f} s at most")  # fmt: skip
    assert found == []
    assert len(journal) == len(errands)
    # Of each letter in hand when its worker, or the database below it, was killed.
    assert twice <= len(back["mail worker"]) + len(back.get("PostgreSQL", []))


def sent(app, now):
    """Two applications, sent and their letters delivered: nothing is wrong with them."""
    errands = crowd(app, senders=2, with_document=0, accepters=0, at=now)
    for one in errands:
        application = db.session.get_one(Application, one.application_id)
        by = owner_of(application)
        shown, key = int(one.declaration["version"]), one.declaration["key"]
        send_application(application.id, shown_version=shown, key=key, by=by, at=now)
    post = Post()
    for letter in db.session.scalars(select(Letter)):
        post.delivered[letter.message_id] = 1
        letter.state, letter.secret_sealed, letter.sent_at = LetterState.SENT, None, now
    db.session.commit()
    return errands, post


FAULTS = {
    "lost": update(Application).values(status=Status.DRAFT),
    "damaged": update(ApplicationVersion).values(digest="0" * 64),
    "0 versions": delete(ApplicationVersion),
    "keys {}": delete(SubmissionKey),
    "letters {'sent': 1}": delete(Letter).where(Letter.template == "please_endorse"),
    "events {'ApplicationSent': 2}": update(Event).values(name="ApplicationSent"),
}


@pytest.mark.impossible("what the check is for is planted")
def test_the_check_sees_what_is_lost_halved_or_doubled(app, database, now):
    errands, post = sent(app, now)
    assert wrongs(errands) == wrongs_of_letters(post) == []
    for wrong, fault in FAULTS.items():
        db.session.execute(fault, execution_options={"synchronize_session": False})
        assert wrongs(errands) == [f"{one.reference}: {wrong}" for one in errands]  # undoes it
    post.delivered.popitem()
    assert len(wrongs_of_letters(post)) == 1
