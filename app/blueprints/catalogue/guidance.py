"""Pages that explain: how to take part, for ministries, help, what is kept, accessibility."""

from flask import render_template

from app import clock, i18n
from app.blueprints.access import PUBLIC, access
from app.blueprints.catalogue.blueprint import bp
from app.domain.retention import TABLE
from app.domain.statistics import FEWEST_SHOWN
from app.page_cache import keep_until


@bp.get("/how-to-apply")
@access(PUBLIC)
def how_to_apply() -> str:
    return _page("how-to-apply")


@bp.get("/for-ministries")
@access(PUBLIC)
def for_ministries() -> str:
    return _page("for-ministries")


@bp.get("/help")
@access(PUBLIC)
def help() -> str:
    return _page("help")


@bp.get("/privacy")
@access(PUBLIC)
def privacy() -> str:
    return _page("privacy", rules=TABLE, fewest=FEWEST_SHOWN)


@bp.get("/accessibility")
@access(PUBLIC)
def accessibility() -> str:
    return _page("accessibility")


def _page(name: str, **values: object) -> str:
    keep_until(i18n.next_midnight(clock.now()))
    return render_template(f"catalogue/{name}.html", here=name, **values)
