"""The forms of a page as a browser has them, and how they are filled in and sent."""

import re
from html.parser import HTMLParser
from typing import NamedTuple
from urllib.parse import quote_plus, urljoin

from tests.answers import ENOUGH
from tests.hostile.strings import as_sent

BOUNDARY = b"zqx7-7xqz"
TYPED = ("text", "email", "search", "tel", "number", "textarea")  # what a page shows again
# What opens the way to the operation; the rest is chosen by its kind.
GOOD = {
    "email": "somebody@people.example", "mobile": "+254 712 345 678", "address_as": "Judge X",
    "emergency_phone": "+254 712 345 679", "passport_number": "A7654321", "code": "itc-300",
    "min_age": "25", "max_age": "55", "min_years": "3", "places": "20", "each": "1", "years": "9",
    "quotas": "Kenya 3 1\nFiji 3 1", "declared_as": "Grace Odhiambo", "degree_year": "2010",
    "born": "1985", "official_email": "official@people.example", "duties": "We follow people.",
    "postal_address": "12 River Road", "reason": "We worked together.",
}  # fmt: skip
# In an order that a course may have.
DAYS = {
    "opens_at": "4 1 2027", "apply_by": "29 1 2027", "nominate_by": "5 2 2027",
    "paper_by": "5 2 2027", "decide_by": "5 3 2027", "starts_on": "10 5 2027",
    "ends_on": "17 6 2027", "age_on": "10 5 2027",
}  # fmt: skip
UNTICKED = {"has_one_name", "has_no_passport"}
OWN_PAGE = {"Origin": "http://localhost"}  # what a browser says of a form of ours


class Field(NamedTuple):
    name: str
    kind: str
    value: str  # as the page shows it
    choices: tuple[str, ...] = ()


class Form(NamedTuple):
    who: str
    page: str
    action: str
    method: str
    is_multipart: bool
    fields: tuple[Field, ...]

    @property
    def shape(self):
        names = sorted({plain(field.name) for field in self.fields})
        return self.method, shape_of(self.page), shape_of(self.action), *names

    @property
    def targets(self):
        """One field of each kind; boxes that differ only in a number are of one kind."""
        return list({plain(field.name): field for field in self.fields}.values())


def plain(name):
    return re.sub(r"\d+", "N", name)


def shape_of(address):
    """The address without what it is about; of a query, the step alone."""
    path, _, query = address.partition("?")
    path = re.sub(r"/[A-Z]{3,}\d*-[A-Z0-9]{4,6}(?=/|$)", "/REF", path)
    path = re.sub(r"/\d+(?=/|$)", "/N", path)
    path = re.sub(
        r"^/(courses|admin/courses|staff|review)/(?!new)[a-z]+-[a-z0-9-]+", r"/\1/C", path
    )
    path = re.sub(r"^/admin/countries/[A-Z]{2}", "/admin/countries/K", path)
    step = re.search(r"step=([a-z-]+)", query)
    return path + (f"?{step[0]}" if step else "")


class Page(HTMLParser):
    def __init__(self, who, address, text):
        super().__init__()
        self.who, self.address = who, address
        self.links, self.forms = [], []
        self._form = self._fields = self._choices = None
        self.feed(text)

    def handle_starttag(self, tag, pairs):
        one = dict(pairs)
        if tag == "a" and one.get("href"):
            self.links.append(urljoin(self.address, one["href"]).partition("#")[0])
        elif tag == "form":
            self._form, self._fields = one, []
        elif tag == "option" and self._choices is not None:
            self._choices.append(one.get("value") or "")
        elif self._fields is not None and one.get("name"):
            if tag == "select":
                self._choices = []
                self._fields.append((one["name"], "select", "", self._choices))
            elif tag in ("input", "textarea", "button"):
                kind = tag if tag != "input" else one.get("type") or "text"
                self._fields.append((one["name"], kind, one.get("value") or "", ()))

    def handle_endtag(self, tag):
        if tag == "select":
            self._choices = None
        if tag == "form" and self._form is not None:
            found = self._form
            self.forms.append(
                Form(
                    self.who, self.address, urljoin(self.address, found.get("action") or ""),
                    (found.get("method") or "get").upper(),
                    found.get("enctype") == "multipart/form-data",
                    tuple(Field(*first, tuple(last)) for *first, last in self._fields),
                )
            )  # fmt: skip
            self._form = self._fields = None


def filled(form):
    """Names and values of the form as somebody would send it, each field with something good."""
    pairs, groups, place = [], set(), 0
    for field in form.fields:
        if field.kind in ("file", "button") or field.name in UNTICKED:
            continue
        if field.kind == "radio":
            if field.name in groups:
                continue
            groups.add(field.name)
        is_date = sum(one.name == field.name for one in form.fields) in (2, 3) and (
            field.kind == "text"
        )
        place = place + 1 if pairs and pairs[-1][0] == field.name else 0
        pairs.append((field.name, _good(field, place if is_date else None)))
    return pairs


def _good(field, place):
    if field.value and field.kind != "checkbox":
        return field.value
    if place is not None:
        return DAYS.get(field.name, "15 6 2029").split()[place]
    if field.kind == "select":
        return next((one for one in field.choices if one), "")
    if field.kind == "checkbox":
        return field.value or "y"
    if field.kind == "textarea":
        return GOOD.get(field.name, ENOUGH)
    return GOOD.get(field.name, "Some words")


def with_text(form, target, text, *, place=0):
    """The filled form with this text in one field; in one of its boxes where it has several."""
    pairs, seen = filled(form), 0
    boxes = sum(name == target for name, _ in pairs)
    for number, (name, _) in enumerate(pairs):
        if name == target:
            if seen == place % boxes:
                pairs[number] = (name, text)
            seen += 1
    return pairs if boxes else [*pairs, (target, text)]


def encoded(form, pairs, files=()):
    """Body and content type."""
    if form.method == "GET" or not form.is_multipart:
        body = b"&".join(
            quote_plus(name).encode() + b"=" + quote_plus(as_sent(value)).encode()
            for name, value in pairs
        )
        return body, "application/x-www-form-urlencoded"
    parts = [_part(as_sent(name), as_sent(value)) for name, value in pairs]
    parts += [_part(name.encode(), content, as_sent(called)) for name, called, content in files]
    body = b"".join(parts) + b"--" + BOUNDARY + b"--\r\n"
    return body, f"multipart/form-data; boundary={BOUNDARY.decode()}"


def _part(name, content, called=None):
    head = b'--%s\r\nContent-Disposition: form-data; name="%s"' % (BOUNDARY, name)
    if called is not None:
        head += b'; filename="%s"\r\nContent-Type: application/octet-stream' % called
    return head + b"\r\n\r\n" + content + b"\r\n"
