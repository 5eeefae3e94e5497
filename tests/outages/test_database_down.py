"""PostgreSQL is killed, or hangs, under the running service: 503 in words, then all goes on."""

import json
import os
import signal
import time
from concurrent.futures import ThreadPoolExecutor
from itertools import count

import psutil
import pytest

from tests.databases import address_of_postgresql, postgresql_in
from tests.outages.conftest import get, prepare, production, send

pytestmark = pytest.mark.long
numbers = count()
NOTHING = "/courses/none-{}"  # asks the database, and is never kept
MOST_TO_SAY, MOST_TO_RECOVER = 5, 10


@pytest.fixture(scope="module")
def postgresql(tmp_path_factory):
    address_of_postgresql()  # its starter, beside us, holds the lock of all starters
    server = postgresql_in(tmp_path_factory.mktemp("postgresql"))
    yield server
    server.cleanup()


@pytest.fixture(scope="module")
def service(postgresql, tmp_path_factory):
    url = postgresql.get_uri(driver="psycopg")
    prepare(url)
    with production(url, tmp_path_factory.mktemp("production")) as server:
        yield server


def signal_all(postgresql, number):
    first = psutil.Process(postgresql.get_pid())
    for process in [first, *first.children(recursive=True)]:
        os.kill(process.pid, number)


def stopped(postgresql):
    signal_all(postgresql, signal.SIGSTOP)
    return lambda: signal_all(postgresql, signal.SIGCONT)


def killed(postgresql):
    signal_all(postgresql, signal.SIGKILL)
    # Where nobody buries the dead, the next server would take this one for one that runs.
    for trace in ("postmaster.pid", ".s.PGSQL.5432.lock"):
        (postgresql.pgdata / trace).unlink(missing_ok=True)
    return postgresql.ensure_postgres_running


def ask_all(address, many=32, path=NOTHING):
    with ThreadPoolExecutor(many) as visitors:
        asked = [get(path.format(next(numbers))) for _ in range(many)]
        return list(visitors.map(lambda raw: send(address, raw), asked))


def processes_of(service):
    return {child.pid for child in psutil.Process(service.process.pid).children()}


@pytest.mark.parametrize("fault", [killed, stopped])
def test_everybody_is_told_soon_and_all_goes_on_without_a_restart(postgresql, service, fault):
    assert {status for status, _, _ in ask_all(service.address)} == {404}
    before = processes_of(service)
    mend = fault(postgresql)
    try:
        answers = [answer for _ in range(3) for answer in ask_all(service.address)]
        assert {status for status, _, _ in answers} == {503}
        assert max(seconds for _, seconds, _ in answers) < MOST_TO_SAY
        assert all(b"Retry-After: 60" in answer for _, _, answer in answers)
        status, seconds, ready = send(service.address, get("/readyz"))
        assert (status, json.loads(ready.partition(b"\r\n\r\n")[2])["wrong"]) == (503, ["database"])
        assert seconds < MOST_TO_SAY
        assert send(service.address, get("/healthz"))[0] == 200
    finally:
        mend()
    begun = time.monotonic()
    while {status for status, _, _ in ask_all(service.address)} != {404}:
        assert time.monotonic() - begun < MOST_TO_RECOVER
    print(f"\n{fault.__name__}: told after {max(one[1] for one in answers):.2f} s,"
          f" back after {time.monotonic() - begun:.2f} s")  # fmt: skip
    assert processes_of(service) == before


def test_what_everybody_could_read_stays_readable(postgresql, service):
    for _ in range(5):  # both processes have kept it by then
        assert {status for status, _, _ in ask_all(service.address, path="/help")} == {200}
    mend = killed(postgresql)
    try:
        assert {send(service.address, get("/help"))[0] for _ in range(10)} == {200}
    finally:
        mend()
