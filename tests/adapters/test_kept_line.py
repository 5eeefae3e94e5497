"""The one question that each visit of a kept page asks."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import OperationalError

from app.extensions import db
from app.kept_line import KeptLine, is_worth_keeping

QUESTION = "SELECT number FROM generation WHERE name = 'catalogue'"


@pytest.fixture
def line(database):
    line = KeptLine(db.engine, QUESTION)
    yield line
    line.close()


def write(number):
    with db.engine.connect() as connection:
        connection.execute(text("UPDATE generation SET number = :number"), {"number": number})
        connection.commit()


def test_what_another_has_committed_is_seen_at_once(line):
    for number in range(2, 20):
        write(number)
        assert line.number(db.engine) == number


def test_it_holds_up_nobody_who_writes(line):
    assert line.number(db.engine) == 1
    if db.engine.dialect.name == "sqlite":  # whoever looks on would keep the log from being emptied
        with db.engine.connect() as connection:
            busy, *_ = connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").one()
        assert busy == 0
    else:
        states = text(
            "SELECT count(*) FROM pg_stat_activity"
            " WHERE state = 'idle in transaction' AND datname = current_database()"
        )
        with db.engine.connect() as connection:
            assert connection.scalar(states) == 0


def test_a_line_that_was_cut_is_opened_again(line):
    assert line.number(db.engine) == 1
    line._line.close()
    write(7)
    assert line.number(db.engine) == 7


def test_nobody_who_answers_is_an_outage(line, tmp_path):
    nowhere = create_engine(f"sqlite:///{tmp_path / 'no' / 'such.db'}")
    with pytest.raises(OperationalError):
        KeptLine(nowhere, QUESTION).number(nowhere)


def test_many_threads_ask_on_one_line(line):
    found = []
    engine = db.engine
    threads = [
        threading.Thread(target=lambda: found.append(line.number(engine))) for _ in range(16)
    ]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert found == [1] * 16


class Turn:
    """A lock that counts who has come to it."""

    def __init__(self):
        self.lock, self.came = threading.Lock(), threading.Semaphore(0)

    def __enter__(self):
        self.came.release()
        self.lock.acquire()

    def __exit__(self, *_error):
        self.lock.release()


def test_who_waits_shares_the_next_answer_and_takes_none_that_was_asked_for_before(
    line, monkeypatch
):
    turn, begun, goes_on, asked = Turn(), threading.Event(), threading.Event(), []

    def ask(_engine):
        asked.append(len(asked) + 1)
        begun.set()
        assert goes_on.wait(10)
        return asked[-1]

    monkeypatch.setattr(line, "_ask", ask)
    monkeypatch.setattr(line, "_turn", turn)
    engine = db.engine
    with ThreadPoolExecutor(3) as pool:
        first = pool.submit(line.number, engine)
        assert begun.wait(10) and turn.came.acquire(timeout=10)
        others = [pool.submit(line.number, engine) for _ in range(2)]
        assert all(turn.came.acquire(timeout=10) for _ in others)
        goes_on.set()
        assert [first.result(10), *(one.result(10) for one in others)] == [1, 2, 2]
    assert line.number(engine) == 3


def test_it_is_closed_with_its_engine(database):
    engine = create_engine(db.engine.url)
    line = KeptLine(engine, QUESTION)
    assert line.number(engine) == 1
    engine.dispose()
    assert line._line is None


def test_a_database_in_memory_has_no_second_line():
    assert not is_worth_keeping(create_engine("sqlite://"))
    assert is_worth_keeping(create_engine("sqlite:///kept.db"))
