"""Work that is done once, or again and again until somebody ends it."""

import logging
import os
import select
import signal
from collections import Counter
from collections.abc import Callable, Generator
from contextlib import closing

import click
from sqlalchemy.exc import DBAPIError

from app.extensions import db

SECONDS_BETWEEN_LOOKS = 3

# What was done, piece by piece.
Work = Callable[[], Generator[str, None, None]]
Ended = Callable[[float], bool]

log = logging.getLogger(__name__)
follow_option = click.option("--follow", is_flag=True, help="Go on until ended.")


def work_off(work: Work, *, follow: bool) -> None:
    """Do all that is due and say what that was: once, or again and again until we are ended."""
    if not follow:
        click.echo(_round(work, lambda _seconds: False) or "nothing due")
        return
    is_ended = _listen()
    while not is_ended(0):
        try:
            if done := _round(work, is_ended):
                click.echo(done)
        except DBAPIError:
            log.warning("the database does not answer", exc_info=True)
        finally:
            db.session.remove()  # between two looks nothing stays open
        is_ended(SECONDS_BETWEEN_LOOKS)


def _round(work: Work, is_ended: Ended) -> str:
    done: Counter[str] = Counter()
    with closing(work()) as pieces:
        for piece in pieces:
            done[piece] += 1
            if is_ended(0):  # what is in hand was finished, the next is not begun
                break
    return ", ".join(f"{number} {piece}" for piece, number in done.items())


def _listen() -> Ended:
    """A function that waits so many seconds at most, and says whether somebody has ended us."""
    here, there = os.pipe()
    os.set_blocking(there, False)
    asked: list[int] = []
    for one in (signal.SIGTERM, signal.SIGINT):
        signal.signal(one, lambda number, _frame: asked.append(number))
    signal.set_wakeup_fd(there)  # a signal ends the waiting at once

    def is_ended(seconds: float) -> bool:
        if not asked:
            select.select([here], [], [], seconds)
        return bool(asked)

    return is_ended
