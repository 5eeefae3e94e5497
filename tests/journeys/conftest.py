"""The service as people meet it: a web server, a mail server, the commands, and a clock to move."""

import email
import socket
import threading
from contextvars import Context
from email.policy import default

import pytest
from aiosmtpd.controller import Controller
from werkzeug.serving import make_server

from app import clock, create_app
from app.extensions import db
from config import Testing
from tests.conftest import NOON


class Postbox:
    """Keeps the bytes of each letter as the mail server got them."""

    def __init__(self):
        self.received = []

    async def handle_DATA(self, _server, _session, envelope):  # aiosmtpd's name
        self.received.append(envelope.content)
        return "250 Message accepted"

    def to(self, address):
        """The letters to this address, the oldest first."""
        letters = [email.message_from_bytes(raw, policy=default) for raw in self.received]
        return [letter for letter in letters if letter["To"] == address]


class Service:
    def __init__(self, app, address, post):
        self.app, self.address, self.post, self.now = app, address, post, NOON

    def run(self, *command):
        """A command of the service, as the machine runs it."""
        runner = self.app.test_cli_runner()
        # In a context of its own: the command would take the application of the test's.
        done = Context().run(runner.invoke, args=list(command))
        assert done.exit_code == 0, done.output
        return done.output

    def letter(self, address, subject):
        """The text of the last letter to this address whose subject begins so."""
        self.run("letters", "send")
        found = [one for one in self.post.to(address) if one["Subject"].strip().startswith(subject)]
        assert found, [(one["To"], one["Subject"]) for one in self.post.to(address)]
        return found[-1].get_content().replace("\r\n", "\n")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def service(app, database, tmp_path, monkeypatch):
    port, post = free_port(), Postbox()
    mail = Controller(post, hostname="127.0.0.1", port=free_port())
    mail.start()
    address = f"http://127.0.0.1:{port}"
    settings = {
        "SQLALCHEMY_DATABASE_URI": app.config["SQLALCHEMY_DATABASE_URI"],
        "PUBLIC_URL": address, "SMTP_HOST": "127.0.0.1", "SMTP_PORT": mail.port,
        "WTF_CSRF_ENABLED": True, "INSTANCE": str(tmp_path),
    }  # fmt: skip
    served = Service(create_app(type("Settings", (Testing,), settings)), address, post)
    monkeypatch.setattr(clock, "now", lambda: served.now)
    server = make_server("127.0.0.1", port, served.app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield served
    server.shutdown()
    thread.join()
    server.server_close()
    mail.stop()
    with served.app.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture(params=[True, False], ids=["scripts", "no scripts"])
def open_as(request, browser, service, sign_in):
    """A browser of its own for each person; staff are signed in, others sign in themselves."""
    contexts = []

    def open_as(person_id=None):
        context = browser.new_context(
            base_url=service.address, java_script_enabled=request.param,
            viewport={"width": 1280, "height": 900},
        )  # fmt: skip
        contexts.append(context)
        if person_id:
            client = sign_in(person_id)
            name = service.app.config["SESSION_COOKIE_NAME"]
            value = next(iter(client._cookies.values())).value
            context.add_cookies([{"name": name, "value": value, "url": service.address}])
        page = context.new_page()
        page.set_default_timeout(15_000)
        return page

    yield open_as
    for context in contexts:
        context.close()
