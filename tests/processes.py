"""Processes of their own that start at once: forked from one that has imported Kenshu already."""

import multiprocessing
import os
import signal
import threading

PATIENCE = 60
FORKED = multiprocessing.get_context("forkserver")
FORKED.set_forkserver_preload(["app", "flask.cli", "psycopg", "pytest"])


def start(work, *arguments):
    """A process, and our end of the line to it; the work's first argument is the other end."""
    here, there = FORKED.Pipe()
    process = FORKED.Process(target=work, args=(there, *arguments), daemon=True)
    process.start()
    there.close()
    return process, here


class Command:
    """A process that we hear, on its stream 1 (output) or 2 (errors)."""

    def __init__(self, environment, stream, work, *arguments):
        self.process, self.line = start(speak, dict(environment), stream, work, *arguments)
        self.words = os.fdopen(self.line.fileno(), closefd=False)
        # What never ends must fail a test, not hold it for ever.
        self.watch = threading.Timer(PATIENCE, self.process.kill)
        self.watch.start()

    def all_words(self):
        """What it says until it ends, and the code it ends with."""
        return self.words.read(), self.ended()

    def asked_to_end(self):
        """The code it ends with, once it was asked to."""
        os.kill(self.process.pid, signal.SIGTERM)
        return self.ended()

    def ended(self):
        self.process.join()
        return self.process.exitcode

    def close(self):
        self.watch.cancel()
        self.process.kill()
        self.process.join()
        self.watch.join()
        self.words.close()
        self.line.close()


def speak(line, environment, stream, work, *arguments):
    os.dup2(line.fileno(), stream)
    line.close()
    os.environ.clear()
    os.environ.update(environment)
    work(*arguments)
