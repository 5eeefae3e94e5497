"""Processes of the service that can be killed: a web server, a mail worker; and a post office."""

import os
import re
import signal
import socket
import subprocess
import sys
from collections import Counter, defaultdict
from contextlib import contextmanager
from hashlib import sha256

import psutil
from aiosmtpd.controller import Controller

from benchmarks.messages import get
from benchmarks.servers import ROOT, serving

FOLLOW = ("flask", "--app", "wsgi", "letters", "send", "--follow")
NUMBER = re.compile(rb"^Message-ID: (<[^>]+>)", re.M)


class Web:
    """Gunicorn as in production; each start is on a port of its own."""

    def __init__(self, environment, *, under=()):
        self.environment, self.under = environment, under

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_error):
        self.block.__exit__(None, None, None)

    def start(self):
        self.block = serving("wsgi:app", self.environment, get("/healthz"), under=self.under)
        self.server = self.block.__enter__()

    def address(self):
        return self.server.address

    def kill_all(self):
        """Every process of it at once."""
        os.killpg(self.server.process.pid, signal.SIGKILL)
        self.server.process.wait()
        self.__exit__()

    def kill_all_and_start(self):
        self.kill_all()
        self.start()

    def kill_worker(self):
        """The one of its processes that has worked longest; its parent starts another."""
        workers = psutil.Process(self.server.process.pid).children()
        os.kill(min(workers, key=lambda one: one.create_time()).pid, signal.SIGKILL)


class MailWorker:
    def __init__(self, environment):
        self.environment = environment

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_error):
        """As whoever runs it would: what is in hand is finished."""
        self.process.terminate()
        assert self.process.wait(60) in (0, -signal.SIGTERM)  # the latter while it starts

    def start(self):
        self.process = subprocess.Popen(
            (sys.executable, "-m", *FOLLOW), cwd=ROOT, env=dict(self.environment),
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, start_new_session=True,
        )  # fmt: skip

    def kill(self):
        assert self.process.poll() is None, "the mail worker ended by itself"
        self.process.kill()
        self.process.wait()

    def kill_and_start(self):
        self.kill()
        self.start()


class Post:
    """A mail server that takes every letter: how often each number came, and with what bytes."""

    def __init__(self):
        self.delivered, self.bytes = Counter(), defaultdict(set)

    async def handle_DATA(self, _server, _session, envelope):
        number = NUMBER.search(envelope.original_content)[1].decode()
        self.delivered[number] += 1
        self.bytes[number].add(sha256(envelope.original_content).digest())
        return "250 OK"


@contextmanager
def post_office():
    """The mail server, and its port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    post = Post()
    controller = Controller(post, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield post, port
    finally:
        controller.stop()
