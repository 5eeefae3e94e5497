"""The samples, everybody signed in, and a database that forgets what a request has changed."""

import re
from collections import Counter
from urllib.parse import urlsplit

from psycopg import Connection
from sqlalchemy import event
from sqlalchemy.pool import StaticPool
from werkzeug.exceptions import HTTPException

from app import create_app
from app.adapters.storage import folder_storage
from app.blueprints.access import PUBLIC
from app.blueprints.demo.people import PEOPLE
from app.domain.workflow import Action
from app.extensions import db
from app.operations.demonstration.load import load_samples
from config import Testing
from tests.conftest import NOON, Browser
from tests.hostile.forms import Page, shape_of

OWN = {Action.START, Action.EDIT, Action.ERASE, Action.WITHDRAW, Action.SEND, Action.CONFIRM}
EVERYWHERE = ("/", "/my", "/my/details", "/my/data", "/city", "/demo", "/sign-in", "/sign-in/staff")
MACHINES = (
    "/courses.ics", "/courses.atom", "/api/v1/courses", "/api/v1/courses/itc-194", "/demo/mail",
    "/api/v1/openapi.json", "/healthz", "/readyz", "/static/site.css",
)  # fmt: skip
STARTS = {
    "": (*EVERYWHERE, "/n/new-link", *MACHINES),
    "coordinator": ("/staff/uncac-29/letters", "/staff/itc-192/board", "/admin/courses"),
    "director": ("/staff/uncac-29/letters",),
}  # fmt: skip


class Within(Connection):
    """A line that never leaves the transaction it is in."""

    @property
    def autocommit(self):
        return False

    @autocommit.setter
    def autocommit(self, _value):
        pass


class World:
    def __init__(self, url, folder, prepare=lambda: None):
        settings = {
            "SQLALCHEMY_DATABASE_URI": url, "INSTANCE": folder, "DEMO": True,
            "WTF_CSRF_ENABLED": True, "PROPAGATE_EXCEPTIONS": False,
            "SQLALCHEMY_ENGINE_OPTIONS": {"poolclass": StaticPool, "pool_reset_on_return": None},
        }  # fmt: skip
        self.app = create_app(type("Settings", (Testing,), settings))
        self.app.test_client_class = Browser
        with self.app.app_context():
            db.create_all()
            self._fill(folder)
            prepare()
            db.session.remove()
            self.engine = db.engine
        self.addresses = self.app.url_map.bind("localhost")
        self.browsers = self._browsers()
        self.bare = self.app.test_client(use_cookies=False)
        self.cookies = {who: dict(one._cookies) for who, one in self.browsers.items()}
        self._forget_from_here()

    def _fill(self, folder):
        load_samples(seed=1, at=NOON, storage=folder_storage(folder / "files"))

    def _browsers(self):
        """One of each person, and of nobody in particular, by name."""
        return {who: self._browser(who) for who in ("", *PEOPLE)}

    def _browser(self, who):
        browser = self.app.test_client()
        if who:
            answer = browser.post("/demo/sign-in", data={"person": who})
            assert answer.status_code == 303
        # The secret of its forms is in a cookie from the first form on.
        browser.get(PEOPLE[who].landing if who else "/sign-in")
        return browser

    def _forget_from_here(self):
        """What the application calls a transaction is from now on a part of ours."""
        dialect = self.engine.dialect
        self.line = self.engine.raw_connection()
        is_sqlite = dialect.name == "sqlite"
        if not is_sqlite:  # a page reads outside transactions: here it reads inside of ours
            driver = self.line.driver_connection
            driver.autocommit, driver.__class__ = False, Within

        def say(*words):
            cursor = self.line.cursor()
            for one in words:
                cursor.execute(one)
            cursor.close()

        @event.listens_for(self.engine, "before_cursor_execute", retval=True)
        def begin(_connection, _cursor, text, parameters, _context, _many):
            return ("SAVEPOINT part" if text.startswith("BEGIN") else text), parameters

        dialect.do_begin = lambda _line: None if is_sqlite else say("SAVEPOINT part")
        dialect.do_commit = lambda _line: say("RELEASE part")
        dialect.do_rollback = lambda _line: say("ROLLBACK TO part", "RELEASE part")
        self.again = (lambda: say("ROLLBACK", "BEGIN")) if is_sqlite else self.line.rollback
        say(*(["BEGIN"] if is_sqlite else []))

    def forget(self):
        """Database, cookies and kept pages are again as they were."""
        self.again()
        self.app.wsgi_app.entries.clear()
        for who, browser in self.browsers.items():
            browser._cookies = dict(self.cookies[who])

    def close(self):
        self.again()
        with self.app.app_context():
            db.session.remove()
        self.line.close()
        self.engine.dispose()

    def rule(self, address, method="GET"):
        try:
            return self.addresses.match(urlsplit(address).path, method, return_rule=True)[0]
        except HTTPException:
            return None

    def walk(self):
        """All forms that anybody finds by following links, each once, by who finds it first."""
        forms = {}
        for who in self.browsers:
            for page in self._pages(who):
                for form in page.forms:
                    forms.setdefault(form.shape, form)
            self.forget()
        return list(forms.values())

    def found(self, who):
        """The addresses that lead to an answer."""
        return [address for address, answer in self._answers(who) if answer.status_code == 200]

    def _pages(self, who):
        for address, answer in self._answers(who):
            if answer.mimetype == "text/html":
                yield Page(who, address, answer.text)

    def _answers(self, who):
        waiting, seen, number = [*self._starts(who)], set(), Counter()
        while waiting:
            address = waiting.pop(0)
            shape = shape_of(address)
            if address in seen or number[shape] >= 4 or not self._is_for(who, address):
                continue
            seen.add(address)
            number[shape] += 1
            answer = self.browsers[who].get(address)
            if answer.status_code in (302, 303):
                waiting.append(answer.location)
            elif answer.mimetype == "text/html":
                waiting += Page(who, address, answer.text).links
            yield address, answer

    def _starts(self, who):
        landing = (PEOPLE[who].landing,) if who else ()
        return (*landing, *STARTS.get(who, ()))

    def _is_for(self, who, address):
        """Public pages are looked at by nobody in particular, one's own by applicants."""
        parts, rule = urlsplit(address), self.rule(address)
        if parts.netloc or rule is None:
            return False
        label = getattr(self.app.view_functions[rule.endpoint], "access", PUBLIC)
        is_own = label in OWN and not re.match("/n/", parts.path)
        return not who if label == PUBLIC else not is_own or who in ("grace", "linh")
