"""The section pages: shown, kept whole or in part, and on to the next."""

from typing import Any

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from app import clock
from app.blueprints.access import access
from app.blueprints.applications.base import SectionForm
from app.blueprints.applications.blueprint import applicant, bp, city_for
from app.blueprints.applications.documents import documents_page, paper_page
from app.blueprints.applications.forms import PaperForm
from app.blueprints.applications.ministry import MinistryForm
from app.blueprints.applications.sections import FORMS
from app.blueprints.forms import form_page, say
from app.domain.answers import (
    TYPED,
    UNKNOWN,
    advice_on_address,
    advice_on_passport,
    in_words,
    sections_asked,
)
from app.domain.errors import N_
from app.domain.names import PassportName, mrz_name
from app.domain.questions import TITLES, Section, spelled
from app.domain.workflow import Action, Status
from app.models import Application, AuthorityKind
from app.notifications.letters import Wording
from app.operations.answering import may_change
from app.operations.applications import save_section
from app.operations.foreseen import letter_to_ministry
from app.operations.privacy import sent_answers
from app.queries.applications import (
    VERSIONS,
    application_by_reference,
    plain_answers,
    rows_of,
    section_by_reference,
)
from app.queries.nominations import offices_on_file

LEADS = {
    Section.NAME: N_("Copy these from your passport, so that your visa and ticket are right."),
    Section.PASSPORT: N_("Copy these from your passport, so that your visa and ticket are right."),
    Section.CONTACT: N_("We write by e-mail. We call only when there is no time to write."),
    Section.JOB: N_("Your ministry reads this, and those who choose."),
    Section.EDUCATION: N_("All lectures and discussions of the course are in its language."),
    Section.REASONS: N_("Write about your own work, in your own words. Simple English is fine."),
    Section.MINISTRY: N_("We write to this office when you send your application, not before."),
}
WHYS = {
    Section.NAME: N_("The embassy needs the same spelling as your passport."),
    Section.PASSPORT: N_("We book your flight and ask for your visa with these."),
    Section.CONTACT: N_("So that we reach you when your place or your flight changes."),
    Section.JOB: N_("The course is for people who do certain work, so that they learn together."),
    Section.EDUCATION: N_("So that the lecturers know to whom they speak."),
    Section.REASONS: N_("Those who choose compare your reasons with the theme of the course."),
    Section.MINISTRY: N_("Only people whom their government nominates can have a place."),
}


@bp.route(f"/my/<reference>/<any({', '.join(Section)}):section>", methods=["GET", "POST"])
@access(Action.EDIT)
def section(reference: str, section: str) -> ResponseReturnValue:
    asked, is_shown = Section(section), request.method == "GET"
    application = section_by_reference(reference, asked, seen_by=applicant(), with_answers=is_shown)
    if is_shown and not may_change(application, asked, at=clock.now()):
        return redirect(url_for(".show", reference=reference), 303)
    if asked == Section.DOCUMENTS:
        return documents_page(application)
    form = form_for(application, asked)
    if form.is_submitted():
        with form.refusals():
            if saved := kept(form, application):
                return saved
        application = section_by_reference(reference, asked, seen_by=applicant(), with_answers=True)
    if isinstance(form, PaperForm):
        return paper_page(application, form)
    return form_page("applications/section.html", form, **beside(application, form))


def form_for(application: Application, section: Section) -> SectionForm:
    """The form of the section with what is kept so far."""
    data = {}
    if request.method == "GET":
        data = {
            key: value if hasattr(value, "year") else spelled(value)
            for key, value in plain_answers(application).items()
        }
    form = FORMS[section](data=data)
    offices = (
        offices_on_file(application.country, institute_id=application.institute_id)
        if section == Section.MINISTRY
        else ()
    )
    focal = [one for one in offices if one.office_kind == AuthorityKind.FOCAL_POINT]
    form.prepare(application, offices=offices, focal=focal)
    if section == Section.JOB and request.method == "GET":
        form.career.add(request.args.get("more", 0, type=int))
    return form


def letter_of(form: MinistryForm, application: Application) -> Wording | None:
    """The letter that goes to the office which the form names now."""
    named = form.nominated_by.data
    if not named:
        return None
    typed = {name: field.data or "" for name, field in form._fields.items()}
    chosen = [one for one in form.offices if named in (str(one.id), UNKNOWN)]
    office = chosen[0] if chosen else None
    return letter_to_ministry(application, office=office, typed=typed, at=clock.now())


def kept(form: SectionForm, application: Application) -> Response | None:
    """Where to go once the answers are kept; None while the page must be mended first."""
    goes_on = not {"later", "more"} & request.form.keys()
    is_whole = form.validate()
    if form.version.errors or (goes_on and not is_whole):
        return None
    saved = save_section(
        application.id, form.section, form.answers(),
        shown_version=form.shown_version, by=applicant(), at=clock.now(),
    )  # fmt: skip
    if form.refused():
        form.version.data = str(saved.version)
        say(N_("We saved the rest of this page. Mend what is marked, or leave it."))
        return None
    advise(form, application)
    return redirect(next_address(application, form, goes_on=goes_on), 303)


def advise(form: SectionForm, application: Application) -> None:
    """On the next page: what is not wrong, but worth knowing."""
    advice = None
    if form.section == Section.PASSPORT:
        ends_on = application.course.ends_on
        advice = advice_on_passport(form.passport_expires.data, ends_on=ends_on)
    if form.section == Section.MINISTRY and form.nominated_by.data == TYPED:
        advice = advice_on_address(form.official_email.data or "")
    if advice:
        say(advice.message, "warn", **advice.facts)


def next_address(application: Application, form: SectionForm, *, goes_on: bool) -> str:
    """The section after this one, or the page from which one came."""
    reference, course = application.reference, application.course
    if "more" in request.form:
        more = len(form.career.jobs() or ())
        return url_for(".section", reference=reference, section=form.section, more=1,
                       _anchor=f"career-{more}-post")  # fmt: skip
    if not goes_on or application.status not in (Status.DRAFT, Status.RETURNED):
        return url_for(".show", reference=reference)
    if request.args.get("back") == "check" or application.status == Status.RETURNED:
        return url_for(".check", reference=reference)
    shown = sections_asked(course.documents, asks_paper=course.asks_paper)
    following = shown[shown.index(form.section) + 1 :]
    if following:
        return url_for(".section", reference=reference, section=following[0])
    return url_for(".check", reference=reference)


def beside(application: Application, form: SectionForm) -> dict[str, Any]:
    """What stands beside the form: why we ask, the old answers, the bottom lines of a passport,
    the letter to the ministry."""
    section = form.section
    name = PassportName(application.family_name, application.given_names)
    return {
        "application": application,
        "section": section,
        "in_words": in_words,
        "title": TITLES[section],
        "lead": LEADS[section],
        "why": WHYS[section],
        "city": city_for(application),
        "mrz": mrz_name(name) if section in (Section.NAME, Section.PASSPORT) else None,
        "sent": answers_sent(application, section),
        "letter": letter_of(form, application) if isinstance(form, MinistryForm) else None,
    }


def answers_sent(application: Application, section: Section) -> dict[str, str]:
    """What was sent before a correction: the old answer stands beside the new box."""
    if application.status is not Status.RETURNED:
        return {}
    load = (*rows_of(section), *VERSIONS)
    return sent_answers(
        application_by_reference(application.reference, seen_by=applicant(), load=load)
    )
