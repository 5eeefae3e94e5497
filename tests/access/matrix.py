"""Asks the server as somebody, for something, and looks at the whole answer."""

import io
import logging
import re
from typing import NamedTuple

from app import logs
from tests.access.cast import csrf_token
from tests.access.doors import DOORS
from tests.access.finding import Finder
from tests.access.routes import DOOR_OF, PAGE_OF
from tests.access.seen import may_read
from tests.access.things import Things
from tests.hostile.forms import Form, Page, encoded, filled

WAYS_IN = ("/sign-in", "/sign-in/staff", "/n/new-link")
HOME = {"Origin": "http://localhost"}


class Cell(NamedTuple):
    who: str
    method: str
    rule: str
    thing: str

    @property
    def which(self):
        return DOOR_OF[self.method, self.rule]


class Matrix:
    def __init__(self, cast):
        self.cast, self.things, self.forms = cast, Things(cast), {}
        self.tokens = {who: csrf_token(one) for who, one in cast.browsers.items()}
        cast.cookies = {who: dict(one._cookies) for who, one in cast.browsers.items()}
        self.finder, self.leaks, self.read = Finder(cast.app, cast.canaries), [], 0
        self.sent = b""
        self.lines = log_of(cast.app)
        self.rules = {rule.rule: rule for rule in cast.app.url_map.iter_rules()}
        cast.forget()

    def answer(self, cell):
        answer = self.answer_to(cell)
        self.look(cell, answer)
        self.cast.forget()
        return answer

    def answer_to(self, cell, headers=()):
        """To its end before all is forgotten; the headers tell what a browser would not."""
        path, browser = self.path(cell.rule, cell), self.cast.browsers[cell.who]
        self.sent = b""
        if cell.method == "GET":
            return browser.get(path, buffered=True)
        body, kind = self.body(cell, path)
        self.sent = body if isinstance(body, bytes) else str(body).encode()
        told = HOME | dict(headers)
        if host := told.get("Host"):  # it would keep the cookie for its own host
            cookies = (f"{one.key}={one.value}" for one in browser._cookies.values())
            told |= {"Origin": f"http://{host}", "Cookie": "; ".join(cookies)}
            browser = self.cast.bare
        return browser.post(path, data=body, content_type=kind, headers=told, buffered=True)

    def look(self, cell, answer):
        """Note each canary that is not for who reads the answer, and any in the log. A form that is
        refused shows its page again, with what was typed."""
        self.read += 1
        page = PAGE_OF.get((cell.method, cell.rule)) or cell.rule
        doors = {cell.which, DOOR_OF.get(("GET", page), cell.which)}
        for one in self.finder.in_answer(answer) - self.finder.in_bytes(self.sent):
            if not any(may_read(one, cell.who, door) for door in doors):
                self.leaks.append((*one, *cell))
        self.leaks += [(*one, "log", *cell) for one in self.finder.in_log(self.lines.getvalue())]
        self.lines.seek(0)
        self.lines.truncate()

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


def log_of(app):
    """Where all lines are written from now on that a server would write."""
    lines = io.StringIO()
    handler = logging.StreamHandler(lines)
    handler.setFormatter(logs.JsonLine())
    for logger in (app.logger, logs.log):
        logger.addHandler(handler)
        logger.setLevel(logging.INFO)
    return lines


def read(answer):
    """What somebody reads, as the table says it."""
    if answer.status_code == 303 and answer.location.partition("?")[0] in WAYS_IN:
        return "door"
    is_refused = answer.status_code in (400, 403, 404, 405, 410) or answer.status_code >= 500
    return str(answer.status_code) if is_refused else "in"
