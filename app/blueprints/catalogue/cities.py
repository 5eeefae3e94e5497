"""The reader's city: where all instants are also shown."""

from datetime import timedelta
from typing import NamedTuple
from urllib.parse import urlsplit

from flask import current_app, redirect, render_template, request
from flask.typing import ResponseReturnValue

from app import i18n
from app.blueprints.access import PUBLIC, access
from app.blueprints.catalogue import CITY_COOKIE, reading
from app.blueprints.catalogue.blueprint import bp
from app.blueprints.catalogue.origin import own_origin
from app.domain.errors import N_, RuleBroken
from app.domain.world import cities_of

YEAR = timedelta(days=365)


class CityOption(NamedTuple):
    value: str
    country: str
    city: str


def city_options(language: str) -> list[CityOption]:
    """Every city that can be chosen, by country."""
    return [
        CityOption(f"{code}/{city.zone}", name, city.name)
        for code, name in reading.country_options(language)
        for city in cities_of(code)
    ]


@bp.route("/city", methods=["GET", "POST"])
@access(PUBLIC)
@own_origin
def city() -> ResponseReturnValue:
    if request.method == "GET":
        return _page(request.args.get("back", "/"))
    chosen, back = request.form.get("city", ""), own_path(request.form.get("back", "/"))
    if chosen and not i18n.city_of(chosen):
        return _page(back, RuleBroken(N_("Choose a city from the list."))), 422
    answer = redirect(back, 303)
    if chosen:
        is_secure = current_app.config.get("SESSION_COOKIE_SECURE", False)
        answer.set_cookie(
            CITY_COOKIE, chosen, max_age=YEAR, secure=is_secure, httponly=True, samesite="Lax"
        )
    else:
        answer.delete_cookie(CITY_COOKIE)
    return answer


def own_path(back: str) -> str:
    """The path to go back to, if it is one of ours; the catalogue otherwise."""
    try:
        parts = urlsplit(back)
    except ValueError:
        return "/"
    is_ours = back.startswith("/") and not parts.netloc and not parts.scheme
    # Browsers read a backslash as a slash, and leave out control characters.
    is_plain = not back.startswith("//") and "\\" not in back and back.isprintable()
    return back if is_ours and is_plain else "/"


def _page(back: str, refusal: RuleBroken | None = None) -> str:
    language = i18n.reader_language()
    return render_template(
        "catalogue/city.html",
        options=city_options(language),
        chosen=request.form.get("city") or request.cookies.get(CITY_COOKIE, ""),
        back=own_path(back),
        refusal=i18n.refusal(refusal, language) if refusal else "",
    )
