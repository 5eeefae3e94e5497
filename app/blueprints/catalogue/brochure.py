"""A course on paper."""

from flask import Response, current_app, url_for

from app import clock, i18n
from app.adapters import pdf
from app.blueprints.access import PUBLIC, access
from app.blueprints.catalogue import telling
from app.blueprints.catalogue.blueprint import bp
from app.domain.catalogue import changes_next
from app.domain.eligibility import LANGUAGES, Rules
from app.domain.errors import N_, NotVisible
from app.models import Course
from app.page_cache import keep_until
from app.queries.catalogue import public_course


@bp.get("/courses/<code>/brochure.pdf")
@access(PUBLIC)
def brochure(code: str) -> Response:
    course = public_course(code)
    if course is None:
        raise NotVisible
    now, language = clock.now(), i18n.reader_language()
    keep_until(changes_next([course], now))
    fonts = current_app.config.get("FONTS") or None
    content = pdf.brochure(facts_of(course, language), at=now, language=language, fonts=fonts)
    headers = {"Content-Disposition": f'inline; filename="{course.code}.pdf"'}
    return Response(content, mimetype="application/pdf", headers=headers)


def facts_of(course: Course, language: str) -> pdf.Brochure:
    times = i18n.both_times(course.apply_by, language=language)
    facts = (
        (N_("Dates"), i18n.date_range(course.starts_on, course.ends_on, language)),
        (N_("Place"), course.place),
        (N_("Language"), i18n.translate(LANGUAGES.get(course.language, ""), language)),
        (N_("Places"), telling.places(course, language)),
        (N_("Questions"), course.email),
    )
    sample = N_("Sample content: people, dates and themes are invented.")
    return pdf.Brochure(
        service=current_app.config["SERVICE_NAME"],
        institute=course.institute.name,
        title=course.title,
        theme=course.theme,
        apply_by_day=times.day,
        apply_by_time=times.here,
        facts=tuple((i18n.translate(name, language), fact) for name, fact in facts if fact),
        about=tuple(course.about.split("\n\n")) if course.about else (),
        who_can_apply=tuple(telling.who_can_apply(Rules.of(course), language)),
        paid=course.paid,
        steps=tuple(telling.steps(course, language)),
        needed=tuple(telling.needs(course, language)),
        url=url_for("catalogue.course", code=course.code, _external=True),
        note=i18n.translate(sample, language) if course.is_sample else "",
    )
