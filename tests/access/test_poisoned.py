"""A request under a false name writes no letter that leads elsewhere."""

import re

import pytest
from sqlalchemy import func, select

from app.extensions import db
from app.models import Letter, Person
from app.notifications.letters import wording_of
from tests.access.doors import DOORS
from tests.access.matrix import Cell
from tests.access.routes import DOOR_OF

EVIL = "evil.example"
# Ways in which a proxy, or who pretends to be one, tells under which name it was asked.
NAMES = (
    {"Host": EVIL}, {"Host": f"localhost.{EVIL}"}, {"Host": f"{EVIL}:80"},
    {"Host": f"localhost@{EVIL}"}, {"Host": f"localhost:@{EVIL}"}, {"X-Forwarded-Host": EVIL},
    {"X-Forwarded-Server": EVIL}, {"X-Host": EVIL}, {"X-Original-Host": EVIL},
    {"X-HTTP-Host-Override": EVIL}, {"X-Original-URL": f"https://{EVIL}/"},
    {"X-Rewrite-URL": f"https://{EVIL}/"}, {"X-Forwarded-Prefix": f"//{EVIL}"},
    {"Forwarded": f"for=192.0.2.1;host={EVIL};proto=https"},
    {"X-Forwarded-Proto": "https", "X-Forwarded-Host": EVIL, "X-Forwarded-Port": "444"},
    {"Referer": f"https://{EVIL}/"}, {"From": f"a@{EVIL}"},
)  # fmt: skip
LINKS = re.compile(r"https?://[^\s/]*")
# Whatever is sent to these, by who may: known to write letters.
WRITE = (
    "/sign-in", "/my/details/address", "/my/<reference>/withdraw", "/n/pass-on",
    "/staff/<code>/applications/<reference>/remind", "/admin/people/invite",
    "/admin/people/<int:person_id>/institutes/<int:institute_id>/link",
    "/admin/courses/<code>/cancel",
)  # fmt: skip


def posts():
    """Each form with each thing, sent by the first who may."""
    for (method, rule), which in DOOR_OF.items():
        for thing, who in DOORS[which].things.items():
            if method == "POST" and who:
                yield Cell(who[0], method, rule, thing)


def test_some_letters_lead_here_whatever_the_request_says(matrix):
    cells = [one for one in posts() if one.rule in WRITE]
    tries = [(one, NAMES[number % len(NAMES)]) for number, one in enumerate(cells)]
    wrong, read = sent(matrix, tries)
    assert wrong == []
    assert read > 5


@pytest.mark.long
def test_every_letter_leads_here_whatever_the_request_says(matrix, capsys):
    writing = [cell for cell in posts() if sent(matrix, [(cell, {})])[1]]
    tries = [(cell, names) for cell in writing for names in NAMES]
    wrong, read = sent(matrix, tries)
    with capsys.disabled():
        name = matrix.cast.engine.dialect.name
        print(f"\n{name}: {len(tries)} requests, {read} letters, {len(wrong)} lead elsewhere")
    assert wrong == []
    assert read > 400


def sent(matrix, tries):
    """What was wrong with the letters of these requests, and how many there were."""
    wrong, read = [], 0
    with matrix.cast.app.app_context():
        before = db.session.scalar(select(func.max(Letter.id))) or 0
        db.session.remove()
    own = matrix.cast.app.config["PUBLIC_URL"]
    for cell, names in tries:
        matrix.answer_to(cell, headers=names)
        with matrix.cast.app.app_context():
            for said in letters_since(before):
                read += 1
                links = set(LINKS.findall(said))
                if EVIL in said or links - {own}:
                    wrong.append((*cell, names, links))
            db.session.remove()
        matrix.cast.forget()
    return wrong, read


def letters_since(number):
    for letter in db.session.scalars(select(Letter).where(Letter.id > number)):
        person = db.session.get(Person, letter.person_id) if letter.person_id else None
        yield "\n".join(wording_of(letter, person))
