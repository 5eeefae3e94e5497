"""A form that was changed on its way, sent twice, or sent by another site, does no more than one
that came as we made it."""

import re
from contextlib import contextmanager
from functools import partial

import pytest
from sqlalchemy import event

from app.extensions import db
from tests.hostile.changes import CHANGES, MASS, NUMBER, TOKEN, plainly
from tests.hostile.forms import filled
from tests.hostile.judge import Tally

WRITES = re.compile(r"\s*(?:INSERT INTO|UPDATE|DELETE FROM)\s+\"?(\w+)", re.I)
TOKEN_OF_A_PAGE = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
# What somebody asks for anew each time: a session, a letter or a challenge. How often is limited.
ASKED_ANEW = re.compile(
    r"/demo/sign-in|/sign-in|/sign-in/staff/passkey|/my/details/address|/n/new-link|/n/pass-on"
    r"|/admin/people/\d+/institutes/\d+/link"
)
COUNTERS = {"throttle", "refusal"}
OPEN_TO_ALL = "/demo/sign-in"


@contextmanager
def writes(world):
    """What a block writes: table and values."""
    found = []

    def note(_connection, _cursor, text, values, _context, _many):
        if said := WRITES.match(text):
            found.append((said[1], values))

    event.listen(world.engine, "before_cursor_execute", note)
    try:
        yield found
    finally:
        event.remove(world.engine, "before_cursor_execute", note)


def rows(world):
    """How many each table has."""
    tables = [table for table in db.metadata.tables if table not in COUNTERS]
    cursor = world.line.cursor()
    cursor.execute(" UNION ALL ".join(f"SELECT '{one}', count(*) FROM {one}" for one in tables))
    found = dict(cursor.fetchall())
    cursor.close()
    return found


def send(world, form, sent):
    path, _, own = form.action.partition("?")
    query = "&".join(one for one in (own, sent.query) if one)
    return world.browsers[form.who].post(
        f"{path}?{query}", data=sent.body, content_type=sent.kind, headers=sent.headers
    )


@pytest.fixture(scope="module")
def posted(world):
    forms = [form for form in world.walk() if form.method == "POST"]
    assert len(forms) > 50, "the walk did not find the forms"
    return forms


@pytest.mark.long
def test_no_change_of_a_form_breaks_it_or_reaches_past_its_fields(world, posted, capsys):
    tally, reached = Tally(f"changes, {world.engine.dialect.name}"), []
    for form in posted:
        for name, change in CHANGES.items():
            for sent in change(form):
                about = form.who, form.action, name
                with writes(world) as written:
                    tally.ask(about, partial(send, world, form, sent))
                if "columns" in name:
                    values = repr([values for _, values in written])
                    reached += [about] * (MASS in values or str(NUMBER) in values)
                world.forget()
    with capsys.disabled():
        print(f"\n{len(posted)} forms, {len(CHANGES)} changes: {tally}")
    assert tally.found == reached == []
    assert tally.statuses[303] > len(posted), "most never reached their operation"


@pytest.mark.long
def test_a_form_that_is_sent_twice_makes_no_second_row(world, posted, capsys):
    tally, grown, taken = Tally(f"twice, {world.engine.dialect.name}"), [], 0
    for form in posted:
        once = partial(send, world, form, plainly(form, filled(form)))
        about = form.who, form.action
        if tally.ask(about, once).status_code == 303:
            before, taken = rows(world), taken + 1
            tally.ask(about, once)
            grown += [about] * (rows(world) != before)
        world.forget()
    with capsys.disabled():
        print(f"\n{taken} forms taken; {tally}")
    assert tally.found == []
    assert taken > len(posted) / 4, "few were taken"
    assert [one for one in grown if not ASKED_ANEW.fullmatch(one[1].partition("?")[0])] == []


@pytest.mark.long
def test_a_form_without_our_token_changes_nothing(world, posted, capsys):
    tally, done = Tally(f"tokens, {world.engine.dialect.name}"), []
    for form in posted:
        for name, token in tokens(world, form):
            sent = plainly(form, [*without_token(form), *token])
            about = form.who, form.action, name
            with writes(world) as written:
                answer = tally.ask(about, partial(send, world, form, sent))
            # What was typed is kept, and its page shown again with a token of its own.
            is_refused = answer.status_code in (303, 400)
            if {table for table, _ in written} - {"kept_form"} or not is_refused:
                done.append(about)
            world.forget()
    with capsys.disabled():
        print(f"\n{tally}")
    assert tally.found == []
    assert [one for one in done if one[1] != OPEN_TO_ALL] == []


def without_token(form):
    return [pair for pair in filled(form) if not pair[0].endswith(TOKEN)]


def tokens(world, form):
    """By name: what stands where our token should."""
    name = next((field.name for field in form.fields if field.name.endswith(TOKEN)), TOKEN)
    own = dict(filled(form)).get(name, "")
    foreign = TOKEN_OF_A_PAGE.search(world.app.test_client().get("/sign-in").text)[1]
    yield "none", []
    yield "an empty one", [(name, "")]
    yield "a forged one", [(name, "zqx7")]
    yield "one of another session", [(name, foreign)]
    yield "one that was changed", [(name, own[:-3] + "zqx")]
    yield "one that was cut", [(name, own.rpartition(".")[0])]
    yield "one of another session first", [(name, foreign), (name, own)]
    yield "under another name", [(name.upper(), own)]
