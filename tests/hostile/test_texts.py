"""Each field that anybody finds takes whatever is typed into it, and answers in words."""

import os
import random
import time
from collections import Counter
from itertools import islice
from urllib.parse import urlsplit

import pytest

from app import clock
from tests.conftest import NOON
from tests.databases import new_database
from tests.hostile.forms import encoded, with_text
from tests.hostile.strings import ALL, ANSWER, MARKER
from tests.hostile.world import World

MANY, LONGEST = int(os.environ.get("KENSHU_REQUESTS", "50000")), 2.0


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def world(request, tmp_path_factory, worker_id):
    folder = tmp_path_factory.mktemp("hostile")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(clock, "now", lambda: NOON)
        world = World(new_database(request.param, f"hostile_{worker_id}", folder), folder)
    yield world
    world.close()


def tries(forms, seed):
    """A form, one of its fields, and what is typed there: in some order, without end."""
    chance = random.Random(seed)
    while True:
        for text in chance.sample(ALL, len(ALL)):
            form = chance.choice(forms)
            yield form, chance.choice(form.targets or (None,)), text


def send(world, form, field, text):
    """The answer, and how many seconds it took."""
    pairs = with_text(form, field.name, text) if field else []
    body, kind = encoded(form, pairs)
    browser, began = world.browsers[form.who], time.monotonic()
    if form.method == "GET":
        answer = browser.get(f"{form.action.partition('?')[0]}?{body.decode('ascii')}")
    else:
        answer = browser.post(form.action, data=body, content_type=kind)
    return answer, time.monotonic() - began


def wrongs(answer, seconds):
    """What no answer may be."""
    is_page = answer.mimetype == "text/html"
    text = answer.text if is_page else ""
    place = urlsplit(answer.headers.get("Location", "/"))
    found = {
        "failed": answer.status_code >= 500,
        "slow": seconds > LONGEST,
        "unescaped": MARKER in text,
        "worked out": ANSWER in text,
        "no policy": is_page and "default-src 'none'" not in answer.headers.get(
            "Content-Security-Policy", ""),
        "header": "X-Zqx7" in answer.headers or "zqx7" in answer.headers.get("Set-Cookie", ""),
        "elsewhere": place.netloc not in ("", "localhost") or place.scheme not in ("", "http"),
    }  # fmt: skip
    return [name for name, is_so in found.items() if is_so]


def sent(world, number, seed):
    """What was wrong, the statuses and the longest answer of so many requests."""
    forms, found, statuses, slowest = world.walk(), [], Counter(), 0.0
    assert len(forms) > 50, "the walk did not find the forms"
    for form, field, text in islice(tries(forms, seed), number):
        answer, seconds = send(world, form, field, text)
        statuses[answer.status_code] += 1
        slowest = max(slowest, seconds)
        for wrong in wrongs(answer, seconds):
            found.append((wrong, form.who, form.method, form.action, field and field.name, text))
        world.forget()
    return found, statuses, slowest


@pytest.mark.long
def test_nothing_typed_breaks_a_page(world, capsys):
    found, statuses, slowest = sent(world, MANY, seed=1)
    with capsys.disabled():
        print(f"\n{world.engine.dialect.name}: {dict(statuses)}, the longest {slowest:.2f} s")
    assert found == []
    assert statuses[422] > MANY / 10, "most never reached their form"
