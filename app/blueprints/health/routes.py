from http import HTTPStatus

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue

from app import clock, metrics
from app.blueprints.access import PUBLIC, access
from app.domain.errors import NotVisible
from app.operations.places import can_keep_files
from app.queries.readiness import faults, warnings

bp = Blueprint("health", __name__)


@bp.get("/healthz")
@access(PUBLIC)
def healthz() -> ResponseReturnValue:
    """The process answers. It asks nobody else."""
    return {"status": "ok"}


@bp.get("/readyz")
@access(PUBLIC)
def readyz() -> ResponseReturnValue:
    """Database, clock, migrations and storage; 503 and the names of what is wrong.

    Letters that wait are a warning only: no other host would send them sooner.
    """
    at = clock.now()
    wrong = faults(at=at) + ([] if can_keep_files() else ["storage"])
    told = [] if "database" in wrong else warnings(at=at)
    status = HTTPStatus.SERVICE_UNAVAILABLE if wrong else HTTPStatus.OK
    return {"status": "not ready" if wrong else "ready", "wrong": wrong, "warnings": told}, status


@bp.get("/metrics")
@access(PUBLIC)
def numbers() -> ResponseReturnValue:
    """For Prometheus, where it is set, under a name that only our own network knows."""
    if not metrics.is_shown_to(request.host):
        raise NotVisible
    text, content_type = metrics.page(at=clock.now())
    return Response(text, content_type=content_type)
