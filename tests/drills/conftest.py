"""Drills: the service as it runs in production, and what goes wrong there, on purpose.

How many there are of each may be set from outside, for a short look or a long night.
"""

import os
from datetime import UTC, datetime

import pytest


@pytest.fixture(autouse=True)
def now():
    """Processes of their own have no other time than this."""
    return datetime.now(UTC)


@pytest.fixture(autouse=True)
def no_process_crashes(capfd):
    """One that is killed says nothing; one that crashes says where, as `wsgi.py` asks it to."""
    yield
    printed, logged = capfd.readouterr()
    with capfd.disabled():
        print(printed, end="")
    crash = logged.partition("Fatal Python error")[2][:2_000]
    assert not crash


def number(name, usual):
    return int(os.environ.get(f"KENSHU_DRILL_{name}", usual))
