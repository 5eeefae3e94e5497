"""nginx, as docs/deploy/nginx.conf sets it up, in front of the service."""

import contextlib
import json
import os
import shutil
import socket
import ssl
import subprocess
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.outages.conftest import HOST, get

NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
pytestmark = pytest.mark.skipif(
    not NGINX and os.environ.get("KENSHU_REQUIRE_BROWSER") != "1", reason="no nginx here"
)
CONF = Path(__file__).parents[2] / "docs" / "deploy" / "nginx.conf"
NAME = HOST.decode()
THREADS = 64  # of both processes
ALONE = """
daemon off; worker_processes 1; pid {folder}/pid; {user}
events {{ }}
http {{
    client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/f; uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
    include {folder}/kenshu.conf;
}}
"""


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as one:
        return one.getsockname()[1]


def certificate(folder):
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, NAME)])
    now = datetime.now(UTC)  # as OpenSSL has it
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(1).not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(NAME)]), critical=False)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    pem = serialization.Encoding.PEM
    (folder / "fullchain.pem").write_bytes(made.public_bytes(pem))
    form = (serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    (folder / "privkey.pem").write_bytes(key.private_bytes(pem, *form))


class Proxy:
    """The file of the docs on ports of its own, in front of this address."""

    def __init__(self, folder, behind):
        self.folder, self.http, self.https = folder, free_port(), free_port()
        certificate(folder)
        ours = {
            "server 127.0.0.1:8000;": f"server 127.0.0.1:{behind};",
            "listen 443": f"listen 127.0.0.1:{self.https}",
            "listen 80": f"listen 127.0.0.1:{self.http}",
            "/etc/ssl/kenshu": str(folder),
            "/var/log/nginx": str(folder),
        }
        text = "".join(
            line for line in CONF.read_text().splitlines(keepends=True) if "[::]" not in line
        )
        for old, new in ours.items():
            assert old in text
            text = text.replace(old, new)
        (folder / "kenshu.conf").write_text(text)
        user = "user root;" if os.geteuid() == 0 else ""
        (folder / "nginx.conf").write_text(ALONE.format(folder=folder, user=user))
        words = (NGINX, "-p", str(folder), "-c", str(folder / "nginx.conf"), "-e", "stderr")
        self.process = subprocess.Popen(words, stdin=subprocess.DEVNULL)
        self.wait()

    def wait(self):
        last = time.monotonic() + 10
        while time.monotonic() < last and self.process.poll() is None:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.http)):
                return
        raise AssertionError("nginx did not start")

    def line(self, name=NAME):
        trust = ssl.create_default_context(cafile=str(self.folder / "fullchain.pem"))
        plain = socket.create_connection(("127.0.0.1", self.https), 10)
        return trust.wrap_socket(plain, server_hostname=name)

    def ask(self, raw):
        with self.line() as line:
            line.sendall(raw)
            return b"".join(iter(lambda: line.recv(65536), b"")).decode()

    def close(self):
        self.process.terminate()
        self.process.wait(10)


@pytest.fixture(scope="module")
def proxy(server, tmp_path_factory):
    one = Proxy(tmp_path_factory.mktemp("nginx"), server.address[1])
    yield one
    one.close()


def test_plain_http_is_sent_to_https(proxy):
    with socket.create_connection(("127.0.0.1", proxy.http)) as line:
        line.sendall(get("/courses/itc-192?a=b"))
        answer = line.recv(4096).decode()
    assert answer.startswith("HTTP/1.1 301")
    assert f"Location: https://{NAME}/courses/itc-192?a=b" in answer


def test_a_page_comes_through_with_all_its_headers(proxy):
    answer = proxy.ask(get("/help"))
    assert answer.startswith("HTTP/1.1 200")
    assert "Content-Security-Policy: default-src 'none'" in answer
    assert "Strict-Transport-Security: max-age=63072000" in answer
    assert "nginx/" not in answer


def test_another_name_gets_no_certificate(proxy):
    with pytest.raises(ssl.SSLError):
        proxy.line("evil.example")
    assert not proxy.ask(get("/help").replace(HOST, b"evil.example")).startswith("HTTP/1.1 200")


def test_numbers_are_not_told_outside(proxy):
    answer = proxy.ask(get("/metrics"))
    assert answer.startswith("HTTP/1.1 404")
    assert "Content-Security-Policy" not in answer  # the service was not even asked


def test_its_log_names_nobody_and_no_path(proxy):
    proxy.ask(get("/n/a-link-that-lets-in?email=grace@people.example"))
    lines = (proxy.folder / "kenshu.log").read_text().splitlines()
    assert {"at", "request", "method", "status", "seconds", "bytes"} == set(json.loads(lines[-1]))
    told = "\n".join(lines) + (proxy.folder / "kenshu-error.log").read_text()
    assert "lets-in" not in told and "people.example" not in told and "127.0.0.1" not in told


def test_endless_senders_hold_no_thread(proxy):
    """More of them than there are threads, each half-way through its form."""
    half = (
        b"POST /sign-in HTTP/1.1\r\nHost: %s\r\nContent-Length: 1000\r\n"
        b"Content-Type: application/x-www-form-urlencoded\r\n\r\nemail=" % HOST
    )
    with contextlib.ExitStack() as lines:
        for _ in range(THREADS + 16):
            lines.enter_context(proxy.line()).sendall(half)
        begun = time.monotonic()
        assert proxy.ask(get("/help")).startswith("HTTP/1.1 200")
        assert time.monotonic() - begun < 1


def test_while_the_service_is_away_a_sentence_says_so(tmp_path):
    proxy = Proxy(tmp_path, free_port())
    try:
        answer = proxy.ask(get("/"))
    finally:
        proxy.close()
    assert answer.startswith("HTTP/1.1 503") and "Retry-After: 60" in answer
    assert "The service is closed for a short time." in answer
