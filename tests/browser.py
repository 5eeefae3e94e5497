"""A real browser that talks to the application's test client: no port, no network.

def test_…(visit, sign_in): page = visit(sign_in(person.id), "/my"); assert axe(page) == []
"""

import gzip
import os
import shutil
from urllib.parse import urlsplit

import pytest

REQUIRED = "KENSHU_REQUIRE_BROWSER"
HOST = "http://localhost"
WIDTHS = (1280, 390, 320)
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
# Beyond what axe asks by itself: contrast of 7:1, and targets that a thumb can hit.
RULES = {"rules": {"color-contrast-enhanced": {"enabled": True}, "target-size": {"enabled": True}}}


def chromium_path():
    return shutil.which("chromium") or shutil.which("chromium-browser")


@pytest.fixture(scope="session")
def browser():
    """Chromium, started once; where there is none the test is left out, unless one is required."""
    playwright = pytest.importorskip("playwright.sync_api")
    path = chromium_path()
    if path is None:
        if os.environ.get(REQUIRED):
            pytest.fail(f"No Chromium is found, and {REQUIRED} is set.")
        pytest.skip("No Chromium is found.")
    with playwright.sync_playwright() as driver:
        started = driver.chromium.launch(executable_path=path, args=FLAGS)
        yield started
        started.close()


@pytest.fixture
def visit(browser):
    """Opens a page of the application through a test client, which keeps the cookies."""
    contexts = []

    def visit(client, address, *, width=1280, **options):
        context = browser.new_context(viewport={"width": width, "height": 900}, **options)
        contexts.append(context)
        context.route("**/*", lambda route: fulfil(route, client))
        page = context.new_page()
        answer = page.goto(HOST + address)
        assert answer.status < 500, address
        return page

    yield visit
    for context in contexts:
        context.close()


def fulfil(route, client):
    """Answer a request of the browser from the test client; nothing else is reached."""
    request = route.request
    if not request.url.startswith(HOST):
        route.abort()
        return
    address = urlsplit(request.url)
    headers = {name: value for name, value in request.all_headers().items() if name[0] != ":"}
    headers.pop("cookie", None)
    answer = client.open(
        address.path, query_string=address.query, method=request.method,
        data=request.post_data_buffer, headers=headers,
    )  # fmt: skip
    kept = {n: v for n, v in answer.headers if n not in ("Set-Cookie", "Content-Encoding")}
    route.fulfill(status=answer.status_code, headers=kept, body=plain(answer))


def plain(answer):
    is_packed = answer.headers.get("Content-Encoding") == "gzip"
    return gzip.decompress(answer.data) if is_packed else answer.data


def axe(page):
    """What axe finds wrong: the rule and the elements."""
    from axe_playwright_python.sync_playwright import Axe  # noqa: PLC0415  # left out without it

    found = Axe().run(page, options=RULES).response["violations"]
    return [(one["id"], [node["html"][:120] for node in one["nodes"]]) for one in found]


def fits(page):
    """Whether nothing makes the page scroll sideways."""
    width = "document.documentElement"
    return page.evaluate(f"{width}.scrollWidth <= {width}.clientWidth")
