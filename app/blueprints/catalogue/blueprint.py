from flask import Blueprint

from app.page_cache import generation_to_keep, pack
from app.queries.catalogue import read_replica_with

bp = Blueprint("catalogue", __name__)
# These pages hold no secret that could be guessed from their packed size.
bp.after_request(pack)


@bp.before_request
def read_replica() -> None:
    """What is made for everybody; whoever is signed in may look for what they just changed."""
    generation = generation_to_keep()
    if generation is not None:
        read_replica_with(generation)
