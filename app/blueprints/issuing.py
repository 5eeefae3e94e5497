"""When a form was shown, signed: who opened it before a deadline may send it a little later."""

from datetime import datetime
from typing import Any

from flask import current_app
from itsdangerous import BadSignature, URLSafeSerializer

from app import clock


def issued(about: str, *facts: object) -> str:
    """What the form carries: that it is shown now, and these facts. It counts for this subject."""
    return str(_signer(about).dumps([*facts, clock.now().isoformat()]))


def opened(text: str | None, about: str) -> tuple[list[Any], datetime | None]:
    """The facts and when the form was shown; neither, if it was tampered with."""
    try:
        *facts, at = _signer(about).loads(text or "")
        return facts, datetime.fromisoformat(at)
    except (BadSignature, ValueError):
        return [], None


def _signer(about: str) -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt=about)
