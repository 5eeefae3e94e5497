from flask import Blueprint

from app.page_cache import pack

bp = Blueprint("catalogue", __name__)
# These pages hold no secret that could be guessed from their packed size.
bp.after_request(pack)
