"""Mails that a mail server sends about a letter, as the usual ones write them."""

NUMBER = "<0b9f6c1e-52f5-4f6b-9a0f-3a7d1c2b4e5f@kenshu>"


def returned(
    message_id=NUMBER,
    *,
    action="failed",
    status="5.1.1",
    kind="message/rfc822",
    report=True,
    more="",
):
    is_report = "multipart/report; report-type=delivery-status" if report else "multipart/mixed"
    return f"""From: MAILER-DAEMON@mx.example.net
To: kenshu@example.org
Subject: Undelivered Mail Returned to Sender
Message-ID: <20261201120001.4F2@mx.example.net>
MIME-Version: 1.0
Content-Type: {is_report}; boundary="b1"

--b1
Content-Type: text/plain; charset=us-ascii

I could not deliver your letter {more}

--b1
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.net
Arrival-Date: Tue, 1 Dec 2026 12:00:00 +0000

Final-Recipient: rfc822; gone@example.org
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 5.1.1 unknown

--b1
Content-Type: {kind}

From: kenshu@example.org
To: gone@example.org
Subject: You have a place
Message-ID: {message_id}

Dear Judge
--b1--
""".replace("\n", "\r\n").encode("latin-1")
