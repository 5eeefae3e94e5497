"""Public forms have no session and so no token: the browser says where a form stood."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast
from urllib.parse import urlsplit

from flask import request

from app.domain.errors import N_, NotPermitted
from app.extensions import csrf

View = TypeVar("View", bound=Callable[..., Any])


def own_origin(view: View) -> View:
    """Take a POST only from our own pages. Who says nothing of its origin is no browser of ours."""

    @csrf.exempt  # type: ignore[untyped-decorator]  # Flask-WTF has no types
    @wraps(view)
    def guarded(*values: Any, **named: Any) -> Any:
        if request.method == "POST" and not is_own_origin():
            raise NotPermitted(N_("This form was sent from another site. Open our page again."))
        return view(*values, **named)

    return cast(View, guarded)


def is_own_origin() -> bool:
    """Whether the browser says that the form stood on one of our pages."""
    # Old browsers leave out Origin on their own site; "null" is somebody who hides it.
    said = request.headers.get("Origin") or request.headers.get("Referer") or ""
    try:
        return urlsplit(said).netloc == request.host
    except ValueError:
        return False
