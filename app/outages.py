"""The database is away, or a disk is full: a page that shows what was typed, and asks neither."""

import errno
from http import HTTPStatus
from typing import NamedTuple

from flask import Flask, current_app, make_response, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import (
    DBAPIError,
    InterfaceError,
    InternalError,
    OperationalError,
    PendingRollbackError,
    TimeoutError,
)
from werkzeug.exceptions import HTTPException

from app import i18n
from app.domain.errors import N_
from app.extensions import db

OUTAGE = "kenshu.outage"  # what went wrong before Flask was asked
AWAY = (OperationalError, InterfaceError, InternalError, PendingRollbackError, TimeoutError)
NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
DISK_FULL = "53100"  # PostgreSQL
RETRY_AFTER = {HTTPStatus.SERVICE_UNAVAILABLE: 60, HTTPStatus.INSUFFICIENT_STORAGE: 600}
SENTENCES = {
    HTTPStatus.SERVICE_UNAVAILABLE: N_("We cannot reach our database now."),
    HTTPStatus.INSUFFICIENT_STORAGE: N_("Our disk is full."),
}
TOKEN = "csrf_token"
SECRETS = frozenset({"code", "token"})
MACHINES = frozenset({TOKEN, "version", "key", "issued", "later"})


class Typed(NamedTuple):
    """What a form sent. The token goes with it as it came: a new one would vouch for anybody."""

    shown: list[tuple[str, str]]
    hidden: list[tuple[str, str]]
    is_whole: bool  # so that it can be sent again as it is


def init_app(app: Flask) -> None:
    app.before_request(fail_again)
    for kind in AWAY:
        app.register_error_handler(kind, answer)
    app.register_error_handler(OSError, answer)
    app.teardown_appcontext(end_session)


def fail_again() -> None:
    """Nobody waits twice for a database that did not answer the cache."""
    error = request.environ.get(OUTAGE)
    if error is not None and request.endpoint != "health.readyz":
        raise error


def end_session(_error: BaseException | None) -> None:
    """The answer stands: a database that goes away after its last word does not take it back."""
    try:
        db.session.remove()
    except DBAPIError as error:
        current_app.logger.error("%s: %s", type(error).__name__, _cause(error))
        db.session.registry.clear()


def answer(error: Exception) -> ResponseReturnValue:
    current_app.logger.error("%s: %s", type(error).__name__, _cause(error))
    is_full = _is_full(error)
    status = HTTPStatus.INSUFFICIENT_STORAGE if is_full else HTTPStatus.SERVICE_UNAVAILABLE
    sentence = i18n.translate(SENTENCES[status], i18n.reader_language())
    after = {"Retry-After": str(RETRY_AFTER[status])}
    if request.path.startswith("/api/"):
        return {"error": sentence}, status, after
    page = render_template("errors/outage.html", sentence=sentence, typed=_typed())
    return make_response(page, status, after)


def _is_full(error: Exception) -> bool:
    cause = getattr(error, "orig", error)
    return (
        getattr(cause, "errno", None) in NO_ROOM
        or getattr(cause, "sqlstate", None) == DISK_FULL
        or getattr(cause, "sqlite_errorname", "") == "SQLITE_FULL"
    )


def _cause(error: Exception) -> str:
    """What the log may know: neither the statement nor its values."""
    import psycopg  # noqa: PLC0415  # without an outage, a server on SQLite does not need it

    cause = error.orig if isinstance(error, DBAPIError) else error
    if isinstance(cause, psycopg.OperationalError) and not cause.sqlstate:
        return " ".join(str(cause).split())  # of the line to the server: it was not yet asked
    known = (getattr(cause, name, None) for name in ("sqlstate", "sqlite_errorname", "strerror"))
    return next((str(one) for one in known if one), type(cause).__name__)


def _typed() -> Typed | None:
    if request.method != "POST":
        return None
    try:
        fields, has_files = list(request.form.items(multi=True)), bool(request.files)
    except (HTTPException, OSError):
        return None  # it did not all arrive, or there was no room to read it
    told = [(name, text) for name, text in fields if not _is_secret(name)]
    shown = [(name, text) for name, text in told if text.strip() and name not in MACHINES]
    hidden = [one for one in told if one not in shown]
    return Typed(shown, hidden, is_whole=told == fields and not has_files)


def _is_secret(name: str) -> bool:
    last = name.rpartition("-")[2]
    return last in SECRETS or "password" in last
