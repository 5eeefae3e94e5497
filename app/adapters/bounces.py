"""Mails that say what became of a letter: delivery status notifications (RFC 3464).

Anybody may send us one, so nothing in it is believed but the number of the letter, which only who
got the letter can know.
"""

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message
from pathlib import Path

# What counts stands first; the rest of a mail that is longer is not looked at.
MOST_BYTES = 100_000
OURS = re.compile(r"<[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}@kenshu>")
# What is said of a letter, the worst first.
WORST = ("failed", "delayed", "relayed", "expanded", "delivered")
CODE = re.compile(r"[245]\.\d{1,3}\.\d{1,3}")


@dataclass(frozen=True)
class Bounce:
    """What a mail server says of one of our letters."""

    message_id: str
    action: str  # of `WORST`
    code: str  # as RFC 3463 has it, such as 5.1.1; empty if it gives none

    @property
    def is_final(self) -> bool:
        """That it gave up; the code alone does not say so: a full mailbox stays a 4.2.2."""
        return self.action == "failed"


def bounce_in(content: bytes) -> Bounce | None:
    """What this mail says of a letter of ours; None if it says nothing, or is rubbish."""
    try:
        return _read(message_from_bytes(content[:MOST_BYTES]))
    except Exception:  # whoever writes to us must not stop the run, whatever Python's parser meets
        return None


def _read(mail: Message) -> Bounce | None:
    if mail.get_content_type() != "multipart/report":
        return None
    parts = list(mail.walk())
    said = [one for part in parts for one in _said(part)]
    number = next((found[0] for part in parts for found in _numbers(part)), None)
    if number is None or not said:
        return None
    return Bounce(number, *min(said, key=lambda one: WORST.index(one[0])))


def _said(part: Message) -> Iterator[tuple[str, str]]:
    """Action and code for each recipient: fields of their own in this kind of part."""
    if part.get_content_type() != "message/delivery-status" or not part.is_multipart():
        return
    for fields in part.get_payload():
        action = str(fields.get("Action", "")).strip().lower()  # type: ignore[union-attr]
        code = CODE.search(str(fields.get("Status", "")))  # type: ignore[union-attr]
        if action in WORST:
            yield action, code[0] if code else ""


def _numbers(part: Message) -> Iterator[re.Match[str]]:
    """Our number in the head of the letter that came back, which is a mail or its head alone."""
    kind = part.get_content_type()
    if kind == "text/rfc822-headers":
        text = part.get_payload(decode=True)
        head = message_from_bytes(text) if isinstance(text, bytes) else Message()
    elif kind == "message/rfc822" and part.is_multipart():
        head = part.get_payload(0)  # type: ignore[assignment]
    else:
        return
    if found := OURS.search(str(head.get("Message-ID", ""))):
        yield found


def mails_in(maildir: Path) -> Iterator[tuple[Path, bytes]]:
    """What has arrived in this Maildir and was not looked at, with the beginning of each."""
    for path in sorted((maildir / "new").iterdir()):
        if path.is_file() and not path.is_symlink():
            with open(path, "rb") as file:
                yield path, file.read(MOST_BYTES)


def leave_to_people(path: Path) -> None:
    """Among the mails that a program has seen and nobody has read."""
    os.rename(path, path.parents[1] / "cur" / f"{path.name}:2,")
