"""Each field that anybody finds takes whatever is typed into it, and answers in words."""

import os
import random
from functools import partial
from itertools import islice

import pytest

from tests.answers import ENOUGH
from tests.hostile.forms import OWN_PAGE, encoded, with_text
from tests.hostile.judge import Tally
from tests.hostile.strings import ALL

TOKEN, FEW = "csrf_token", 0.02
MANY = int(os.environ.get("KENSHU_REQUESTS", "50000"))


def tries(forms, seed):
    """A form, one of its fields, and what is typed there: in some order, without end. A form whose
    token is spoiled is not read at all, so that few are."""
    chance = random.Random(seed)
    fields = [(form, field) for form in forms for field in form.targets or (None,)]
    tokens = [one for one in fields if one[1] and one[1].name.endswith(TOKEN)]
    others = [one for one in fields if one not in tokens]
    while True:
        for text in chance.sample(ALL, len(ALL)):
            form, field = chance.choice(tokens if chance.random() < FEW else others)
            within = field and field.kind == "textarea" and chance.random() < 0.5
            yield form, field, among_words(text) if within else text


def among_words(text):
    """A rule that asks for many words is kept, so that the rest of them is, too."""
    return ENOUGH.encode() + b" " + text if isinstance(text, bytes) else f"{ENOUGH} {text}"


def send(world, form, field, text):
    pairs = with_text(form, field.name, text) if field else []
    body, kind = encoded(form, pairs)
    browser = world.browsers[form.who]
    if form.method == "GET":
        return browser.get(f"{form.action.partition('?')[0]}?{body.decode('ascii')}")
    return browser.post(form.action, data=body, content_type=kind, headers=OWN_PAGE)


@pytest.mark.long
def test_nothing_typed_breaks_a_page(world, capsys):
    tally, forms = Tally(f"texts, {world.engine.dialect.name}"), world.walk()
    assert len(forms) > 50, "the walk did not find the forms"
    for form, field, text in islice(tries(forms, seed=1), MANY):
        about = form.who, form.method, form.action, field and field.name, text
        tally.ask(about, partial(send, world, form, field, text))
        world.forget()
    with capsys.disabled():
        print(f"\n{tally}")
    assert tally.found == []
    assert tally.statuses[422] > MANY / 3, "most never reached their form"
