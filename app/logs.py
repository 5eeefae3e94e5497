"""Lines of JSON on standard error, for machines that collect logs: what happened, nobody's data.

Of a request its route is told, never its path, which may hold a link that lets somebody in; of an
error its kind and where it arose, not its sentence, which may quote what somebody typed.
"""

import json
import logging
import re
import secrets
import time
import traceback
from datetime import UTC, datetime
from typing import Any

from flask import Flask, Response, g, has_request_context, request

log = logging.getLogger("kenshu.request")
GIVEN_BY_PROXY = re.compile(r"[A-Za-z0-9-]{8,64}")
MOST_PLACES = 20


def init_app(app: Flask) -> None:
    def begin() -> None:
        # Only a proxy of ours may give the number: others could write into our logs with it.
        given = request.headers.get("X-Request-ID", "") if app.config["PROXIES"] else ""
        g.request_id = given if GIVEN_BY_PROXY.fullmatch(given) else secrets.token_hex(8)
        g.began = time.perf_counter()

    def tell_failure(exc_info: Any) -> None:
        app.logger.error("A request failed", exc_info=exc_info)

    app.before_request(begin)
    app.after_request(tell)
    # Flask's own line names the path.
    app.log_exception = tell_failure  # type: ignore[method-assign]


def request_id() -> str:
    """The number under which the logs tell of this request."""
    return str(g.get("request_id", ""))


def tell(response: Response) -> Response:
    if log.isEnabledFor(logging.INFO):
        facts = {
            "method": request.method,
            "route": request.url_rule.rule if request.url_rule else None,
            "status": response.status_code,
            "ms": round((time.perf_counter() - g.get("began", time.perf_counter())) * 1000, 1),
        }
        log.info("answered", extra={"facts": facts})
    if response.status_code >= 400:  # a page that others get too must not carry it
        response.headers["X-Request-ID"] = request_id()
    return response


def write_json() -> None:
    """From now on all logs of this process are lines of JSON, those of the web server too."""
    handler = logging.StreamHandler()
    handler.setFormatter(JsonLine())
    logging.basicConfig(handlers=[handler], level=logging.INFO, force=True)
    server = logging.getLogger("gunicorn.error")
    server.handlers, server.propagate = [], True


class JsonLine(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "process": record.process,
            "says": _words(record),
        }
        if has_request_context():
            line["request"] = request_id()
        line |= getattr(record, "facts", {})
        if record.exc_info and record.exc_info[0]:
            line |= {"error": record.exc_info[0].__name__, "where": _places(record.exc_info[2])}
        return json.dumps(line)


def _words(record: logging.LogRecord) -> str:
    is_complaint = record.name.startswith("gunicorn") and record.levelno >= logging.WARNING
    if not (is_complaint and isinstance(record.args, tuple)):
        return record.getMessage()
    # What the web server complains of are addresses of people and paths; its own processes may be
    # told by their numbers, and why they ended.
    is_ours = [isinstance(one, int) or str(one).startswith("SIG") for one in record.args]
    told = (one if ours else "…" for one, ours in zip(record.args, is_ours, strict=True))
    return str(record.msg).replace("%d", "%s") % tuple(told)


def _places(trace: Any) -> list[str]:
    """The innermost places, without the lines of code and the values in them."""
    frames = traceback.extract_tb(trace)[-MOST_PLACES:]
    return [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
