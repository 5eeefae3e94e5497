from collections.abc import Iterable

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app import clock, i18n
from app.blueprints.access import access, actor
from app.blueprints.authorities.forms import KINDS, OfficeForm, OfficialForm
from app.blueprints.forms import PlainForm, form_page, say
from app.domain.errors import N_, NotVisible
from app.domain.names import search_key
from app.domain.workflow import Action
from app.domain.world import COUNTRIES, INHABITED, ODA_RECIPIENTS, Country
from app.models import Authority, AuthorityKind, Official
from app.operations.authorities import (
    add_official,
    end_official,
    file_office,
    rename_office,
    revoke_link,
)
from app.queries.authorities import (
    institute_for_offices,
    live_links,
    office_by_id,
    offices_by_country,
    offices_of,
    officials_of,
)

bp = Blueprint("authorities", __name__, url_prefix="/admin/countries")

# The OECD's words for the groups of its list.
GROUPS = {
    "LDC": N_("Least developed"),
    "LIC": N_("Other low income"),
    "LMIC": N_("Lower middle income"),
    "UMIC": N_("Upper middle income"),
    "": N_("Not on the list"),
}


@bp.get("")
@access(Action.MANAGE_AUTHORITIES)
def index() -> str:
    """Countries with offices, and all that may receive Japan's assistance; others by name."""
    counts = offices_by_country(seen_by=actor())
    asked = request.args.get("q", "").strip()[:80]
    chosen = _found(asked) if asked else sorted(
        ODA_RECIPIENTS | counts.keys(), key=lambda code: COUNTRIES[code].name
    )  # fmt: skip
    return render_template(
        "authorities/index.html", countries=[COUNTRIES[code] for code in chosen],
        counts=counts, groups=GROUPS, asked=asked,
    )  # fmt: skip


def _found(asked: str) -> list[str]:
    wanted = search_key(asked)
    return [
        code
        for code in COUNTRIES
        if code in INHABITED and wanted in search_key(i18n.country_name(code))
    ]


@bp.get("/<code>")
@access(Action.MANAGE_AUTHORITIES)
def country(code: str) -> str:
    offices = offices_of(country_named(code).iso2, seen_by=actor())
    return render_template(
        "authorities/country.html", country=country_named(code), groups=GROUPS, kinds=KINDS,
        offices=offices, officials=_by_office(offices),
    )  # fmt: skip


def country_named(code: str) -> Country:
    if code not in INHABITED:
        raise NotVisible
    return COUNTRIES[code]


def _by_office(offices: Iterable[Authority]) -> dict[int, list[Official]]:
    found: dict[int, list[Official]] = {office.id: [] for office in offices}
    for official in officials_of(list(found), at=clock.now()):
        found[official.authority_id].append(official)
    return found


@bp.route("/<code>/offices", methods=["GET", "POST"])
@access(Action.MANAGE_AUTHORITIES)
def add(code: str) -> ResponseReturnValue:
    here, form = country_named(code), OfficeForm(version=0)
    institute_for_offices(seen_by=actor())  # who keeps the offices of none has none to add
    with form.refusals():
        if form.validate_on_submit():
            kind = AuthorityKind(form.kind.data)
            filed = file_office(here.iso2, form.name.data, kind, by=actor(), at=clock.now())
            say(N_("The office is on file. Now add who acts for it."))
            return redirect(url_for(".add_person", code=code, authority_id=filed.id), 303)
    return form_page("authorities/add.html", form, country=here)


@bp.route("/<code>/offices/<int:authority_id>", methods=["GET", "POST"])
@access(Action.MANAGE_AUTHORITIES)
def office(code: str, authority_id: int) -> ResponseReturnValue:
    here = office_in(code, authority_id)
    form = OfficeForm(name=here.name, kind=here.office_kind, version=here.version)
    with form.refusals():
        if form.validate_on_submit():
            rename_office(
                here.id, form.name.data, AuthorityKind(form.kind.data),
                shown_version=form.shown_version, by=actor(), at=clock.now(),
            )  # fmt: skip
            say(N_("The office is changed."))
            return redirect(url_for(".office", code=code, authority_id=authority_id), 303)
    return office_page(code, authority_id, form)


def office_in(code: str, authority_id: int) -> Authority:
    found = office_by_id(authority_id, seen_by=actor())
    if found.country != code:
        raise NotVisible
    return found


def office_page(code: str, authority_id: int, form: PlainForm) -> ResponseReturnValue:
    """The office, who acts for it, and its links; 422 with what stood against a button."""
    here, now = office_in(code, authority_id), clock.now()
    shown = form if isinstance(form, OfficeForm) else OfficeForm(
        None, name=here.name, kind=here.office_kind, version=here.version
    )  # fmt: skip
    return form_page(
        "authorities/office.html", form, shown=shown, office=here, country=country_named(code),
        officials=officials_of([here.id], at=now), links=live_links(here.id, at=now),
    )  # fmt: skip


@bp.route("/<code>/offices/<int:authority_id>/officials", methods=["GET", "POST"])
@access(Action.MANAGE_AUTHORITIES)
def add_person(code: str, authority_id: int) -> ResponseReturnValue:
    here, form = office_in(code, authority_id), OfficialForm()
    with form.refusals():
        if form.validate_on_submit():
            add_official(
                here.id, form.name.data, form.position.data, form.email.data,
                by=actor(), at=clock.now(),
            )  # fmt: skip
            say(N_("From now on letters for the office go to {email}."), email=form.email.data)
            return redirect(url_for(".office", code=code, authority_id=authority_id), 303)
    return form_page("authorities/official.html", form, office=here, country=country_named(code))


@bp.post("/<code>/offices/<int:authority_id>/officials/<int:official_id>/end")
@access(Action.MANAGE_AUTHORITIES)
def end(code: str, authority_id: int, official_id: int) -> ResponseReturnValue:
    here, form = office_in(code, authority_id), PlainForm()
    with form.refusals():
        end_official(here.id, official_id, by=actor(), at=clock.now())
        say(N_("This person acts for the office no more. The links have ended."))
        return redirect(url_for(".office", code=code, authority_id=authority_id), 303)
    return office_page(code, authority_id, form)


@bp.post("/<code>/offices/<int:authority_id>/links/<int:link_id>/revoke")
@access(Action.MANAGE_AUTHORITIES)
def revoke(code: str, authority_id: int, link_id: int) -> ResponseReturnValue:
    here, form = office_in(code, authority_id), PlainForm()
    with form.refusals():
        revoke_link(here.id, link_id, by=actor(), at=clock.now())
        say(N_("The link opens nothing more."))
        return redirect(url_for(".office", code=code, authority_id=authority_id), 303)
    return office_page(code, authority_id, form)
