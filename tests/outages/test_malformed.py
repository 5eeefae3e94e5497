"""What is no request, or hardly one: refused at once, in words, and never an error of ours."""

import re
from concurrent.futures import ThreadPoolExecutor

import pytest

from app import create_app
from config import Testing
from tests.outages.conftest import HOST, get, send

FORM = b"application/x-www-form-urlencoded"
PARTS = b"multipart/form-data; boundary=x"
NESTED = b"--x\r\nContent-Type: multipart/mixed; boundary=%d\r\n\r\n"


def ask(method=b"GET", target=b"/", *headers, body=b"", version=b"HTTP/1.1", host=HOST):
    first = b"%s %s %s" % (method, target, version)
    lines = [first, *([b"Host: " + host] if host else []), b"Connection: close", *headers]
    return b"\r\n".join(lines) + b"\r\n\r\n" + body


def form(body, kind=FORM, target=b"/sign-in", length=None, *headers):
    length = len(body) if length is None else length
    about = [b"Content-Type: " + kind, b"Content-Length: %d" % length]
    return ask(b"POST", target, *about, *headers, body=body)


def chunked(body, *headers, kind=FORM):
    about = [b"Content-Type: " + kind, b"Transfer-Encoding: chunked"]
    return ask(b"POST", b"/sign-in", *about, *headers, body=body)


def part(name=b"email", text=b"a@example.org", more=b""):
    return b'--x\r\nContent-Disposition: form-data; name="%s"%s\r\n\r\n%s\r\n' % (name, more, text)


END = b"--x--\r\n"
BAD_REFERER = b"Referer: http://[::"
ROT13 = b"\r\nContent-Type: text/plain; charset=rot13"
REQUESTS = {
    # Chunks
    "chunk size that is no number": chunked(b"zz\r\nemail=a\r\n0\r\n\r\n"),
    "negative chunk size": chunked(b"-5\r\nemail=a\r\n0\r\n\r\n"),
    "huge chunk size": chunked(b"fffffffffffffffff\r\na"),
    "chunk size in underscores": chunked(b"1_0\r\nemail=a\r\n0\r\n\r\n"),
    "chunk without its end": chunked(b"7\r\nemail=aXX0\r\n\r\n"),
    "chunks that break off": chunked(b"7\r\nemail"),
    "chunks without a last one": chunked(b"7\r\nemail=a\r\n"),
    "no chunk at all": chunked(b""),
    "broken chunks in parts": chunked(b"zz\r\n--x\r\n", kind=PARTS),
    "broken trailer": chunked(b"7\r\nemail=a\r\n0\r\nno colon\r\n\r\n"),
    "chunks and a length": chunked(b"0\r\n\r\n", b"Content-Length: 5"),
    "chunked twice": ask(b"POST", b"/sign-in", b"Transfer-Encoding: chunked, chunked"),
    "unknown coding": ask(b"POST", b"/sign-in", b"Transfer-Encoding: xchunked", body=b"a"),
    # Lengths
    "shorter than it says": form(b"email=a", length=100),
    "parts shorter than they say": form(part(), PARTS, length=10_000),
    "longer than it says": form(b"email=" + b"a" * 100, length=6),
    "two different lengths": form(b"email=a", FORM, b"/sign-in", None, b"Content-Length: 3"),
    "the same length twice": form(b"email=a", FORM, b"/sign-in", None, b"Content-Length: 7"),
    "negative length": ask(b"POST", b"/sign-in", b"Content-Length: -1"),
    "length that is no number": ask(b"POST", b"/sign-in", b"Content-Length: five"),
    "length with a sign": ask(b"POST", b"/sign-in", b"Content-Length: +5", body=b"email"),
    "length of a terabyte": form(b"email=a", length=10**12),
    "length of a hundred digits": form(b"email=a", length=10**100),
    "no length": ask(b"POST", b"/sign-in", body=b"email=a"),
    # Headers
    "huge header": ask(b"GET", b"/", b"X-Long: " + b"a" * 100_000),
    "a thousand headers": ask(b"GET", b"/", *[b"X-%d: 1" % one for one in range(1000)]),
    "header without a name": ask(b"GET", b"/", b": nobody"),
    "header without a colon": ask(b"GET", b"/", b"nothing"),
    "NUL in a header": ask(b"GET", b"/", b"X-Nul: a\0b"),
    "header over two lines": ask(b"GET", b"/", b"X-Fold: a\r\n b"),
    "space before the colon": ask(b"GET", b"/", b"X-Space : a"),
    "no host": ask(host=b""),
    "two hosts": ask(b"GET", b"/", b"Host: evil.example"),
    "another host": ask(host=b"evil.example"),
    "host that is none": ask(host=b"[::::"),
    "invalid UTF-8 in a cookie": ask(b"GET", b"/", b"Cookie: city=\xff\xfe; __Host-kenshu=\xff"),
    "NUL quoted in a cookie": ask(b"GET", b"/", b'Cookie: __Host-kenshu="\\000\\377"'),
    "cookie of nonsense": ask(b"GET", b"/applications", b"Cookie: __Host-kenshu=.eJw.x.y"),
    "nonsense about languages": ask(b"GET", b"/", b"Accept-Language: \xff;q=x", b"Accept: \xff"),
    "nonsense about packing": ask(b"GET", b"/", b"Accept-Encoding: gzip;q=nan, ;;,"),
    "nonsense about ranges": ask(b"GET", b"/", b"Range: bytes=9-1,-,x", b"If-Range: \xff"),
    "nonsense about dates": ask(b"GET", b"/", b"If-Modified-Since: 99 Foo 99999"),
    "nonsense about tags": ask(b"GET", b"/", b'If-None-Match: "'),
    "origin that is none": form(b"", FORM, b"/sign-in", None, b"Origin: http://[::"),
    "referer that is none": form(b"", FORM, b"/sign-in", None, BAD_REFERER),
    "referer of a choice that is none": form(b"city=", FORM, b"/city", None, BAD_REFERER),
    "way back that is none": ask(target=b"/city?back=http://[::"),
    "expectation": ask(b"POST", b"/sign-in", b"Expect: 200-maybe", b"Content-Length: 0"),
    # Addresses
    "NUL in the path": ask(target=b"/courses/%00"),
    "bare NUL in the path": ask(target=b"/courses/\0"),
    "invalid UTF-8 in the path": ask(target=b"/courses/%ff%fe"),
    "bare invalid UTF-8 in the path": ask(target=b"/courses/\xff\xfe"),
    "half a surrogate in the path": ask(target=b"/courses/%ed%a0%80"),
    "NUL in the query": ask(target=b"/?work=%00&country=%00"),
    "invalid UTF-8 in the query": ask(target=b"/?work=%ff&country=%fe"),
    "page without end": ask(target=b"/?page=" + b"9" * 3000),
    "number that no database holds": ask(target=b"/api/v1/courses/" + b"9" * 60),
    "ten thousand values": ask(target=b"/?" + b"&" * 3000),
    "path that climbs": ask(target=b"/static/../../config.py"),
    "path that climbs in code": ask(target=b"/static/%2e%2e/%2e%2e/config.py"),
    "slashes": ask(target=b"//evil.example//"),
    "absolute address": ask(target=b"http://kenshu.example.org/"),
    "absolute address of others": ask(target=b"http://evil.example/"),
    "address of nothing": ask(target=b"http://[::"),
    "star": ask(b"OPTIONS", b"*"),
    "no slash": ask(target=b"courses"),
    "too long an address": ask(target=b"/" + b"a" * 20_000),
    "broken percent": ask(target=b"/courses/%zz%"),
    # Forms
    "NUL in a form": form(b"email=%00%00@example.org&email=\0"),
    "invalid UTF-8 in a form": form(b"email=%ff%fe&\xff=\xfe"),
    "half a surrogate in a form": form(b"email=%ed%a0%80@example.org"),
    "ten thousand fields": form(b"&".join(b"a%d=1" % one for one in range(10_000))),
    "parts without a boundary": form(part() + END, b"multipart/form-data"),
    "boundary of nothing": form(part() + END, b"multipart/form-data; boundary="),
    "boundary of a thousand letters": form(part(), b"multipart/form-data; boundary=" + b"x" * 1000),
    "boundary that never comes": form(b"a" * 1000, PARTS),
    "parts that break off": form(part(), PARTS),
    "part without a name": form(b"--x\r\n\r\na\r\n" + END, PARTS),
    "part with a huge header": form(part(more=b"; a=" + b"a" * 100_000) + END, PARTS),
    "ten thousand parts": form(part() * 10_000 + END, PARTS),
    "parts in parts": form(b"".join(NESTED % one for one in range(500)), PARTS),
    "NUL in the name of a file": form(part(more=b'; filename="a\0/../b"') + END, PARTS),
    "invalid UTF-8 in parts": form(part(b"\xff", b"\xfe") + END, PARTS),
    "unknown character set": form(b"email=a", FORM + b"; charset=nonsense"),
    "character set of a part": form(part(more=ROT13) + END, PARTS),
    "type of nonsense": form(b"email=a", b";;;=\xff"),
    "a form as JSON": form(b"{" * 1000, b"application/json"),
    "a form as XML": form(b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>', b"text/xml"),
    # First lines
    "nothing": b"\r\n\r\n",
    "bytes": bytes(range(256)),
    "TLS": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"a" * 100,
    "HTTP/0.9": b"GET /\r\n\r\n",
    "HTTP/9.9": ask(version=b"HTTP/9.9"),
    "HTTP/2 by surprise": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "unknown method": ask(b"BREW"),
    "method in lower case": ask(b"get"),
    "method of a thousand letters": ask(b"A" * 1000),
    "a tunnel": ask(b"CONNECT", b"evil.example:443"),
    "ends in line feeds": b"GET / HTTP/1.1\nHost: kenshu.example.org\n\n",
    "a request in a request": form(b"0\r\n\r\nGET /admin HTTP/1.1\r\n\r\n", length=3),
}  # fmt: skip
NOWHERE = {"SQLALCHEMY_DATABASE_URI": "sqlite://"}
METHODS = [b"HEAD", b"OPTIONS", b"TRACE", b"PUT", b"DELETE", b"PATCH", b"PROPFIND"]
# A thing that cannot be read as a request may be left without an answer, never without an end.
# What HTTP itself asks for (RFC 9112, 6.1).
OTHERWISE = {"unknown coding": 501}
SILENT = {"nothing", "bytes", "TLS"}


@pytest.fixture(scope="module")
def answers(server):
    with ThreadPoolExecutor(4) as visitors:
        found = visitors.map(lambda raw: send(server.address, raw), REQUESTS.values())
        return dict(zip(REQUESTS, found, strict=True))


@pytest.mark.parametrize("name", REQUESTS)
def test_it_is_answered_soon_and_is_no_error_of_ours(answers, name):
    status, seconds, answer = answers[name]
    assert status < 500 or status == OTHERWISE.get(name), answer
    assert status or name in SILENT
    assert seconds < 2
    assert b"Traceback" not in answer


def test_a_broken_body_is_named_as_such(answers):
    broken = [
        "chunk size that is no number", "negative chunk size", "chunk without its end",
        "chunks that break off", "broken chunks in parts", "shorter than it says",
        "two different lengths",
    ]  # fmt: skip
    assert {name: answers[name][0] for name in broken} == dict.fromkeys(broken, 400)
    assert answers["ten thousand parts"][0] == 413
    assert all(b"evil.example" not in answer for _, _, answer in answers.values())


def test_no_address_fails_under_any_method(server):
    rules = create_app(type("Settings", (Testing,), NOWHERE)).url_map.iter_rules()
    paths = sorted({re.sub("<[^>]+>", "1", rule.rule) for rule in rules})
    raws = {(method, path): ask(method, path.encode(), b"Content-Length: 0")
            for path in paths for method in METHODS}  # fmt: skip
    with ThreadPoolExecutor(4) as visitors:
        found = dict(
            zip(
                raws,
                visitors.map(lambda raw: send(server.address, raw), raws.values()),
                strict=True,
            )
        )
    assert [asked for asked, (status, _, _) in found.items() if not 200 <= status < 500] == []
    assert max(seconds for _, seconds, _ in found.values()) < 2
    assert send(server.address, get("/healthz"))[0] == 200
