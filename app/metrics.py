"""Numbers for Prometheus: how long each route takes, and what waits. Nobody's data.

The processes of a server write theirs into one folder, so that any of them can tell those of all.
"""

import os
import tempfile
import time
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from flask import Flask, Response, current_app, g, request
from sqlalchemy.exc import SQLAlchemyError

from app.queries.waiting import Waiting, waiting

FOLDER = "PROMETHEUS_MULTIPROC_DIR"  # it must be known before the library is loaded
SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 5)
HELP = {
    "letters": "Letters that are due and not sent.",
    "letters_seconds": "For how long the letter that is due longest has waited.",
    "letters_failed": "Letters that were given up.",
    "events_unsealed": "Events that wait to be sealed into the log.",
}


def init_app(app: Flask) -> None:
    if not app.config["METRICS"]:
        return
    if FOLDER not in os.environ:
        os.environ[FOLDER] = tempfile.mkdtemp(prefix="kenshu-metrics-")
    # Nobody carries the library who does not ask for numbers.
    from prometheus_client import Histogram  # noqa: PLC0415

    seconds = Histogram(
        "kenshu_request_seconds", "Time to answer, without pages that a process has kept.",
        ["method", "route", "status"], buckets=SECONDS, registry=None,
    )  # fmt: skip

    def begin() -> None:
        g.measured_from = time.perf_counter()

    def measure(response: Response) -> Response:
        route = request.url_rule.rule if request.url_rule else "none"
        kind = seconds.labels(request.method, route, f"{response.status_code // 100}xx")
        kind.observe(time.perf_counter() - g.get("measured_from", time.perf_counter()))
        return response

    app.before_request(begin)
    app.after_request(measure)


def is_shown_to(host: str) -> bool:
    """Only under an inner name: numbers of errors and routes are nothing for the network."""
    return bool(current_app.config["METRICS"]) and host != current_app.config["SERVER_NAME"]


def page(*, at: datetime) -> tuple[bytes, str]:
    """The numbers of all processes of this server, and their content type."""
    from prometheus_client import CollectorRegistry, generate_latest  # noqa: PLC0415
    from prometheus_client.exposition import CONTENT_TYPE_LATEST  # noqa: PLC0415
    from prometheus_client.multiprocess import MultiProcessCollector  # noqa: PLC0415

    registry = CollectorRegistry()
    MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    registry.register(_Waiting(at))
    return generate_latest(registry), CONTENT_TYPE_LATEST


class _Waiting:
    def __init__(self, at: datetime) -> None:
        self.at = at

    def collect(self) -> Iterator[Any]:
        from prometheus_client.core import GaugeMetricFamily  # noqa: PLC0415

        found: Waiting | None
        try:
            found = waiting(at=self.at)
        except SQLAlchemyError:
            found = None
        yield GaugeMetricFamily("kenshu_database_up", "Whether it answers.", float(bool(found)))
        for name, value in found._asdict().items() if found else ():
            yield GaugeMetricFamily(f"kenshu_waiting_{name}", HELP[name], value)
