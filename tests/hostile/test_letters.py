"""What people write about themselves stays words of a letter: no header, no template, no link."""

import typing
from dataclasses import fields
from datetime import date, datetime
from email import message_from_bytes, policy

import pytest

from app.adapters.smtp import PLAIN, Undeliverable, composed
from app.domain.events import secret_name
from app.domain.letters import LETTERS
from app.domain.permissions import SYSTEM
from app.notifications.letters import GAP, gap_of, letters_for, wording_of
from tests.hostile.strings import ALL, ANSWER, HEADERS, TEMPLATES, as_read

SECRET, TO = "K7M-2QX-canary", "somebody@people.example"
EXPECTED = {
    "From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "MIME-Version",
    "Content-Type", "Content-Transfer-Encoding",
}  # fmt: skip
FEW = [*HEADERS, *TEMPLATES[:20], GAP, "Read https://evil.example/" + GAP]
NOBODYS = ("institute_id", "course_id", "application_id", "person_id")
MOST = [one for one in ALL if len(one) <= 1000]
# What stands in an event without having been typed.
OURS = {"language": "en", "zone": "Africa/Nairobi", "country": "KE", "reference": "ITC193-7K4M"}


def told(kind, text, now):
    """An event of this kind in which all that somebody types is this text."""
    hints, facts = typing.get_type_hints(kind), {"at": now, "actor": SYSTEM}
    for one in fields(kind):
        if one.name in facts or one.name in NOBODYS:
            continue
        of = hints[one.name]
        if one.name == secret_name_of(kind):
            facts[one.name] = SECRET
        elif of is datetime or of is date:
            facts[one.name] = now if of is datetime else now.date()
        elif of is int:
            facts[one.name] = 3
        elif of is not str:
            facts[one.name] = []
        else:
            facts[one.name] = OURS.get(one.name, TO if "email" in one.name else text)
    return kind(**facts)


def secret_name_of(kind):
    return next((one.name for one in fields(kind) if one.metadata.get("kept") == "secret"), None)


def sent(letter):
    """The message as it goes out, and as the program that gets it reads it."""
    wording = wording_of(letter, None)
    message = composed(
        sender="kenshu@example.org", to=wording.to, subject=wording.subject, body=wording.body,
        message_id=letter.message_id, at=letter.worded_at,
    )  # fmt: skip
    return message_from_bytes(message.as_bytes(policy=PLAIN), policy=policy.default)


def named(one):
    return getattr(one, "__name__", None)


@pytest.mark.parametrize(("number", "kind"), list(enumerate(LETTERS)), ids=named)
@pytest.mark.parametrize("is_whole", [False, pytest.param(True, marks=pytest.mark.long)],
                         ids=["some", "all"])  # fmt: skip
def test_nothing_typed_changes_a_letter(app, now, number, kind, is_whole):
    """In the quick run each text is put into every third kind, so into all kinds some."""
    wrong = []
    for text in map(as_read, MOST if is_whole else FEW[number % 3 :: 3]):
        event = told(kind, text, now)
        for letter in letters_for(event, None):
            message = sent(letter)
            body = message.get_content()
            is_secret_once = body.count(SECRET) == bool(secret_name(event))
            found = {
                "headers": set(message.keys()) == EXPECTED and len(message) == len(EXPECTED),
                "address": [one.addr_spec for one in message["To"].addresses] == [TO],
                "worked out": ANSWER not in body and ANSWER not in message["Subject"],
                "secret": is_secret_once and SECRET not in message["Subject"],
            }
            wrong += [(name, text) for name, holds in found.items() if not holds]
    assert wrong == []


def test_nobody_who_writes_a_note_has_the_link_put_into_it(app, now):
    """Whoever reads the code knows what stands for a link: it must not be enough."""
    kind = next(kind for kind in LETTERS if kind.__name__ == "EndorsementAsked")
    (letter,) = letters_for(told(kind, "https://evil.example/" + GAP, now), None)
    body = wording_of(letter, None).body
    assert "https://evil.example/" + GAP in body
    assert body.count(SECRET) == 1
    assert gap_of(letter.message_id) not in body


@pytest.mark.parametrize("to", sorted({as_read(one) for one in HEADERS}, key=ascii), ids=ascii)
def test_a_hostile_address_is_one_address_or_none(app, now, to):
    try:
        message = composed(sender="kenshu@example.org", to=to, subject="Hello", body="Words.",
                           message_id="<1@kenshu>", at=now)  # fmt: skip
        raw = message.as_bytes(policy=PLAIN)
    except (Undeliverable, UnicodeEncodeError, ValueError):
        return
    read = message_from_bytes(raw, policy=policy.default)
    (address,) = read["To"].addresses
    assert to.startswith(address.addr_spec)
    assert set(read.keys()) == EXPECTED
