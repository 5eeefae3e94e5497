"""Servers for a measurement, each on a socket that nobody else can answer, all of them stopped."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parent.parent
PROCESSES, THREADS = 2, 16
LONGEST_START = 60.0


class NotStarted(Exception):
    """A server ended, or did not answer, before it was measured."""


class Server(NamedTuple):
    address: tuple[str, int]
    process: subprocess.Popen[bytes]
    seconds_to_answer: float

    def memory(self) -> int:
        """The largest process that answers requests, in MB (its share of what is shared)."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return max(share_of(int(number)) for number in children.read_text().split())


def share_of(process: int) -> int:
    lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:")) // 1024


@contextlib.contextmanager
def serving(
    what: str, environment: Mapping[str, str], ask: bytes, *, under: Sequence[str] = ()
) -> Iterator[Server]:
    """Gunicorn as in production, from its first answer to `ask` until the block ends.

    The socket is bound here and handed over: whoever answers on it is the server that we started.
    `under` is a program that runs it and looks on.
    """
    begun = time.monotonic()
    with socket.create_server(("127.0.0.1", 0), backlog=512) as waiting:
        address = waiting.getsockname()
        number = waiting.fileno()
        process = subprocess.Popen(
            (
                *under, sys.executable, "-m", "gunicorn", what, "--bind", f"fd://{number}",
                "--log-level", "warning",
            ),
            cwd=ROOT, env=dict(environment), stdin=subprocess.DEVNULL, pass_fds=(number,),
            start_new_session=True,
        )  # fmt: skip
    try:
        wait_for_answer(address, ask, process)
        yield Server(address, process, time.monotonic() - begun)
    finally:
        stop(process)


def wait_for_answer(address: tuple[str, int], ask: bytes, process: subprocess.Popen[bytes]) -> None:
    last = time.monotonic() + LONGEST_START
    while process.poll() is None and time.monotonic() < last:
        with contextlib.suppress(OSError), socket.create_connection(address, 1) as connection:
            connection.sendall(ask)
            connection.settimeout(1)
            if answer := connection.recv(12):
                if answer == b"HTTP/1.1 200":
                    return
                raise NotStarted(f"The first answer was {answer!r}.")
    raise NotStarted(f"{process.args} ended with {process.poll()} or did not answer in time.")


def stop(process: subprocess.Popen[bytes]) -> None:
    for number in (signal.SIGTERM, signal.SIGKILL):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, number)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(10)
            return
