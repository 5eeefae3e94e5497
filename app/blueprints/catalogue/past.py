"""Courses of the past: what is known of each, and where from."""

from collections.abc import Iterable, Mapping, Sequence

from babel.dates import get_month_names
from flask import render_template

from app import clock, i18n
from app.blueprints.access import PUBLIC, access
from app.blueprints.catalogue.blueprint import bp
from app.domain.editions import Edition, edition_of, newest_first, source_of
from app.domain.eligibility import LANGUAGES
from app.domain.errors import N_
from app.page_cache import keep_until
from app.queries.editions import published_edition, published_editions

MODES: Mapping[str, str] = {
    "online": N_("Online"),
    "in_person": N_("In person"),
    "hybrid": N_("Partly online"),
}
Facts = list[tuple[str, str]]


@bp.get("/past-courses")
@access(PUBLIC)
def past() -> str:
    keep_until(i18n.next_midnight(clock.now()))
    editions = newest_first(edition_of(one.shown) for one in published_editions())
    return render_template(
        "catalogue/past.html",
        decades=by_decade(editions), number=sum(one.is_held for one in editions),
        when=when, where=where,
    )  # fmt: skip


def edition_page(code: str) -> str:
    """What is known of a past course; NotVisible if it is not published."""
    edition = edition_of(published_edition(code).shown)
    keep_until(i18n.next_midnight(clock.now()))
    return render_template(
        "catalogue/edition.html",
        edition=edition, facts=facts_of(edition, i18n.reader_language()),
        sources=[source_of(address) for address in edition.sources],
    )  # fmt: skip


def by_decade(editions: Iterable[Edition]) -> dict[str, list[Edition]]:
    """In the order given, under such headings as 2010 to 2019."""
    decades: dict[str, list[Edition]] = {}
    for edition in editions:
        year = edition.known_year
        first = year // 10 * 10 if year else 0
        heading = f"{first} – {first + 9}" if year else N_("Year not known")
        decades.setdefault(heading, []).append(edition)
    return decades


def when(edition: Edition, language: str = "en") -> str:
    """The dates, or as much of them as is known."""
    if edition.starts_on:
        return i18n.date_range(edition.starts_on, edition.ends_on or edition.starts_on, language)
    if edition.is_fiscal_year_only:
        return i18n.translate(N_("Fiscal year {year}"), language, year=edition.fiscal_year)
    if edition.year and edition.months:
        names = get_month_names(locale=language)
        return f"{i18n.listing([names[one] for one in edition.months], language)} {edition.year}"
    return str(edition.year or i18n.translate(N_("Year not known"), language))


def where(edition: Edition, language: str = "en") -> str:
    country = i18n.country_name(edition.country, language) if edition.country else ""
    return edition.place or ", ".join(part for part in (edition.city, country) if part)


def facts_of(edition: Edition, language: str) -> Facts:
    """What is known, each fact with its name; what is not known is left out."""
    mode = MODES.get(edition.mode, "")
    known: Sequence[tuple[str, object]] = (
        (N_("Date"), when(edition, language)),
        (N_("Place"), where(edition, language)),
        (N_("How it was held"), mode and i18n.translate(mode, language)),
        (N_("Given by"), edition.organiser),
        (N_("Together with"), "; ".join(edition.co_hosts)),
        (N_("Language"), i18n.translate(LANGUAGES.get(edition.language, ""), language)),
        (N_("Participants"), _participants(edition, language)),
        (N_("Countries"), _countries(edition, language)),
        (N_("Name at JICA"), edition.jica_title),
        (N_("Number at JICA"), edition.jica_number),
    )
    return [(name, str(fact)) for name, fact in known if fact]


def _participants(edition: Edition, language: str) -> str:
    parts = [str(edition.participants)] if edition.participants else []
    if edition.participants_overseas:
        abroad = N_("{count} from other countries")
        parts.append(i18n.translate(abroad, language, count=edition.participants_overseas))
    if edition.participants_japan:
        from_japan = N_("{count} from Japan")
        parts.append(i18n.translate(from_japan, language, count=edition.participants_japan))
    return ", ".join([*parts, *filter(None, [edition.participants_note])])


def _countries(edition: Edition, language: str) -> str:
    names = i18n.listing([i18n.country_name(one, language) for one in edition.countries], language)
    if not edition.countries_count:
        more = N_("{names}, and others")
        return i18n.translate(more, language, names=names) if edition.has_more_countries else names
    message = N_("{count} countries") if not edition.counts_japan else N_("{count} with Japan")
    count = i18n.translate(message, language, count=edition.countries_count)
    if not names:
        return count
    return i18n.translate(N_("{count}, among them {names}"), language, count=count, names=names)
