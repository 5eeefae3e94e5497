"""Every address takes any text as one of its parts, in its query, and in what a browser says."""

import os
import random
import re
from functools import partial
from itertools import islice
from urllib.parse import quote_from_bytes

import pytest

from tests.hostile.forms import shape_of
from tests.hostile.judge import Tally
from tests.hostile.strings import ALL, as_sent

MANY = int(os.environ.get("KENSHU_REQUESTS", "50000"))
# What any page reads of its query, and what none does.
KEYS = (
    "work", "country", "page", "city", "back", "said", "next", "q", "step", "notice", "ministry",
    "after", "more", "lang", "zqx7",
)  # fmt: skip
# What a browser tells of itself without being asked.
SAID = (
    "Referer", "Origin", "User-Agent", "Accept-Language", "Accept", "X-Forwarded-For",
    "X-Forwarded-Host", "X-Forwarded-Proto", "X-Request-ID", "If-None-Match", "If-Modified-Since",
    "Range", "X-Original-URL", "X-HTTP-Method-Override", "Forwarded", "Sec-Fetch-Site",
)  # fmt: skip
# Named, or the browser of the test would take two slashes for another host.
HERE = "http://localhost"
COOKIES = ("city", "kenshu", "zqx7")
CURSORS = ("{}~2026-12-01T12:00:00+00:00~1", "1~{}~1", "1~2026-12-01T12:00:00+00:00~{}", "{}~{}~{}")


def addresses(world):
    """One of each shape that somebody finds, and what stands in no link."""
    found = {}
    for who in world.browsers:
        for address in world.found(who):
            found.setdefault(shape_of(address), (who, address))
        world.forget()
    return list(found.values())


def quoted(text, chance):
    """As it stands in an address: most in code; at times what is allowed stays bare."""
    bare = "/:@!$&'()*+,;=" if chance.random() < 0.3 else ""
    return quote_from_bytes(as_sent(text), safe=bare)


def tries(asked, seed):
    chance = random.Random(seed)
    while True:
        for text in chance.sample(ALL, len(ALL)):
            who, address = chance.choice(asked)
            way = chance.choice((in_a_part, in_the_query, in_the_query, in_a_header))
            yield who, *way(address, text, chance), text


def in_a_part(address, text, chance):
    path, _, query = address.partition("?")
    parts = path.split("/")
    parts[chance.randrange(1, len(parts))] = quoted(text, chance)
    return "/".join(parts) + (f"?{query}" if query else ""), {}


def in_the_query(address, text, chance):
    path, _, query = address.partition("?")
    keys = re.findall(r"(?:^|&)([a-z_]+)=", query)
    key, value = chance.choice((*keys, *KEYS)), quoted(text, chance)
    if key == "after" and chance.random() < 0.7:
        value = quoted(chance.choice(CURSORS).replace("{}", shown(text)), chance)
    if key == "zqx7":
        key, value = value, "1"
    return f"{path}?{chance.choice((query, ''))}&{key}={value}", {}


def in_a_header(address, text, chance):
    value = re.sub("[\r\n]", " ", as_sent(text)[:4000].decode("latin-1"))
    if chance.random() < 0.4:
        return address, {"Cookie": f"{chance.choice(COOKIES)}={value}"}
    return address, {chance.choice(SAID): value}


def shown(text):
    return as_sent(text).decode("utf-8", "replace")


@pytest.mark.long
def test_no_address_breaks_a_page(world, capsys):
    tally, asked = Tally(f"addresses, {world.engine.dialect.name}"), addresses(world)
    assert len(asked) > 60, "the walk did not find the pages"
    for who, address, headers, text in islice(tries(asked, seed=2), MANY):
        browser = world.bare if "Cookie" in headers else world.browsers[who]
        tally.ask(
            (who, address, headers, text), partial(browser.get, HERE + address, headers=headers)
        )
        world.forget()
    with capsys.disabled():
        print(f"\n{tally}")
    assert tally.found == []
    assert tally.statuses[200] > MANY / 5, "most never reached a page"
