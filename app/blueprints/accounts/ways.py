"""Where a sign-in leads, and what a browser tells of itself."""

import re

from flask import current_app, request

from app.adapters.passkeys import Site, site_of
from app.blueprints.access import actor
from app.domain.permissions import ActorKind, may_ever
from app.domain.workflow import Action

# The first page of each kind of work, for who came without naming one.
LANDINGS = (
    (Action.LIST, "/staff"), (Action.SCORE, "/review"), (Action.MANAGE_PEOPLE, "/admin/people"),
)  # fmt: skip
_OWN_PATH = re.compile(r"/(?![/\\])[^\x00-\x20\\\x7f]*")


def safe_next(path: str | None) -> str:
    """A path of our own, or nothing: a link may not lead who signs in to another site."""
    return path if path and _OWN_PATH.fullmatch(path) else ""


def landing() -> str:
    """The first page of who is signed in now."""
    if actor().kind == ActorKind.OFFICIAL:
        return "/n/nominees"
    return next((path for action, path in LANDINGS if may_ever(actor(), action)), "/my")


def network() -> str:
    """The address of the network that asks; behind a proxy, the one that the proxy tells."""
    return request.remote_addr or ""


def passkey_site() -> Site | None:
    """What passkeys are bound to: the fixed address, never the name that a request came under."""
    return site_of(current_app.config["PUBLIC_URL"], current_app.config["SERVICE_NAME"])
