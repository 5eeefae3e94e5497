"""The selection of a course: its board, its approval, its letters."""

from app.blueprints.selection import letters as letters
from app.blueprints.selection.routes import bp as bp
