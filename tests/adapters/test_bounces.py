import os

import pytest

from app.adapters.bounces import MOST_BYTES, Bounce, bounce_in
from tests.adapters.returned import NUMBER, returned


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, ("failed", "5.1.1")),
        ({"kind": "text/rfc822-headers"}, ("failed", "5.1.1")),
        ({"action": "Failed", "status": "4.4.7 (expired)"}, ("failed", "4.4.7")),
        ({"action": "delayed", "status": "4.4.1"}, ("delayed", "4.4.1")),
        ({"action": "delivered", "status": "2.0.0"}, ("delivered", "2.0.0")),
        ({"status": "so sorry"}, ("failed", "")),
        ({"status": "5.1.1\r\n\r\nAction: delivered\r\nStatus: 2.0.0"}, ("failed", "5.1.1")),
    ],
)
def test_a_notification_says_what_became_of_the_letter(changes, expected):
    assert bounce_in(returned(**changes)) == Bounce(NUMBER, *expected)


NESTED = b"".join(
    b'Content-Type: multipart/report; boundary="%d"\r\n\r\n--%d\r\n' % (one, one)
    for one in range(2000)
)


@pytest.mark.parametrize(
    "mail",
    [
        b"",
        b"\0" * 1000,
        os.urandom(5000),
        NESTED,
        returned(report=False),
        returned("<1@kenshu>"),
        returned(f"{NUMBER[:-2]}"),
        returned(action="dance"),
        returned(kind="text/plain"),
        returned(kind="message/delivery-status"),
        returned(more=f"about {NUMBER}", message_id="<1@example.net>"),
        returned().replace(b"charset=us-ascii", b"charset=klingon").partition(b"Final-")[0],
        returned().replace(b'boundary="b1"', b""),
        returned().replace(b'boundary="b1"', b'boundary="b2"'),
        returned(more="x" * MOST_BYTES),
    ],
    ids=range(15),
)
def test_what_is_none_or_rubbish_says_nothing(mail):
    assert bounce_in(mail) is None


def test_a_wrong_charset_and_wild_bytes_do_not_hide_what_is_said():
    mail = (
        returned().replace(b"charset=us-ascii", b"charset=klingon").replace(b"I could", b"\xff\xfe")
    )
    head = b"Subject: =?klingon?Q?=ff?= \xe9\xff\r\nX-Long: " + b"y" * 20_000 + b"\r\n"
    assert bounce_in(head + mail) == Bounce(NUMBER, "failed", "5.1.1")
