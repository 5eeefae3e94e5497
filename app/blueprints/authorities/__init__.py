"""Countries, the offices on file and their officials: for who keeps them."""

from app.blueprints.authorities.routes import bp

__all__ = ["bp"]
