"""A store that speaks the S3 protocol on loopback, in this process, and fails as a test asks.

It proves what a real one proves: the signature of each request and the hash of each body. It pages
its lists, 1,000 names each.
"""

import base64
import hashlib
import hmac
import re
import socket
import threading
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, quote, unquote, urlsplit
from xml.sax.saxutils import escape

from app.adapters.object_storage import object_storage

BUCKET, REGION, KEY_ID = "sealed", "ap-northeast-1", "KENSHUTESTKEY"
SECRET = "the/secret+of:a-test"
PAGE = 1000


class Store:
    """What lies in the bucket, who asked what, and how the next answers go wrong."""

    def __init__(self):
        self.objects, self.written = {}, {}
        self.asked = []
        self.fault = None  # a function that is handed the request and may answer it, or spoil it
        self.released = threading.Event()  # whoever hangs, hangs until then
        self.server, self.port = None, 0
        self.open()

    def open(self):
        """Listen, on the same port as before."""
        self.server = Listener(("127.0.0.1", self.port), Answer)
        self.server.store = self
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()

    def close(self):
        """As if its machine were switched off: all lines are cut, and nobody listens."""
        self.released.set()
        self.server.shutdown()
        self.server.server_close()
        self.server.cut()

    @property
    def endpoint(self):
        return f"http://127.0.0.1:{self.port}"

    def settings(self, **others):
        """What a service is told, so that its files lie here."""
        return {
            "FILES": f"s3://{BUCKET}/files", "S3_ENDPOINT": self.endpoint, "S3_REGION": REGION,
            "S3_KEY": f"{KEY_ID}:{SECRET}", "S3_WITHOUT_TLS": True,
        } | others  # fmt: skip

    def names(self):
        return sorted(self.objects)

    def keep(self, name, content):
        self.objects[name], self.written[name] = content, datetime.now(UTC)


@contextmanager
def store():
    one = Store()
    try:
        yield one
    finally:
        one.close()
        object_storage.cache_clear()  # another store may get this port


def storage_in(store, **others):
    told = store.settings(**others)
    return object_storage(
        told["FILES"], endpoint=told["S3_ENDPOINT"], region=told["S3_REGION"], key=told["S3_KEY"],
        may_be_plain=told["S3_WITHOUT_TLS"],
    )  # fmt: skip


class Listener(ThreadingHTTPServer):
    daemon_threads, allow_reuse_address = True, True
    request_queue_size = 64

    def __init__(self, *given):
        self.lines = set()
        super().__init__(*given)

    def process_request(self, request, client_address):
        self.lines.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request):
        self.lines.discard(request)
        super().shutdown_request(request)

    def handle_error(self, request, client_address):
        """A line that was cut is what some tests want."""

    def cut(self):
        for line in list(self.lines):
            with suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)


class Answer(BaseHTTPRequestHandler):
    protocol_version, disable_nagle_algorithm = "HTTP/1.1", True

    def log_message(self, *_words):
        pass

    def do_GET(self):
        store = self.server.store
        self.body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        address = urlsplit(self.path)
        self.asked_for = dict(parse_qsl(address.query, keep_blank_values=True))
        _, bucket, *name = unquote(address.path).split("/", 2)
        self.name = "".join(name)
        store.asked.append((self.command, self.name, dict(self.headers)))
        if store.fault and store.fault(self):
            return
        if not self.is_signed():
            return self.refuse(403, "SignatureDoesNotMatch")
        if bucket != BUCKET:
            return self.refuse(404, "NoSuchBucket")
        getattr(self, self.command.lower() if self.name else "names")(store)

    do_PUT = do_HEAD = do_DELETE = do_POST = do_GET

    def put(self, store):
        body, sums = self.body, self.headers
        digest = hashlib.sha256(body)
        is_whole = digest.hexdigest() == sums["x-amz-content-sha256"]
        told = base64.b64encode(digest.digest()).decode()
        if not is_whole or sums.get("x-amz-checksum-sha256", told) != told:
            return self.refuse(400, "BadDigest")
        store.keep(self.name, body)
        self.say(200, **{"ETag": f'"{hashlib.md5(body).hexdigest()}"'})

    def get(self, store):
        if self.name not in store.objects:
            return self.refuse(404, "NoSuchKey")
        body, moment = store.objects[self.name], store.written[self.name]
        self.say(200, body, **{
            "ETag": f'"{hashlib.md5(body).hexdigest()}"',
            "Last-Modified": f"{moment:%a, %d %b %Y %H:%M:%S} GMT",
        })  # fmt: skip

    head = get

    def delete(self, store):
        store.objects.pop(self.name, None)
        self.say(204)

    def names(self, store):
        prefix = self.asked_for.get("prefix", "")
        after = self.asked_for.get("continuation-token") or self.asked_for.get("start-after", "")
        found = [one for one in store.names() if one.startswith(prefix) and one > after]
        page, rest = found[:PAGE], found[PAGE:]
        lines = [
            f"<Contents><Key>{escape(one)}</Key><Size>{len(store.objects[one])}</Size>"
            f"<LastModified>{store.written[one]:%Y-%m-%dT%H:%M:%S.000Z}</LastModified>"
            '<ETag>"1"</ETag></Contents>'
            for one in page
        ]
        more = f"<NextContinuationToken>{escape(page[-1])}</NextContinuationToken>" if rest else ""
        body = (
            f"<ListBucketResult><IsTruncated>{str(bool(rest)).lower()}</IsTruncated>"
            f"<KeyCount>{len(page)}</KeyCount>{more}{''.join(lines)}</ListBucketResult>"
        )
        self.say(200, body.encode(), **{"Content-Type": "application/xml"})

    def refuse(self, status, code):
        """As real ones do: with the number of the key, which is not for logs."""
        self.say(status, f"<Error><Code>{code}</Code><AWSAccessKeyId>{KEY_ID}</AWSAccessKeyId>"
                         "</Error>".encode())  # fmt: skip
        return True

    def say(self, status, body=b"", **headers):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def is_signed(self):
        """As version 4 of the signature is described."""
        pattern = r"AWS4-HMAC-SHA256 Credential=([^,]+), ?SignedHeaders=([^,]+), ?Signature=(\w+)"
        found = re.fullmatch(pattern, self.headers.get("Authorization", ""))
        if not found or not found[1].startswith(f"{KEY_ID}/"):
            return False
        scope, names = found[1].split("/", 1)[1], found[2].split(";")
        query = "&".join(f"{quote(k, safe='-_.~')}={quote(v, safe='-_.~')}"
                         for k, v in sorted(self.asked_for.items()))  # fmt: skip
        canonical = "\n".join([
            self.command, quote(unquote(urlsplit(self.path).path), safe="/-_.~"), query,
            *(f"{name}:{' '.join(self.headers[name].split())}" for name in names), "",
            found[2], self.headers["x-amz-content-sha256"],
        ])  # fmt: skip
        digest = hashlib.sha256(canonical.encode()).hexdigest()
        to_sign = "\n".join(["AWS4-HMAC-SHA256", self.headers["x-amz-date"], scope, digest])
        key = b"AWS4" + SECRET.encode()
        for part in scope.split("/"):
            key = hmac.digest(key, part.encode(), "sha256")
        return hmac.digest(key, to_sign.encode(), "sha256").hex() == found[3]


# What may go wrong: each is handed to `Store.fault`.


def refusing(status, code):
    return lambda answer: answer.refuse(status, code)


def hanging(answer):
    """It has heard the question, and says nothing."""
    answer.server.store.released.wait(30)
    return True


def breaking_off(answer):
    """Half an answer, then silence."""
    answer.send_response(200)
    for name, value in (("Content-Length", "1000"), ("ETag", '"1"'),
                        ("Last-Modified", "Tue, 01 Dec 2026 12:00:00 GMT")):  # fmt: skip
        answer.send_header(name, value)
    answer.end_headers()
    answer.wfile.write(b"x" * 500)
    answer.wfile.flush()
    return hanging(answer)


def losing_a_byte(answer):
    """On the way in."""
    answer.body = answer.body[:-1]
