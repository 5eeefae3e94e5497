"""What may happen to a form on its way: each change as one or more requests."""

import json
from typing import NamedTuple

from app.extensions import db
from tests.hostile.forms import BOUNDARY, OWN_PAGE, encoded, filled

MASS, NUMBER = "zqx7mass", 424242
TOKEN, FORM = "csrf_token", "application/x-www-form-urlencoded"
PARTS = f"multipart/form-data; boundary={BOUNDARY.decode()}"


class Sent(NamedTuple):
    body: bytes
    kind: str | None
    headers: dict[str, str] = OWN_PAGE
    query: str = ""


def plainly(form, pairs):
    return Sent(*encoded(form, pairs))


def as_words(form, pairs):
    return Sent(*encoded(form._replace(is_multipart=False), pairs))


def as_parts(form, pairs, files=()):
    return Sent(*encoded(form._replace(is_multipart=True), pairs, files))


def with_kind(form, pairs, kind):
    return as_words(form, pairs)._replace(kind=kind)


def columns_of_all_tables(form):
    """Each column of ours that is no field of the form, by several of the names that bind it."""
    names = {column.name for table in db.metadata.sorted_tables for column in table.columns}
    for name in sorted(names - {field.name for field in form.fields}):
        yield name, str(NUMBER) if name.endswith(("id", "version", "number")) else MASS


def renamed(form, pattern):
    return plainly(form, [(name if name == TOKEN else pattern.format(name), value)
                          for name, value in filled(form)])  # fmt: skip


def valued(form, value):
    return plainly(form, [(name, said if name == TOKEN else value) for name, said in filled(form)])


def each(form, change):
    """The form as often as it has fields, each time with this change of one of them."""
    pairs = filled(form)
    for number, pair in enumerate(pairs):
        if pair[0] != TOKEN:
            yield plainly(form, [*pairs[:number], *change(*pair), *pairs[number + 1 :]])


def without(form, name):
    return plainly(form, [pair for pair in filled(form) if pair[0] != name])


def of_version(form, *versions):
    if any(field.name == "version" for field in form.fields):
        others = [pair for pair in filled(form) if pair[0] != "version"]
        for version in versions:
            yield plainly(form, [*others, ("version", version)])


def utf_16(form):
    pairs = "&".join(f"{name}={value}" for name, value in filled(form))
    return Sent(pairs.encode("utf-16"), f"{FORM}; charset=utf-16")


def as_json(form):
    return json.dumps(dict(filled(form))).encode()


# By name: the requests that a form becomes.
CHANGES = {
    "nothing": lambda form: [Sent(b"", FORM)],
    "nothing of no kind": lambda form: [Sent(b"", None)],
    "no field but the token": lambda form: [
        plainly(form, [pair for pair in filled(form) if pair[0] == TOKEN])],
    "one field missing": lambda form: each(form, lambda name, value: []),
    "one field twice": lambda form: each(form, lambda name, value: [(name, value)] * 2),
    "one field twice, with another value": lambda form: each(
        form, lambda name, value: [(name, value), (name, MASS)]),
    "one field a thousand times": lambda form: [
        plainly(form, [*filled(form), *filled(form)[-1:] * 900])],
    "all fields as lists": lambda form: [renamed(form, "{}[]"), renamed(form, "{}[0]")],
    "all fields nested": lambda form: [
        renamed(form, "form[{}]"), renamed(form, "{}[id][$ne]"), renamed(form, "a.{}"),
        renamed(form, "__proto__[{}]"), renamed(form, "{}-0-value")],
    "all fields in capitals": lambda form: [
        plainly(form, [(name if name == TOKEN else name.upper(), value)
                       for name, value in filled(form)])],
    "all fields as files": lambda form: [
        as_parts(form, [pair for pair in filled(form) if pair[0] == TOKEN],
                 [(name, "zqx7.txt", value.encode()) for name, value in filled(form)
                  if name != TOKEN])],
    "files as words": lambda form: [
        plainly(form, [*filled(form), *((field.name, MASS) for field in form.fields
                                        if field.kind == "file")])],
    "files that nobody asked for": lambda form: [
        as_parts(form, filled(form), [("zqx7", "zqx7.pdf", b"%PDF-")] * 20)],
    "columns of all tables": lambda form: [
        plainly(form, [*filled(form), *columns_of_all_tables(form)])],
    "columns of all tables first": lambda form: [
        plainly(form, [*columns_of_all_tables(form), *filled(form)])],
    "names of Python": lambda form: [
        plainly(form, [*filled(form), *((name, MASS) for name in (
            "__class__", "__init__", "data", "errors", "validate", "meta", "_fields", "self"))])],
    "nine hundred fields more": lambda form: [
        plainly(form, [*filled(form), *((f"zqx{number}", "1") for number in range(900))])],
    "fifty thousand fields more": lambda form: [
        as_words(form, [*filled(form), *((f"zqx{number}", "1") for number in range(50_000))])],
    "fields without names": lambda form: [
        plainly(form, [*filled(form), ("", MASS), (" ", MASS), ("\0", MASS), ("=", MASS)])],
    "a name of 100,000 signs": lambda form: [
        plainly(form, [*filled(form), ("a" * 100_000, MASS)])],
    "backwards": lambda form: [plainly(form, filled(form)[::-1])],
    "all empty": lambda form: [valued(form, ""), valued(form, " "), valued(form, "\r\n")],
    "all NUL": lambda form: [valued(form, "\0"), renamed(form, "{}\0"), renamed(form, "\0{}")],
    "all very long": lambda form: [valued(form, "zqx7 " * 3000)],
    "all of one number": lambda form: [valued(form, "-1"), valued(form, "9" * 400)],
    "as JSON": lambda form: [Sent(as_json(form), "application/json"),
                             Sent(b"[" * 50_000, "application/json")],
    "as JSON that says it is a form": lambda form: [Sent(as_json(form), FORM)],
    "as words that say they are JSON": lambda form: [
        with_kind(form, filled(form), "application/json")],
    "as XML": lambda form: [Sent(b"<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><a/>",
                                 "application/xml")],
    "as plain text": lambda form: [with_kind(form, filled(form), "text/plain")],
    "as a kind that is none": lambda form: [with_kind(form, filled(form), ";;;=\u00ff")],
    "as words that say they are parts": lambda form: [with_kind(form, filled(form), PARTS)],
    "as parts that say they are words": lambda form: [
        as_parts(form, filled(form))._replace(kind=FORM)],
    "in the other kind of forms": lambda form: [
        (as_words if form.is_multipart else as_parts)(form, filled(form))],
    "parts that break off": lambda form: [
        Sent(as_parts(form, filled(form)).body[:-40], PARTS)],
    "in another character set": lambda form: [
        utf_16(form), with_kind(form, filled(form), f"{FORM}; charset=shift_jis"),
        with_kind(form, filled(form), f"{FORM}; charset=zqx7")],
    "packed": lambda form: [
        as_words(form, filled(form))._replace(headers=OWN_PAGE | {"Content-Encoding": "gzip"})],
    "in the query": lambda form: [
        Sent(b"", FORM, query=as_words(form, filled(form)).body.decode("ascii"))],
    "as another method": lambda form: [
        plainly(form, [*filled(form), ("_method", "DELETE")])._replace(
            headers=OWN_PAGE | {"X-HTTP-Method-Override": "DELETE"})],
    "with a version that is none": lambda form: of_version(
        form, "", "0", "-1", "999999", "9" * 30, "9" * 5000, "1.5", "1 ", "\u0661", MASS, "\0"),
    "without a version": lambda form: [without(form, "version")],
}  # fmt: skip
