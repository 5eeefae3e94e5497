"""Documents: each its own small form; shown only as attachments."""

from flask import Response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app import clock
from app.blueprints.access import access
from app.blueprints.applications.blueprint import applicant, bp, city_for, told
from app.blueprints.applications.forms import DocumentForm, PaperForm
from app.blueprints.downloads import attachment
from app.blueprints.forms import answer, form_page, say
from app.domain.answers import documents_asked
from app.domain.errors import N_
from app.domain.questions import ASKABLE, DOCUMENTS, TITLES, DocumentKind, Section
from app.domain.workflow import Action
from app.models import Application
from app.operations.documents import (
    add_document,
    open_document,
    remove_document,
    section_of,
)
from app.queries.applications import plain_answers, section_by_reference

UPLOADABLE = (*ASKABLE, DocumentKind.PAPER)
KINDS = f"any({', '.join(UPLOADABLE)})"
HINTS = {
    DocumentKind.PASSPORT: N_("All four corners and both bottom lines must be easy to read."),
    DocumentKind.PHOTO: N_("Your face from the front, before a plain wall."),
    DocumentKind.DEGREE: N_("If it is not in English, add a short translation as a second page."),
    DocumentKind.ENGLISH: N_("The last result you have, if you have one."),
}


def files_of(application: Application) -> dict[DocumentKind, object]:
    return {document.document_kind: document for document in application.documents}


def documents_page(
    application: Application, refused: DocumentForm | None = None
) -> ResponseReturnValue:
    """All documents of the course, each with a form of its own; one may have been refused."""
    kinds = documents_asked(application.course.documents)
    forms = {kind: DocumentForm(prefix=kind) for kind in kinds}
    if refused:
        forms[DocumentKind(refused.kind)] = refused
    return form_page(
        "applications/documents.html", refused or DocumentForm(),
        application=application, forms=forms, files=files_of(application),
        words=DOCUMENTS, hints=HINTS, title=TITLES[Section.DOCUMENTS],
        city=city_for(application),
    )  # fmt: skip


def paper_page(
    application: Application, form: PaperForm, refused: DocumentForm | None = None
) -> ResponseReturnValue:
    """The country paper: as words, or as a file."""
    page = render_template(
        "applications/paper.html", form=refused or form, paper=form,
        file_form=refused or DocumentForm(prefix=DocumentKind.PAPER),
        application=application, file=files_of(application).get(DocumentKind.PAPER),
        title=TITLES[Section.PAPER], city=city_for(application), now=clock.now(),
    )  # fmt: skip
    return answer(page, refused or form)


@bp.post(f"/my/<reference>/documents/<{KINDS}:kind>")
@access(Action.SEND_PAPER)
def upload(reference: str, kind: str) -> ResponseReturnValue:
    application = to_change(reference, kind)
    form = DocumentForm(prefix=kind)
    form.kind = kind
    with form.refusals():
        if form.validate_on_submit():
            document = add_document(
                application.id, DocumentKind(kind), form.content, by=applicant(), at=clock.now()
            )
            if document.warning:
                say(document.warning, "warn")
            else:
                say(N_("We have your file. You can open it here to look at it."))
            return redirect(page_of(reference, kind), 303)
    form.explain()
    application = shown(reference)
    if kind == DocumentKind.PAPER:
        return paper_page(application, PaperForm(None, data=plain_answers(application)), form)
    return documents_page(application, form)


@bp.post(f"/my/<reference>/documents/<{KINDS}:kind>/remove")
@access(Action.SEND_PAPER)
def remove(reference: str, kind: str) -> ResponseReturnValue:
    application = shown(reference)
    with told():
        remove_document(application.id, DocumentKind(kind), by=applicant(), at=clock.now())
        say(N_("We took the file away."))
    return redirect(page_of(reference, kind), 303)


@bp.get("/my/<reference>/documents/<int:document_id>")
@access(Action.OPEN_DOCUMENT)
def download(reference: str, document_id: int) -> Response:
    application = shown(reference)
    return attachment(open_document(application.id, document_id, by=applicant(), at=clock.now()))


def shown(reference: str) -> Application:
    return section_by_reference(
        reference, Section.DOCUMENTS, seen_by=applicant(), with_answers=True
    )


def to_change(reference: str, kind: str) -> Application:
    section = section_of(DocumentKind(kind))
    return section_by_reference(reference, section, seen_by=applicant(), with_answers=False)


def page_of(reference: str, kind: str) -> str:
    section = section_of(DocumentKind(kind))
    return url_for(".section", reference=reference, section=section)
