"""Two hosts, each with a web server and a mail worker of its own, on one PostgreSQL and one
bucket: each in turn is lost with all that stood on it, and the other goes on."""

import random
import shutil
import time
from collections import Counter
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from itertools import pairwise

import pytest

from tests.buckets import store
from tests.drills.check import send_what_waits, wrongs, wrongs_of_letters
from tests.drills.clients import clients
from tests.drills.conftest import number
from tests.drills.crowd import crowd
from tests.drills.hosts import MailWorker, Web, post_office
from tests.drills.places import postgresql

ERRANDS = number("HOSTS_ERRANDS", 3_000)
NOBODY_WAITS_LONGER = 5  # seconds without any acknowledgement, on a machine with other work


class Host:
    """A machine: what runs on it, and a folder that nobody else sees."""

    def __init__(self, scene, name):
        environment = scene.with_folder(name)
        self.folder = scene.folder / name
        self.web, self.mail = Web(environment), MailWorker(environment)

    def start(self):
        self.folder.mkdir(exist_ok=True)
        self.web.start()
        self.mail.start()

    def lose(self):
        """The machine burns down: processes and folder."""
        self.mail.kill()
        self.web.kill_all()
        shutil.rmtree(self.folder)

    def stop(self):
        self.web.__exit__()
        self.mail.__exit__()


class Rotation:
    """Which host the next request goes to: any, as before a proxy that knows nothing yet."""

    def __init__(self, hosts):
        self.hosts, self.asked = hosts, Counter()

    def address(self):
        name = random.choice(list(self.hosts))
        self.asked[name] += 1
        return self.hosts[name].web.address()


def longest_silence(journal, since, until):
    """In seconds, between two acknowledgements from the one moment to the other."""
    seen = [since, *(one for one in journal.times if since < one < until)]
    return max(later - earlier for earlier, later in pairwise(seen))


@contextmanager
def two_hosts(scene):
    with ExitStack() as stack:
        hosts = {name: Host(scene, name) for name in ("first", "second")}
        for host in hosts.values():
            host.start()
            stack.callback(host.stop)
        yield hosts


def each_is_lost_once(hosts, errands, rotation):
    """The journal, and by host the longest silence after it was lost, in seconds."""
    silences = {}
    with clients(errands, rotation.address) as (journal, wait_for):
        for name, lost, back in (("first", 1, 2), ("second", 3, 4)):
            wait_for(lost * len(errands) // 5)
            begun = time.monotonic()
            hosts[name].lose()
            wait_for(back * len(errands) // 5)
            silences[name] = longest_silence(journal, begun, time.monotonic())
            hosts[name].start()
    return journal, silences


@pytest.mark.long
def test_a_host_is_lost_and_the_other_goes_on(tmp_path, now):
    with ExitStack() as stack:
        post, port = stack.enter_context(post_office())
        bucket = stack.enter_context(store())
        scene = stack.enter_context(postgresql(tmp_path, port))
        files = {f"KENSHU_{name}": str(value) for name, value in bucket.settings().items()}
        scene.environment.update(files | {"KENSHU_S3_WITHOUT_TLS": "1"})
        with scene.here() as app:
            errands = crowd(app, senders=ERRANDS, with_document=ERRANDS // 10,
                            accepters=ERRANDS // 20, at=now)  # fmt: skip
        with two_hosts(scene) as hosts:
            rotation = Rotation(hosts)
            journal, silences = each_is_lost_once(hosts, errands, rotation)
        with scene.here():
            send_what_waits(scene.environment, at=datetime.now(UTC))
            found = wrongs(journal.acknowledged) + wrongs_of_letters(post)
    twice = post.delivered.total() - len(post.delivered)
    print(f"\n{len(journal)} acknowledged by {dict(rotation.asked)} requests,"
          f" {dict(journal.unanswered)} asked again; {len(found)} wrong;"
          f" {len(post.delivered)} letters, {twice} twice")  # fmt: skip
    for name, seconds in silences.items():
        print(f"  the {name} lost: {seconds:.2f} s at most until the next is acknowledged")
    assert found == []
    assert len(journal) == len(errands)
    assert twice <= len(silences), "more letters than were in the hands of lost workers"
    assert max(silences.values()) < NOBODY_WAITS_LONGER
