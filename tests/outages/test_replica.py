"""A real standby of a real PostgreSQL: it saves the primary work, and nobody reads what was."""

import os
import shutil
import signal
import subprocess
import time
from collections import Counter
from contextvars import Context
from functools import partial

import psutil
import pytest
from sqlalchemy import create_engine, event, select, text, update

from app import create_app, replica
from app.extensions import db
from app.models import Course
from app.queries.statistics import read_replica_for_report
from app.replica import QUIET, REPLICA
from app.settings import NotStarted
from config import Production, Testing
from tests.databases import address_of_postgresql, postgresql_in
from tests.factories import Factories
from tests.outages.conftest import OURS, prepare

pytestmark = pytest.mark.long
REPLAYED = text("SELECT pg_last_wal_replay_lsn() >= CAST(:at AS pg_lsn)")


class Standby:
    """A hot standby of this server, which streams from it."""

    def __init__(self, primary, folder):
        self.bin, self.folder = primary.bin_path, folder / "standby"
        self.user = primary.system_user
        source = ("-D", self.folder, "-d", primary.get_uri(), "-R", "-X", "stream", "-c", "fast")
        self.run("pg_basebackup", *source)
        self.start()
        self.url = f"postgresql+psycopg://postgres:@/postgres?host={folder}"

    def run(self, name, *arguments):
        command = [str(self.bin / name), *map(str, arguments)]
        subprocess.run(command, check=True, user=self.user, capture_output=True)

    def start(self):
        place = self.folder.parent
        options = ("-o", f"-h '' -k {place}", "-l", place / "log", "-D", self.folder)
        self.run("pg_ctl", "-w", *options, "start")

    def processes(self):
        first = psutil.Process(int((self.folder / "postmaster.pid").read_text().split()[0]))
        return [first, *first.children(recursive=True)]

    def signal(self, number):
        for process in self.processes():
            os.kill(process.pid, number)

    def kill(self):
        """Where nobody buries the dead, `pg_ctl` would wait for them."""
        self.signal(signal.SIGKILL)
        (self.folder / "postmaster.pid").unlink()
        (self.folder.parent / ".s.PGSQL.5432.lock").unlink()


@pytest.fixture(scope="module")
def primary(tmp_path_factory):
    address_of_postgresql()  # its starter, beside us, holds the lock of all starters
    server = postgresql_in(tmp_path_factory.mktemp("primary"))
    prepare(server.get_uri(driver="psycopg"))
    yield server
    server.cleanup()


@pytest.fixture
def standby(primary, tmp_path):
    folder = tmp_path / "s"
    folder.mkdir()
    for one in (folder, *folder.parents):
        one.chmod(one.stat().st_mode | 0o011)
    if primary.system_user:
        shutil.chown(folder, primary.system_user)
    standby = Standby(primary, folder)
    yield standby
    standby.kill()


@pytest.fixture
def app(primary, standby, monkeypatch):
    monkeypatch.setattr(replica, "_quiet_until", type(replica._quiet_until)())
    url = primary.get_uri(driver="psycopg")
    binds = {REPLICA: {"url": standby.url, "hide_parameters": True}}
    settings = {"SQLALCHEMY_DATABASE_URI": url, "SQLALCHEMY_BINDS": binds}
    app = create_app(type("Settings", (Testing,), settings))
    with app.app_context():
        yield app
        db.session.remove()
        for engine in db.engines.values():
            engine.dispose()


@pytest.fixture
def asked(app):
    """How many statements each of the two was asked, by the engines that pages use."""
    asked = Counter()
    for key, engine in db.engines.items():
        event.listen(engine, "before_cursor_execute", partial(count, asked, key))
    return asked


def count(asked, key, *_):
    asked[key] += 1


@pytest.fixture
def course(app, asked, standby, now):
    for table in reversed(db.metadata.sorted_tables):
        if table.name != "generation":
            db.session.execute(table.delete())
    db.session.commit()
    made = Factories(now).course(code=f"c{os.urandom(4).hex()}", title="Before")
    raise_generation()
    wait_for(standby)
    code = made.code
    asked.clear()
    return code


def raise_generation():
    db.session.execute(text("UPDATE generation SET number = number + 1"))
    db.session.commit()


def rename(course, title):
    db.session.execute(update(Course).where(Course.code == course).values(title=title))
    raise_generation()


def title_of(course):
    return db.session.scalar(select(Course.title).where(Course.code == course))


def wait_for(standby):
    """All that is committed has come to the standby."""
    at = db.session.scalar(text("SELECT pg_current_wal_lsn()::text"))
    db.session.rollback()
    side = create_engine(standby.url)
    with side.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        ends = time.monotonic() + 10
        while not connection.scalar(REPLAYED, {"at": at}):
            assert time.monotonic() < ends
    side.dispose()


def tell(standby, function):
    side = create_engine(standby.url, isolation_level="AUTOCOMMIT")
    with side.connect() as connection:
        connection.execute(text(f"SELECT {function}()"))
    side.dispose()


def page(app, course, client=None):
    # Apart from the test's context, as a real visitor: with a session of their own.
    answer = Context().run((client or app.test_client()).get, f"/courses/{course}")
    assert answer.status_code == 200
    return answer.text


def test_a_page_for_everybody_is_read_from_the_replica(app, asked, course):
    assert "Before" in page(app, course)
    assert asked[REPLICA] >= 2
    assert asked[None] == 0  # its number is asked on a line of its own


def test_what_was_edited_is_seen_at_once_though_the_replica_lags(app, asked, standby, course):
    tell(standby, "pg_wal_replay_pause")
    rename(course, "After")
    asked.clear()
    assert "After" in page(app, course)
    assert asked[REPLICA] == 1  # which generation it knows
    assert asked[None] >= 1
    tell(standby, "pg_wal_replay_resume")
    wait_for(standby)
    raise_generation()
    wait_for(standby)
    asked.clear()
    assert "After" in page(app, course)
    assert asked[None] == 0


def test_who_is_signed_in_reads_the_primary(app, asked, course):
    client = app.test_client()
    client.set_cookie(app.config["SESSION_COOKIE_NAME"], "whatever it holds")
    assert "Before" in page(app, course, client)
    assert asked[REPLICA] == 0


def test_a_replica_that_is_gone_is_left_alone_for_a_while(app, asked, standby, course):
    standby.kill()
    asked.clear()
    assert "Before" in page(app, course)
    assert asked[None] >= 1
    tried = []
    event.listen(db.engines[REPLICA], "do_connect", lambda *_: tried.append(1))
    raise_generation()
    assert "Before" in page(app, course)
    assert tried == []
    standby.start()


def test_a_replica_that_hangs_delays_one_page_and_silences_nobody_else(app, asked, standby, course):
    page(app, course)
    standby.signal(signal.SIGSTOP)
    raise_generation()
    begun = time.monotonic()
    assert "Before" in page(app, course)
    assert time.monotonic() - begun < 5
    raise_generation()
    begun = time.monotonic()
    assert "Before" in page(app, course)
    assert time.monotonic() - begun < 1


def test_it_is_asked_again_after_that_while(app, asked, standby, course, monkeypatch):
    standby.signal(signal.SIGSTOP)
    page(app, course)
    standby.signal(signal.SIGCONT)
    later = time.monotonic() + QUIET
    monkeypatch.setattr(replica.time, "monotonic", lambda: later)
    raise_generation()
    wait_for_real(standby)
    asked.clear()
    page(app, course)
    assert asked[None] == 0
    assert asked[REPLICA] >= 2


def wait_for_real(standby):
    """As `wait_for`, with time standing still."""
    at = db.session.scalar(text("SELECT pg_current_wal_lsn()::text"))
    db.session.rollback()
    side = create_engine(standby.url, isolation_level="AUTOCOMMIT")
    with side.connect() as connection:
        assert any(connection.scalar(REPLAYED, {"at": at}) for _ in range(100_000))
    side.dispose()


def test_a_report_waits_a_moment_for_what_is_committed(app, asked, standby, course):
    rename(course, "After")
    read_replica_for_report()
    assert title_of(course) == "After"
    assert db.session.get_bind() is db.engines[REPLICA]


def test_a_report_does_not_wait_for_long(app, asked, standby, course):
    tell(standby, "pg_wal_replay_pause")
    rename(course, "After")
    begun = time.monotonic()
    read_replica_for_report()
    assert 1 <= time.monotonic() - begun < 2
    assert title_of(course) == "After"
    assert db.session.get_bind() is db.engine
    tell(standby, "pg_wal_replay_resume")


def test_what_is_not_in_recovery_is_no_replica(app, asked, primary, course):
    """Somebody made it a primary, or gave the address of another database."""
    alone = create_engine(primary.get_uri(driver="psycopg"))
    db.engines[REPLICA].dispose()
    app.extensions["sqlalchemy"]._app_engines[app][REPLICA] = alone
    asked.clear()
    assert "Before" in page(app, course)
    assert asked[None] >= 1
    alone.dispose()


def test_sqlite_has_no_replica(monkeypatch):
    for name, value in (OURS | {"KENSHU_DATABASE_URL": "sqlite:///x.db"}).items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("KENSHU_REPLICA_URL", "postgresql+psycopg://replica/kenshu")
    with pytest.raises(NotStarted, match="KENSHU_REPLICA_URL"):
        Production()
