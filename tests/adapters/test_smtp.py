import socket
import ssl
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from app.adapters import smtp
from app.adapters.smtp import (
    Server,
    TryLater,
    Undeliverable,
    composed,
    delivery_by,
    delivery_in_one_go,
)

AT = datetime(2026, 12, 1, 12, tzinfo=UTC)
BODY = (
    """Dear Judge Nguyễn Thị Hồng,

.A line that begins with a dot, and one that is long: """
    + "x" * 1200
    + """
From here on we write to you by 5 March.
"""
)


def letter(**changes):
    facts = {
        "sender": "Kenshu <kenshu@example.org>",
        "to": "hong@example.org",
        "subject": "We have your application ITC193-7K4M, Nguyễn Thị Hồng",
        "body": BODY,
        "message_id": "<7b2c@kenshu>",
        "at": AT,
    }
    return composed(**facts | changes)


class Post:
    """A real server's other half: keeps what arrives, says what it is told to say."""

    def __init__(self):
        self.arrived, self.sessions, self.answers = [], set(), {}

    async def handle_RCPT(self, server, session, envelope, address, options):
        envelope.rcpt_tos.append(address)
        return self.answers.get("RCPT", "250 OK")

    async def handle_DATA(self, server, session, envelope):
        self.sessions.add(session.peer)
        if self.answers.get("DATA") == "die":
            server.transport.abort()
            return "451 gone"
        self.arrived.append(envelope.original_content)
        return self.answers.get("DATA", "250 OK")


@pytest.fixture
def post():
    return Post()


@pytest.fixture
def serve(post):
    """Starts a mail server on a free port of this machine."""
    running = []

    def serve(**options):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        controller = Controller(post, hostname="127.0.0.1", port=port, **options)
        controller.start()
        running.append(controller)
        return port

    yield serve
    for controller in running:
        controller.stop()


@pytest.fixture
def certificate(tmp_path, monkeypatch):
    """A server's certificate for this machine, which the client is told to trust."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    names = x509.SubjectAlternativeName([x509.DNSName("localhost")])
    today = datetime.now(UTC)
    signed = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(today - timedelta(days=1))
        .not_valid_after(today + timedelta(days=1))
        .add_extension(names, critical=False)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path / "server.pem"
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + signed.public_bytes(serialization.Encoding.PEM)
    )
    own = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    own.load_cert_chain(path)
    monkeypatch.setattr(smtp, "_context", lambda: ssl.create_default_context(cafile=path))
    return own


def test_what_is_written_is_what_arrives_byte_for_byte(post, serve):
    deliver = delivery_by("127.0.0.1", serve())
    deliver(letter())
    deliver(letter())
    first, again = post.arrived
    assert first == again == letter().as_bytes(policy=policy.SMTP)
    assert first.isascii()
    read = message_from_bytes(first, policy=policy.default)
    assert read.get_content().replace("\r\n", "\n") == BODY
    assert {name: read[name] for name in ("To", "Subject", "Message-ID", "Date")} == {
        "To": "hong@example.org",
        "Subject": "We have your application ITC193-7K4M, Nguyễn Thị Hồng",
        "Message-ID": "<7b2c@kenshu>",
        "Date": "Tue, 01 Dec 2026 12:00:00 +0000",
    }


def test_many_letters_go_on_one_connection(post, serve):
    with delivery_in_one_go(Server("127.0.0.1", serve())) as deliver:
        for _ in range(5):
            deliver(letter())
    assert (len(post.arrived), len(post.sessions)) == (5, 1)


def test_a_refused_letter_does_not_spoil_the_next(post, serve):
    with delivery_in_one_go(Server("127.0.0.1", serve())) as deliver:
        post.answers["RCPT"] = "550 unknown"
        with pytest.raises(Undeliverable):
            deliver(letter())
        post.answers.clear()
        deliver(letter())
    assert len(post.arrived) == 1


@pytest.mark.parametrize(
    ("step", "answer", "expected"),
    [
        ("RCPT", "450 full", TryLater),
        ("RCPT", "550 unknown", Undeliverable),
        ("DATA", "451 busy", TryLater),
        ("DATA", "554 we take this for spam", Undeliverable),
        ("DATA", "die", TryLater),
    ],
)
def test_the_servers_answer_decides(post, serve, step, answer, expected):
    post.answers[step] = answer
    with pytest.raises(expected):
        delivery_by("127.0.0.1", serve())(letter())


def test_nobody_at_the_port_means_later():
    with socket.socket() as unheard:
        unheard.bind(("127.0.0.1", 0))
        with pytest.raises(TryLater):
            delivery_by("127.0.0.1", unheard.getsockname()[1])(letter())


def test_a_server_that_never_answers_is_left(monkeypatch):
    monkeypatch.setattr(smtp, "SECONDS_TO_ANSWER", 0.1)
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        with pytest.raises(TryLater):
            delivery_by("127.0.0.1", silent.getsockname()[1])(letter())


@pytest.mark.parametrize(("password", "arrives"), [("right", 1), ("wrong", 0)])
def test_the_password_goes_over_tls(post, serve, certificate, password, arrives):
    """A wrong one is our trouble: the letter waits."""

    def check(server, session, envelope, mechanism, data):
        assert server.transport.get_extra_info("ssl_object")
        return AuthResult(success=data.password == b"right", handled=False)

    port = serve(
        tls_context=certificate, require_starttls=True, authenticator=check, auth_required=True
    )
    deliver = delivery_by("localhost", port, starttls=True, user="kenshu", password=password)
    if arrives:
        deliver(letter())
    else:
        with pytest.raises(TryLater):
            deliver(letter())
    assert len(post.arrived) == arrives


def test_no_letter_goes_to_a_server_that_cannot_prove_its_name(post, serve, certificate):
    port = serve(tls_context=certificate)
    with pytest.raises(TryLater):
        delivery_by("127.0.0.1", port, starttls=True)(letter())
    assert post.arrived == []


def test_no_letter_goes_in_clear_where_tls_is_asked_for(post, serve):
    with pytest.raises(TryLater):
        delivery_by("127.0.0.1", serve(), starttls=True)(letter())
    assert post.arrived == []


def test_a_password_is_not_sent_in_clear():
    with pytest.raises(ValueError, match="needs TLS"):
        delivery_by("mail.example.org", 25, user="kenshu", password="secret")


@pytest.mark.parametrize(
    "subject",
    ["Hello\r\nBcc: all@example.org", "Hello\nBcc: x", "Hello\x00\x0b\u2028Bcc: x\x85Cc: y"],
)
def test_a_subject_cannot_begin_a_header(subject):
    message = letter(subject=subject)
    read = message_from_bytes(message.as_bytes(), policy=policy.default)
    assert sorted(read.keys()) == sorted(letter().keys())
    assert read["Subject"].startswith("Hello Bcc: ")


@pytest.mark.parametrize(
    "to",
    ["", "nobody", "a@example.org\r\nBcc: b@example.org", "a@example.org, b@example.org",
     "a@example.org b@example.org", "<a@example.org>", "a@", "@example.org", "สมชาย@example.org"],
)  # fmt: skip
def test_a_letter_goes_to_one_address_or_to_none(to):
    with pytest.raises(Undeliverable):
        letter(to=to)
