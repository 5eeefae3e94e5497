"""Role × route × thing: the server answers as the table says, and the table names every route."""

import os
import random
import re
from typing import NamedTuple

import pytest

from app import clock, create_app
from config import Testing
from tests.access.cast import Cast, csrf_token
from tests.access.doors import DOORS, EVERYBODY, expected
from tests.access.routes import DOOR_OF, PAGE_OF
from tests.access.things import Things
from tests.conftest import NOON
from tests.databases import new_database
from tests.hostile.forms import Form, Page, encoded, filled

UNSAFE = ("POST", "PUT", "PATCH", "DELETE")
WAYS_IN = ("/sign-in", "/sign-in/staff", "/n/new-link")
HOME = {"Origin": "http://localhost"}
SHORT = int(os.environ.get("KENSHU_CELLS", "150"))


class Cell(NamedTuple):
    who: str
    method: str
    rule: str
    thing: str

    @property
    def which(self):
        return DOOR_OF[self.method, self.rule]


CELLS = [
    Cell(who, method, rule, thing)
    for (method, rule), which in DOOR_OF.items()
    for thing in DOORS[which].things
    for who in dict.fromkeys(EVERYBODY.split())
]


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def matrix(request, tmp_path_factory, worker_id):
    folder = tmp_path_factory.mktemp("access")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(clock, "now", lambda: NOON)
        cast = Cast(new_database(request.param, f"access_{worker_id}", folder), folder)
        yield Matrix(cast)
    cast.close()


class Matrix:
    def __init__(self, cast):
        self.cast, self.things, self.forms = cast, Things(cast), {}
        self.tokens = {who: csrf_token(one) for who, one in cast.browsers.items()}
        cast.cookies = {who: dict(one._cookies) for who, one in cast.browsers.items()}
        self.rules = {rule.rule: rule for rule in cast.app.url_map.iter_rules()}
        cast.forget()

    def answer(self, cell):
        path = self.path(cell.rule, cell)
        browser = self.cast.browsers[cell.who]
        if cell.method == "GET":
            answer = browser.get(path, buffered=True)  # to its end before all is forgotten
        else:
            body, kind = self.body(cell, path)
            told = {"data": body, "content_type": kind, "headers": HOME}
            answer = browser.post(path, buffered=True, **told)
        self.cast.forget()
        return answer

    def path(self, rule, cell):
        values = self.things.values(cell.which, cell.thing)
        found = self.rules[rule]
        wanted = {name: values[name] for name in found.arguments}
        return found.build(wanted, append_unknown=False)[1]

    def page(self, rule, cell):
        values = self.things.values(cell.which, cell.thing)
        return re.sub(r"<(?:int:)?(\w+)>", lambda part: str(values[part[1]]), rule)

    def body(self, cell, path):
        """The form as who gets in has it, with the token of who sends it now."""
        form = self.form(cell, path)
        pairs = [pair for pair in filled(form) if pair[0] != "csrf_token"]
        return encoded(form, [*pairs, ("csrf_token", self.tokens[cell.who])])

    def form(self, cell, path):
        key = cell._replace(who="")
        if key not in self.forms:
            self.forms[key] = self._form(cell, path)
        return self.forms[key]

    def _form(self, cell, path):
        who = next(iter(DOORS[cell.which].things[cell.thing]), "nobody")
        page = self.page(PAGE_OF[cell.method, cell.rule], cell) or path
        answer = self.cast.browsers[who].get(page)
        self.cast.forget()
        forms = Page(who, page, answer.text).forms if answer.mimetype == "text/html" else []
        posted = [form for form in forms if form.method == "POST"]
        found = [form for form in posted if form.action.partition("?")[0] == path]
        return (found or [Form(who, page, path, "POST", False, ())])[0]


def read(answer):
    """What somebody reads, as the table says it."""
    if answer.status_code == 303 and answer.location.partition("?")[0] in WAYS_IN:
        return "door"
    is_refused = answer.status_code in (400, 403, 404, 405, 410) or answer.status_code >= 500
    return str(answer.status_code) if is_refused else "in"


def differences(matrix, cells):
    found, sent = [], 0
    for cell in cells:
        answer = matrix.answer(cell)
        sent += answer.status_code == 303 and cell.method != "GET"
        wanted = expected(cell.which, cell.who, cell.thing)
        if read(answer) != wanted and not leads_in(cell, answer):
            found.append((*cell, f"{wanted} expected, {answer.status_code} read"))
    return found, sent


def leads_in(cell, answer):
    """The ways in lead to each other, for everybody."""
    return cell.which == "public" and read(answer) == "door" and answer.status_code == 303


def test_each_route_stands_in_the_table():
    app = create_app(type("S", (Testing,), {"SQLALCHEMY_DATABASE_URI": "sqlite://"}))
    routes = {
        (method, rule.rule)
        for rule in app.url_map.iter_rules()
        for method in rule.methods & {"GET", *UNSAFE}
    }
    assert routes == DOOR_OF.keys()


def test_some_cells_are_as_the_table_says(matrix):
    found, _ = differences(matrix, random.Random(1).sample(CELLS, SHORT))
    assert found == []


@pytest.mark.long
def test_every_cell_is_as_the_table_says(matrix, capsys):
    found, sent = differences(matrix, CELLS)
    with capsys.disabled():
        name = matrix.cast.engine.dialect.name
        print(f"\n{name}: {len(CELLS)} cells, {sent} changes were taken in, {len(found)} differ")
    assert found == []
