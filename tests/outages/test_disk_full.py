"""A small disk, really full. The cheap relatives are in test_kept_text.py."""

import http.client
import re
import subprocess
from contextlib import contextmanager
from urllib.parse import urlencode

import pytest

from tests.outages.conftest import HOST, prepare, production

pytestmark = pytest.mark.long


@contextmanager
def small_disk(folder):
    mount = ["mount", "-t", "tmpfs", "-o", "size=32m", "tmpfs", str(folder)]
    done = subprocess.run(mount, capture_output=True, text=True)
    if done.returncode:
        pytest.skip(f"Mounting is not permitted: {done.stderr.strip()}")
    try:
        yield
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


class Visitor:
    def __init__(self, address):
        self.address, self.cookie, self.token = address, "", ""
        found = re.search('name="csrf_token"[^>]* value="([^"]+)"', self.ask("GET")[1])
        self.token = found[1]

    def ask(self, method, **typed):
        line = http.client.HTTPConnection(*self.address, timeout=10)
        headers = {"Host": HOST.decode(), "Cookie": self.cookie}
        if typed:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        body = urlencode(typed | {"csrf_token": self.token}) if typed else None
        line.request(method, "/sign-in", body, headers)
        answer = line.getresponse()
        if cookie := answer.getheader("Set-Cookie"):
            self.cookie = cookie.partition(";")[0]
        page = answer.read().decode()
        line.close()
        return answer.status, page


def fill(path):
    with path.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(b"x" * 4096)
        except OSError:
            pass


def test_a_full_disk_is_told_and_nothing_typed_is_lost(tmp_path):
    folder = tmp_path / "disk"
    folder.mkdir()
    with small_disk(folder):
        url = f"sqlite:///{folder / 'kenshu.db'}"
        prepare(url)
        with production(url, folder) as server:
            visitor = Visitor(server.address)
            assert visitor.ask("POST", email="first@example.org")[0] == 303
            fill(folder / "rubbish")
            seen = set()
            for number in range(40):  # until the room that SQLite had left is used as well
                email = f"grace-{number}@example.org"
                status, page = visitor.ask("POST", email=email)
                seen.add(status)
                if status == 507:
                    assert f'value="{email}"' in page
                    assert "Send it again" in page
            assert 507 in seen
            assert seen <= {303, 429, 507}
            (folder / "rubbish").unlink()
            assert visitor.ask("POST", email="last@example.org")[0] in (303, 429)
