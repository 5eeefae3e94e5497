"""People who press again until they are told that it worked, and who note that they were."""

import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from tests.outages.conftest import send

CLIENTS = 8
PAUSE = 0.05
LONGEST_WAIT = 60
COME_AGAIN = (0, 503)  # no answer, or a refusal in words


class Journal:
    """What was acknowledged, when; and what remained without an answer and was asked again."""

    def __init__(self):
        self.acknowledged, self.times, self.unanswered = [], [], Counter()

    def __len__(self):
        return len(self.acknowledged)

    def note(self, errand):
        self.acknowledged.append(errand)
        self.times.append(time.monotonic())

    def first_after(self, moment):
        return next(one for one in reversed(self.times) if one <= moment)


def run_errands(errands, address, journal):
    """Until none is left; `address` says where the service is now."""
    for errand in errands:
        steps = errand.steps()
        request, status = next(steps)
        while True:
            answer = asked(request, status, address, journal)
            try:
                request, status = steps.send(answer)
            except StopIteration:
                break
        journal.note(errand)


def asked(request, expected, address, journal):
    """The answer that acknowledges it, however often that must be asked for."""
    until = time.monotonic() + LONGEST_WAIT
    while time.monotonic() < until:
        try:
            status, _, answer = send(address(), request, 30)
        except OSError:
            status = 0
        if status == expected:
            return answer.decode()
        if status not in COME_AGAIN:
            raise AssertionError(f"{request[:300]!r}\n{answer[:3000].decode()}")
        journal.unanswered[status] += 1
        time.sleep(PAUSE)
    raise AssertionError(f"No answer to {request[:300]!r}")


@contextmanager
def clients(errands, address, many=CLIENTS):
    """A crowd at work beside the block: its journal, and a function that waits for its length."""
    journal, waiting = Journal(), Waiting(errands)
    with ThreadPoolExecutor(many) as pool:
        at_work = [pool.submit(run_errands, waiting, address, journal) for _ in range(many)]

        def wait_for(number):
            while len(journal) < number:
                for one in at_work:
                    if one.done():
                        one.result()
                time.sleep(0.002)

        try:
            yield journal, wait_for
        except BaseException:
            waiting.errands.clear()
            raise
        for one in at_work:
            one.result()


class Waiting:
    """Errands that several threads take from."""

    def __init__(self, errands):
        self.errands = list(reversed(errands))

    def __iter__(self):
        while self.errands:
            try:
                yield self.errands.pop()
            except IndexError:
                return
