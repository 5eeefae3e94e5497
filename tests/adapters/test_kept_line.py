"""The one question that each visit of a kept page asks."""

import threading

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


def test_it_is_closed_with_its_engine(database):
    engine = create_engine(db.engine.url)
    line = KeptLine(engine, QUESTION)
    assert line.number(engine) == 1
    engine.dispose()
    assert line._line is None


def test_a_database_in_memory_has_no_second_line():
    assert not is_worth_keeping(create_engine("sqlite://"))
    assert is_worth_keeping(create_engine("sqlite:///kept.db"))
