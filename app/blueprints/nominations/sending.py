"""The last steps of an official: the letter, one more look, and sending."""

from datetime import datetime

from flask import Response, current_app, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app import clock, i18n
from app.adapters import pdf
from app.blueprints.access import access, actor
from app.blueprints.downloads import attachment
from app.blueprints.forms import form_page
from app.blueprints.issuing import issued, opened
from app.blueprints.nominations.blueprint import Here, bp, here
from app.blueprints.nominations.forms import LATER, NONE, UPLOAD, LetterForm, SendForm
from app.blueprints.uploads import content_of
from app.domain.documents import file_name
from app.domain.errors import N_, NotVisible
from app.domain.names import display_name
from app.domain.nominations import REASONS
from app.domain.workflow import Action
from app.models import Nomination
from app.operations.documents import OpenedDocument
from app.operations.nominations import order_of, send_nomination, version_of
from app.operations.official_letters import (
    answer_about_letter,
    keep_official_letter,
    open_official_letter,
)
from app.queries.nominations import nomination_of, official_letter


@bp.route("/letter", methods=["GET", "POST"])
@access(Action.ENDORSE)
def letter() -> ResponseReturnValue:
    place = here()
    form = LetterForm(way=_way(nomination_of(*place.key)))
    kept = official_letter(*place.key)
    with form.refusals():
        if form.validate_on_submit() and _keep(place, form, is_kept=kept is not None):
            return redirect(url_for(".check"), 303)
    form.explain()
    return form_page("nominations/letter.html", form, place=place, kept=kept)


def _way(nomination: Nomination | None) -> str | None:
    if nomination is None:
        return None
    return NONE if nomination.has_no_letter else UPLOAD


def _keep(place: Here, form: LetterForm, *, is_kept: bool) -> bool:
    """Whether the answer is kept; without a file the one that is here already stays."""
    if form.way.data in (NONE, LATER):
        has_none = form.way.data == NONE
        answer_about_letter(*place.key, has_no_letter=has_none, by=actor(), at=clock.now())
        return True
    if is_kept and not form.file.data:
        return True
    if not form.has_file():
        return False
    content = content_of(form.file.data)
    keep_official_letter(*place.key, content, by=actor(), at=clock.now())
    return True


@bp.get("/letter/file")
@access(Action.OPEN_DOCUMENT)
def letter_file() -> Response:
    return attachment(open_official_letter(*here().key, by=actor()))


@bp.get("/letter/to-sign")
@access(Action.ENDORSE)
def letter_to_sign() -> Response:
    """A letter with all names in it, ready to print on the office's own paper."""
    place = here()
    if not place.endorsed:
        raise NotVisible
    content = pdf.letter(_letter(place), at=clock.now(), fonts=current_app.config["FONTS"] or None)
    name = file_name(f"{place.course.code} nomination letter", "pdf")
    return attachment(OpenedDocument(content, name, "application/pdf"))


def _letter(place: Here) -> pdf.OfficialLetter:
    official, office, course = place.link.official, place.link.authority, place.course
    institute = current_app.config.get("INSTITUTE_NAME") or _say(N_("Sample institute"))
    people = [(number, one.application) for number, one in enumerate(place.endorsed, 1)]
    nominates = _say(
        N_("The {office} of {country} nominates these officials, in this order."),
        office=office.name, country=office.country,
    )  # fmt: skip
    return pdf.OfficialLetter(
        service=current_app.config["SERVICE_NAME"], institute=institute, on_own_paper=True,
        date="", recipient=(institute,), greeting=_say(N_("Dear Director,")),
        subject=_say(N_("Nomination: {course}"), course=course.title),
        paragraphs=(nominates, _say(N_("They work in their posts and can be released."))),
        people=tuple(
            pdf.Nominee(
                str(number), display_name(one.family_name, one.given_names),
                one.job_title, one.reference,
            )
            for number, one in people
        ),
        signed_name=official.name, signed_position=official.position,
    )  # fmt: skip


def _say(message: str, **facts: object) -> str:
    return i18n.translate(message, i18n.reader_language(), **facts)


@bp.route("/check", methods=["GET", "POST"])
@access(Action.ENDORSE)
def check() -> ResponseReturnValue:
    place = here()
    about = f"nomination {place.key}"
    form = SendForm(version=version_of(place.found), issued=issued(about))
    _, shown_at = opened(form.issued.data, about)
    with form.refusals():
        if form.validate_on_submit():
            send_nomination(
                *place.key, shown_version=form.shown_version, issued_at=shown_at, by=actor(),
                at=clock.now(),
            )  # fmt: skip
            return redirect(url_for(".done"), 303)
    return _check_page(here() if form.errors else place, form, shown_at)


def _check_page(place: Here, form: SendForm, shown_at: datetime | None) -> ResponseReturnValue:
    """All that goes, as it is now."""
    form.version.data = version_of(place.found)
    return form_page(
        "nominations/check.html", form, place=place, order=order_of(place.found),
        reasons=REASONS, nomination=nomination_of(*place.key), kept=official_letter(*place.key),
        may_send=place.takes_from(shown_at),
    )  # fmt: skip


@bp.get("/done")
@access(Action.ENDORSE)
def done() -> ResponseReturnValue:
    place = here()
    nomination = nomination_of(*place.key)
    if nomination is None or not nomination.sent_at:
        return redirect(url_for(".index"), 303)
    return render_template("nominations/done.html", place=place, nomination=nomination)
