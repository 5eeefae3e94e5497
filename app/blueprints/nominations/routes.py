"""The nominees of an office: the list, one of them, their order."""

from flask import Response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app import clock, i18n
from app.blueprints.access import access, actor, link_id
from app.blueprints.answers import ReadSection, read_sections
from app.blueprints.downloads import attachment
from app.blueprints.forms import form_page, say
from app.blueprints.nominations.blueprint import Here, bp, here
from app.blueprints.nominations.forms import VouchForm, WeighForm, rank_form
from app.domain.errors import N_, NotVisible
from app.domain.nominations import WEIGHED, Word
from app.domain.questions import DOCUMENTS, Section
from app.domain.workflow import Action
from app.models import Application, Endorsement
from app.operations.documents import open_document
from app.operations.links import vouch_for_office
from app.operations.nominations import rank_nominees, weigh_nominee
from app.operations.privacy import sent_answers
from app.queries.applications import FORM, VERSIONS, application_by_reference
from app.queries.nominations import endorsed_by_others, nomination_of, papers, to_vouch_for

# An office vouches for the job and reads the reasons: home, phone and passport are not its own.
NOT_SHOWN = (Section.PASSPORT, Section.CONTACT)


@bp.get("/nominees")
@access(Action.ENDORSE)
def index() -> ResponseReturnValue:
    place = here()
    country = place.link.authority.country
    quotas = {quota.country: quota for quota in place.course.quotas}
    return render_template(
        "nominations/index.html", place=place, quota=quotas.get(country),
        others=endorsed_by_others(place.course.id, country, but=place.link.authority_id),
        papers=papers([one.application_id for one in place.found]),
        nomination=nomination_of(*place.key), to_vouch=to_vouch_for(place.link),
        vouch_form=VouchForm(), Word=Word,
    )  # fmt: skip


@bp.route("/nominees/<reference>", methods=["GET", "POST"])
@access(Action.ENDORSE)
def nominee(reference: str) -> ResponseReturnValue:
    place = here()
    one = one_of(place, reference)
    form = WeighForm(word=one.draft_choice, reason=one.reason_code or None, version=one.row_version)
    with form.refusals():
        if form.validate_on_submit():
            weigh_nominee(
                one.application_id, Word(form.word.data), form.reason_given,
                shown_version=form.shown_version, by=actor(), at=clock.now(),
            )  # fmt: skip
            say(N_("Your answer is kept. Nobody is told before you send."))
            return redirect(_onwards(reference), 303)
    application = application_by_reference(reference, seen_by=actor(), load=FORM + VERSIONS)
    return form_page(
        "nominations/nominee.html", form, place=place, application=application,
        sections=_sections(application), documents=DOCUMENTS,
        may_weigh=place.is_open and application.status in WEIGHED,
    )  # fmt: skip


def one_of(place: Here, reference: str) -> Endorsement:
    for one in place.found:
        if one.application.reference == reference:
            return one
    raise NotVisible


def _sections(application: Application) -> list[ReadSection]:
    language = i18n.reader_language()
    return read_sections(sent_answers(application), without=NOT_SHOWN, language=language)


def _onwards(reference: str) -> str:
    """To the next who has no answer, then to the order."""
    waiting = [one.application.reference for one in here().unanswered]
    if waiting:
        return url_for(".nominee", reference=waiting[0])
    return url_for(".rank")


@bp.get("/nominees/<reference>/documents/<int:document_id>")
@access(Action.OPEN_DOCUMENT)
def document(reference: str, document_id: int) -> Response:
    one = one_of(here(), reference)
    return attachment(open_document(one.application_id, document_id, by=actor(), at=clock.now()))


@bp.route("/rank", methods=["GET", "POST"])
@access(Action.ENDORSE)
def rank() -> ResponseReturnValue:
    """Who endorses one person only has nothing to put in order."""
    place = here()
    if len(place.endorsed) < 2:
        return redirect(url_for(".letter"), 303)
    form = rank_form(place.endorsed)
    with form.refusals():
        if form.validate_on_submit():
            places = {who: number for who, number in form.places().items() if number}
            rank_nominees(*place.key, places, by=actor(), at=clock.now())
            return redirect(url_for(".letter"), 303)
    return form_page("nominations/rank.html", form, place=place, boxes=form.boxes())


@bp.post("/offices/<reference>/confirm")
@access(Action.ENDORSE)
def vouch(reference: str) -> ResponseReturnValue:
    """The focal point knows an office that an applicant of its country named."""
    typed = [one for one in to_vouch_for(here().link) if one.application.reference == reference]
    if not typed or not VouchForm().validate_on_submit():
        raise NotVisible
    vouch_for_office(typed[0].application_id, link_id(), by=actor(), at=clock.now())
    say(N_("Thank you. The word of this office counts now."))
    return redirect(url_for(".index"), 303)
