"""A mail server of this machine that is as bad as its script says."""

import re
import socket
import threading
from contextlib import suppress

HOST = "127.0.0.1"
# A server that waits for longer waits in vain: nobody hung up on it.
PATIENCE = 5


class BadServer:
    """What it was handed is in `arrived`, whether it said so or not."""

    def __init__(self):
        self.manner, self.arrived, self.left = "works", [], 0
        self.listener = None
        self.ours = _bound(0)  # keeps the port ours while nobody listens at it
        self.port = self.ours.getsockname()[1]

    def behave(self, manner):
        self.manner = manner
        self.close(self.listener)
        self.listener = None if manner == "refuses" else _bound(self.port)
        if self.listener:
            self.listener.listen()
            threading.Thread(target=self.serve, args=[self.listener], daemon=True).start()

    def close(self, listener):
        if listener:
            with suppress(OSError):
                listener.shutdown(socket.SHUT_RDWR)  # wakes who waits at it
            listener.close()

    def end(self):
        self.close(self.listener)
        self.ours.close()

    def serve(self, listener):
        with suppress(OSError):
            while True:
                line, _ = listener.accept()
                threading.Thread(target=self.talk, args=[line, self.manner], daemon=True).start()

    def talk(self, line, manner):
        line.settimeout(PATIENCE)
        with suppress(OSError), line, line.makefile("rwb", buffering=0) as stream:
            if manner in GREETINGS:
                return self.say(stream, GREETINGS[manner])
            self.say(stream, "220 ready")
            while word := stream.readline()[:4].upper().decode():
                answer = ANSWERS.get((manner, word), USUAL.get(word, "250 OK"))
                self.say(stream, answer)
                if word == "QUIT":
                    return None
                if word == "DATA":
                    self.say(stream, self.take(stream, manner))

    def take(self, stream, manner):
        """Receive the letter, and what is then said of it."""
        lines = list(iter(stream.readline, b".\r\n"))
        self.arrived.append(b"".join(lines))
        return AFTERWARDS.get(manner, "250 taken")

    def say(self, stream, answer):
        if answer == "hang":
            if stream.read(1) == b"":
                self.left += 1
            raise OSError
        if answer == "drop":
            raise OSError
        stream.write(f"{answer}\r\n".encode())

    @property
    def copies(self):
        """Of each Message-ID, the texts that arrived under it."""
        found = {}
        for text in self.arrived:
            (name,) = re.findall(rb"(?im)^Message-ID: *(\S+)\r$", text)
            found.setdefault(name.decode(), []).append(text)
        return found


def _bound(port):
    one = socket.socket()
    one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    one.bind((HOST, port))
    return one


USUAL = {"DATA": "354 go on", "QUIT": "221 bye"}
GREETINGS = {"hangs": "hang", "drops": "drop", "sends away": "554 not you"}
ANSWERS = {
    ("is busy", "RCPT"): "451 later",
    ("knows us no more", "MAIL"): "550 not from you",
    ("hangs on the way", "RCPT"): "hang",
    ("knows nobody", "RCPT"): "550 5.1.1 no such user",
}
AFTERWARDS = {
    "takes and drops": "drop",
    "takes and hangs": "hang",
    "is busy at the end": "451 later",
}
