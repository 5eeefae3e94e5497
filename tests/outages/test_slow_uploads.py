"""Twenty people on slow lines send files: nobody else waits for them."""

import socket
import statistics
import threading
from contextlib import ExitStack

import pytest

from tests.outages.conftest import HOST, get, send

pytestmark = pytest.mark.long
UPLOADS, VISITS, MOST_DELAY = 20, 150, 0.1
BEGINNING = (
    b"POST /sign-in HTTP/1.1\r\nHost: %s\r\nContent-Length: 5000000\r\n"
    b"Content-Type: multipart/form-data; boundary=x\r\n\r\n"
    b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n'
) % HOST


def late(address):
    """What one of twenty visits takes at least."""
    found = [send(address, get(f"/courses/none-{one}"), 30) for one in range(VISITS)]
    assert {status for status, _, _ in found} == {404}
    return statistics.quantiles([seconds for _, seconds, _ in found], n=20)[-1]


def test_twenty_slow_uploads_hold_up_nobody(server):
    alone = late(server.address)
    is_over = threading.Event()
    with ExitStack() as stack:
        lines = [
            stack.enter_context(socket.create_connection(server.address)) for _ in range(UPLOADS)
        ]
        for line in lines:
            line.sendall(BEGINNING)

        def dribble():
            while not is_over.wait(0.05):
                for line in lines:
                    line.sendall(b"a" * 300)

        beside = threading.Thread(target=dribble)
        beside.start()
        try:
            among = late(server.address)
        finally:
            is_over.set()
            beside.join()
    print(f"\nslowest of twenty: {alone * 1000:.0f} ms alone, {among * 1000:.0f} ms among uploads")
    assert among - alone < MOST_DELAY
