"""The pages of an official who nominates: by a link, without an account."""

from app.blueprints.nominations import links, routes, sending
from app.blueprints.nominations.blueprint import bp

__all__ = ["bp", "links", "routes", "sending"]
