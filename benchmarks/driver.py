"""Drives a server over several connections at once, and looks at every answer.

A journey is a generator: it yields what to ask and is given the answer. One process with one
thread asks; it is cheap beside what it measures, and costs every page the same.
"""

import gzip
import selectors
import socket
import time
from collections import defaultdict
from collections.abc import Generator, Iterable, Iterator
from dataclasses import dataclass, field
from statistics import median, quantiles
from typing import NamedTuple

CONNECTIONS = 8
LONGEST_ANSWER = 30.0


class Unexpected(Exception):
    """An answer that is not what the page should say: then no figure means anything."""


class Ask(NamedTuple):
    """A request, the status it must have, and a text that must stand in the answer."""

    request: bytes
    status: int = 200
    text: bytes = b""
    counted_as: str = ""  # not counted where empty


class Answer(NamedTuple):
    head: bytes
    body: bytes

    def header(self, name: bytes) -> bytes:
        _, found, rest = self.head.partition(b"\r\n" + name + b": ")
        return rest.partition(b"\r\n")[0] if found else b""

    @property
    def text(self) -> str:
        is_packed = self.header(b"Content-Encoding") == b"gzip"
        return (gzip.decompress(self.body) if is_packed else self.body).decode()


Journey = Generator[Ask, Answer, None]


@dataclass
class Run:
    """The seconds of each answer that counted, by name, and how long it took in all."""

    seconds: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    lasted: float = 0.0

    def rate(self, name: str) -> float:
        return len(self.seconds[name]) / self.lasted

    def add(self, other: "Run") -> None:
        for name, seconds in other.seconds.items():
            self.seconds[name] += seconds
        self.lasted += other.lasted

    def median(self, name: str) -> float:
        return median(self.seconds[name])

    def slowest(self, name: str) -> float:
        """The 95th percentile."""
        return quantiles(self.seconds[name], n=20, method="inclusive")[-1]


class Connection:
    """One connection, one request on its way at a time."""

    def __init__(self, address: tuple[str, int], selector: selectors.BaseSelector) -> None:
        self.address, self.selector = address, selector
        self.socket: socket.socket | None = None
        self.came, self.since = b"", 0.0

    def begin(self, waiting: Iterator[Journey]) -> bool:
        """Ask what the next journey asks first; False if none is left."""
        for journey in waiting:
            self.journey = journey
            if self.go_on(None):
                return True
        return False

    def go_on(self, answer: Answer | None) -> bool:
        """Ask what the journey asks next; False when it has ended."""
        try:
            self.ask = next(self.journey) if answer is None else self.journey.send(answer)
        except StopIteration:
            return False
        if self.socket is None:
            self.socket = socket.create_connection(self.address, LONGEST_ANSWER)
            self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self.selector.register(self.socket, selectors.EVENT_READ, self)
        self.came, self.since = b"", time.perf_counter()
        self.socket.sendall(self.ask.request)
        return True

    def read(self) -> Answer | None:
        """The answer, once all of it came."""
        came = self.socket.recv(262_144)
        if not came:
            raise Unexpected(f"No answer came to {self.ask.request[:200]!r}.")
        self.came += came
        head, is_whole, body = self.came.partition(b"\r\n\r\n")
        answer = Answer(head + b"\r\n", body)
        length = 0 if head[9:12] == b"304" else int(answer.header(b"Content-Length") or 0)
        return answer if is_whole and len(body) >= length else None

    def close(self) -> None:
        if self.socket is not None:
            self.selector.unregister(self.socket)
            self.socket.close()
            self.socket = None


def drive(
    address: tuple[str, int],
    journeys: Iterable[Journey],
    *,
    seconds: float = 600.0,
    at_most: int = 100_000,
) -> Run:
    """Take the journeys, a few at a time, until they end, or the time, or the number of answers."""
    run, known, waiting = Run(), {}, iter(journeys)
    begun = time.perf_counter()
    with selectors.DefaultSelector() as selector:
        connections = [Connection(address, selector) for _ in range(CONNECTIONS)]
        for connection in connections:
            connection.begin(waiting)
        while selector.get_map():
            is_over = time.perf_counter() - begun > seconds or at_most <= 0
            for connection, answer in answers(selector):
                at_most -= 1
                note(connection, answer, run, known)
                if answer.header(b"Connection") == b"close":
                    connection.close()
                if is_over or not (connection.go_on(answer) or connection.begin(waiting)):
                    connection.close()
    run.lasted = time.perf_counter() - begun
    return run


def answers(selector: selectors.BaseSelector) -> Iterator[tuple[Connection, Answer]]:
    found = selector.select(LONGEST_ANSWER)
    if not found:
        raise Unexpected(f"Nothing was answered for {LONGEST_ANSWER} s.")
    for key, _ in found:
        if answer := key.data.read():
            yield key.data, answer


def note(connection: Connection, answer: Answer, run: Run, known: dict[bytes, bytes]) -> None:
    ask = connection.ask
    if ask.counted_as:
        run.seconds[ask.counted_as].append(time.perf_counter() - connection.since)
    if int(answer.head[9:12]) != ask.status:
        raise Unexpected(
            f"Not {ask.status} to {ask.request[:600]!r}:\n{answer.head.decode()}\n{answer.text}"
        )
    # The same answer once more needs no second look.
    if ask.text and known.get(ask.request) != answer.body:
        if ask.text not in answer.text.encode():
            raise Unexpected(f"{ask.text!r} is not in the answer to {ask.request[:600]!r}.")
        known[ask.request] = answer.body
