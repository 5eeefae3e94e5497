"""One's own account: its details, a copy of its data, its end."""

from app.blueprints.own_data import details, routes
from app.blueprints.own_data.blueprint import bp

__all__ = ["bp", "details", "routes"]
