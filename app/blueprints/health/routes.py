from http import HTTPStatus

from flask import Blueprint
from flask.typing import ResponseReturnValue

from app import clock
from app.blueprints.access import PUBLIC, access
from app.queries.readiness import faults

bp = Blueprint("health", __name__)


@bp.get("/healthz")
@access(PUBLIC)
def healthz() -> ResponseReturnValue:
    """The process answers. It asks nobody else."""
    return {"status": "ok"}


@bp.get("/readyz")
@access(PUBLIC)
def readyz() -> ResponseReturnValue:
    """Database, clock, migrations and storage; 503 and the names of what is wrong."""
    wrong = faults(at=clock.now())
    status = HTTPStatus.SERVICE_UNAVAILABLE if wrong else HTTPStatus.OK
    return {"status": "not ready" if wrong else "ready", "wrong": wrong}, status
