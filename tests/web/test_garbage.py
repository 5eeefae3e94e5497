"""Garbage is looked for between two requests, not in the midst of one: docs/decisions/0017."""

import os
import urllib.request

from benchmarks.messages import get
from benchmarks.servers import serving

KNOTS = 10_000


class Knot:
    """Holds on to itself, so that nothing but a look for garbage ends it."""

    ended = 0

    def __init__(self):
        self.itself = self

    def __del__(self):
        Knot.ended += 1


def knots(_environ, start):
    """Makes knots and lets go of them: how many had ended before, and how many since."""
    before = Knot.ended
    for _ in range(KNOTS):
        Knot()
    start("200 OK", [("Content-Type", "text/plain")])
    return [f"{before} before, {Knot.ended - before} since".encode()]


def test_a_request_is_not_stopped_to_look_for_garbage_and_leaves_none_behind():
    alone = os.environ | {"GUNICORN_CMD_ARGS": "--workers 1 --threads 1"}
    with serving("tests.web.test_garbage:knots", alone, get("/")) as server:
        host, port = server.address
        said = [urllib.request.urlopen(f"http://{host}:{port}").read() for _ in range(2)]
    assert said == [b"10000 before, 0 since", b"20000 before, 0 since"]
