"""What no answer may be, whatever was asked."""

import re
import time
from collections import Counter

from tests.hostile.strings import ANSWER, MARKER

LONGEST = 2.0
OWN = re.compile(r"(https?://localhost)?(/(?![/\\])[^\x00-\x20\\\x7f]*)?|\?[^\x00-\x20]*")
STYLES = ("text/css", "text/javascript")  # do nothing by themselves
PAGES = ("text/html", "application/atom+xml")


class Tally:
    """Counts what was asked, and keeps what was wrong with the answers."""

    def __init__(self, name):
        self.name, self.statuses, self.wrong = name, Counter(), Counter()
        self.pages, self.slowest, self.found = 0, 0.0, []

    def ask(self, about, open_it):
        """The answer of this request, judged; `about` says which it was."""
        began = time.monotonic()
        answer = open_it()
        self.note(about, answer, time.monotonic() - began)
        return answer

    def note(self, about, answer, seconds):
        self.statuses[answer.status_code] += 1
        self.pages += answer.mimetype == "text/html"
        self.slowest = max(self.slowest, seconds)
        for one in wrongs(answer, seconds):
            self.wrong[one] += 1
            self.found.append((one, *about))

    @property
    def asked(self):
        return self.statuses.total()

    def __str__(self):
        failed = sum(number for status, number in self.statuses.items() if status >= 500)
        counted = {name: self.wrong[name] for name in ("unescaped", "worked out", "no policy",
                                                       "header", "elsewhere", "slow")}  # fmt: skip
        told = ", ".join(f"{name}: {number}" for name, number in counted.items())
        return (
            f"{self.name}: {self.asked:,} requests, {self.pages:,} pages, answers of 500 and more: "
            f"{failed}, {told}, the longest {self.slowest:.2f} s, {dict(self.statuses)}"
        )


def wrongs(answer, seconds):
    text = answer.text if answer.mimetype in PAGES else ""
    found = {
        "failed": answer.status_code >= 500,
        "slow": seconds > LONGEST,
        "unescaped": MARKER in text,
        "worked out": ANSWER in text,
        "no policy": answer.mimetype not in STYLES and not has_policy(answer),
        "header": "X-Zqx7" in answer.headers or "zqx7" in answer.headers.get("Set-Cookie", ""),
        "elsewhere": not OWN.fullmatch(answer.headers.get("Location", "/")),
    }  # fmt: skip
    return [name for name, is_so in found.items() if is_so]


def has_policy(answer):
    """A browser runs and loads nothing that is not ours, and guesses no kind of content."""
    policy = answer.headers.get("Content-Security-Policy", "")
    is_kept_from_guessing = answer.headers.get("X-Content-Type-Options") == "nosniff"
    return "default-src 'none'" in policy and "unsafe" not in policy and is_kept_from_guessing
