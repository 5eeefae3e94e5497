"""The service as it runs in production, on a database of its own."""

import base64
import os
import socket
import time
from contextlib import contextmanager

import pytest
from sqlalchemy import text

from app import create_app
from app.extensions import db
from app.queries.starting import missing_migrations
from benchmarks.servers import serving
from config import Testing

HOST = b"kenshu.example.org"
OURS = {
    "KENSHU_SECRET_KEY": "a secret of this test, long enough to be one",
    "KENSHU_VAULT_KEYS": f"1:{base64.b64encode(bytes(range(32))).decode()}",
    "KENSHU_LOG_KEY": base64.b64encode(bytes(range(32, 64))).decode(),
    "KENSHU_PUBLIC_URL": f"https://{HOST.decode()}",
    "KENSHU_SMTP_HOST": "127.0.0.1",
    "KENSHU_SENDER": "courses@example.org",
}


def get(path):
    return b"GET %s HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n" % (path.encode(), HOST)


def prepare(url):
    """All tables, as the last migration leaves them."""
    app = create_app(type("Settings", (Testing,), {"SQLALCHEMY_DATABASE_URI": url}))
    with app.app_context():
        db.create_all()
        last = missing_migrations()[-1]
        with db.engine.connect() as connection:
            connection.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32))"))
            connection.execute(text("INSERT INTO alembic_version VALUES (:last)"), {"last": last})
            connection.execute(
                text("INSERT INTO generation (name, number) VALUES ('catalogue', 1)")
            )
            connection.commit()
        db.engine.dispose()


@contextmanager
def production(url, folder, **others):
    """Gunicorn with the project's own settings, as soon as it answers."""
    outside = {name: value for name, value in os.environ.items() if "KENSHU_" not in name}
    mine = OURS | {"KENSHU_DATABASE_URL": url, "KENSHU_INSTANCE": str(folder)}
    with serving("wsgi:app", outside | mine | others, get("/healthz")) as server:
        yield server


def send(address, raw, patience=10):
    """The status of the answer to these bytes and nothing after them (0: none), and the seconds."""
    begun, answer = time.monotonic(), b""
    with socket.create_connection(address, patience) as line:
        try:
            line.sendall(raw)
            line.shutdown(socket.SHUT_WR)
            while piece := line.recv(65536):
                answer += piece
        except ConnectionError:
            pass  # it did not hear us out
    status = int(answer[9:12]) if answer.startswith(b"HTTP/1.") else 0
    return status, time.monotonic() - begun, answer


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    folder = tmp_path_factory.mktemp("production")
    url = f"sqlite:///{folder / 'kenshu.db'}"
    prepare(url)
    with production(url, folder) as server:
        yield server
