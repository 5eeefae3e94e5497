"""Requests as a browser behind a proxy sends them."""

from collections.abc import Mapping
from urllib.parse import urlencode

HOST = "kenshu.example"
BROWSER = "Mozilla/5.0 (a measurement of Kenshu)"
BOUNDARY = "part-of-a-measurement"
LOOK = "Accept-Encoding: gzip\r\n"


def get(path: str, *, cookie: str = "", more: str = "") -> bytes:
    return _request("GET", path, cookie, LOOK + more, b"")


def post(path: str, fields: Mapping[str, str | list[str]], *, cookie: str = "") -> bytes:
    kind = "Content-Type: application/x-www-form-urlencoded\r\n"
    return _request("POST", path, cookie, kind, urlencode(fields, doseq=True).encode())


def upload(
    path: str, fields: Mapping[str, str], name: str, content: bytes, *, cookie: str
) -> bytes:
    parts = [
        f'Content-Disposition: form-data; name="{field}"\r\n\r\n{value}'.encode()
        for field, value in fields.items()
    ]
    head = f'Content-Disposition: form-data; name="{name}"; filename="paper.pdf"\r\n'
    parts.append(head.encode() + b"Content-Type: application/pdf\r\n\r\n" + content)
    line = f"--{BOUNDARY}".encode()
    body = b"".join(line + b"\r\n" + part + b"\r\n" for part in parts) + line + b"--\r\n"
    kind = f"Content-Type: multipart/form-data; boundary={BOUNDARY}\r\n"
    return _request("POST", path, cookie, kind, body)


def _request(method: str, path: str, cookie: str, more: str, body: bytes) -> bytes:
    head = (
        f"{method} {path} HTTP/1.1\r\nHost: {HOST}\r\nUser-Agent: {BROWSER}\r\n"
        f"X-Forwarded-Proto: https\r\n"
    )
    if method == "POST":
        head += (
            f"Origin: https://{HOST}\r\nReferer: https://{HOST}{path}\r\n"
            f"Content-Length: {len(body)}\r\n"
        )
    if cookie:
        head += f"Cookie: {cookie}\r\n"
    return f"{head}{more}\r\n".encode() + body
