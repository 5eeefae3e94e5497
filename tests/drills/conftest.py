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


def number(name, usual):
    return int(os.environ.get(f"KENSHU_DRILL_{name}", usual))
