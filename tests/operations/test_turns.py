"""Writers of an SQLite file stand in line: within a process, and between processes."""

import fcntl
import threading

import pytest
from sqlalchemy import create_engine, text

from app import database, turns


@pytest.fixture
def engine(tmp_path):
    engine = create_engine(f"sqlite:///{tmp_path / 'line.db'}")
    yield engine
    engine.dispose()


@pytest.fixture
def elsewhere(engine):
    """The line as another process holds it."""
    with open(f"{engine.url.database}-turn", "wb") as line:
        fcntl.flock(line, fcntl.LOCK_EX)
        yield line


def write(engine):
    with engine.connect() as connection:
        connection.execution_options(writing=True).execute(text("SELECT 1"))
        return connection.info["turn"]


def is_free(engine):
    with open(f"{engine.url.database}-turn", "wb") as line:
        try:
            fcntl.flock(line, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
    return True


def test_a_turn_lasts_until_the_connection_is_given_back(engine):
    with engine.connect() as connection:
        connection.execution_options(writing=True).execute(text("SELECT 1"))
        assert not is_free(engine)
    assert is_free(engine)


def test_who_only_reads_takes_no_turn(engine, elsewhere):
    with engine.connect() as connection:
        assert connection.execute(text("SELECT 1")).scalar() == 1
        assert "turn" not in connection.info


def test_the_next_goes_when_the_other_process_is_done(engine, elsewhere):
    done = []
    waiting = threading.Thread(target=lambda: done.append(write(engine)))
    waiting.start()
    waiting.join(0.05)
    assert waiting.is_alive()
    elsewhere.close()
    waiting.join(5)
    assert done and is_free(engine)


def test_after_ten_seconds_sqlite_itself_decides(engine, elsewhere, monkeypatch):
    monkeypatch.setattr(turns, "PATIENCE", 0.01)
    assert write(engine) is None
    assert not turns._lines[engine.url.database].locked()


def test_a_write_begins_by_taking_its_turn(engine, monkeypatch):
    taken = []
    monkeypatch.setattr(database, "take_turn", taken.append)
    with engine.connect() as connection:
        connection.execution_options(writing=True).execute(text("SELECT 1"))
    assert len(taken) == 1
