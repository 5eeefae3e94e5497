"""The demonstration's post office: letters go into a folder, and can be read there."""

import mailbox
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

from app.adapters.smtp import Deliver


@dataclass(frozen=True)
class ReceivedLetter:
    to: str
    subject: str
    text: str
    at: datetime
    message_id: str


def delivery_into(folder: str | Path) -> Deliver:
    """A function that puts one message into this folder."""

    def deliver(message: EmailMessage) -> None:
        mailbox.Maildir(folder, create=True).add(message.as_bytes(policy=policy.default))

    return deliver


def letters_in(folder: str | Path, *, limit: int = 200) -> list[ReceivedLetter]:
    """The last letters of this folder, newest first."""
    arrived = sorted(Path(folder).glob("new/*"), key=lambda path: path.name, reverse=True)
    arrived.sort(key=lambda path: path.stat().st_mtime_ns, reverse=True)
    return [_read(path) for path in arrived[:limit]]


def _read(path: Path) -> ReceivedLetter:
    message = message_from_bytes(path.read_bytes(), policy=policy.default)
    body = message.get_body(("plain",))
    return ReceivedLetter(
        to=str(message["To"]),
        subject=str(message["Subject"]),
        text=body.get_content() if body is not None else "",
        at=message["Date"].datetime,
        message_id=str(message["Message-ID"]),
    )
