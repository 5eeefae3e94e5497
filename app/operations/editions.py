"""Courses of the past: taken from the file of facts, and confirmed fact by fact."""

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import datetime

from app.domain import events
from app.domain.editions import Edition as Facts
from app.domain.editions import edition_of, facts_of, public_view
from app.domain.errors import N_, RuleBroken, require_as_shown
from app.domain.permissions import Actor, require
from app.domain.workflow import Action
from app.extensions import db
from app.models import Edition
from app.operations.publishing import bump_catalogue
from app.operations.transaction import transaction
from app.queries.editions import edition_to_confirm, editions_by_code

WHOLE, NUMBER, THEME, YEAR = N_("The whole record"), N_("Number"), N_("Theme"), N_("Year")


def import_editions(
    found: Iterable[Facts], *, institute_id: int, file_digest: str, by: Actor, at: datetime
) -> tuple[int, int]:
    """How many editions were added and how many changed; a second import of a file does nothing.

    What a coordinator has confirmed stays so as long as the file says the same of it.
    """
    with transaction() as record:
        kept = editions_by_code()
        added = changed = 0
        for facts in found:
            edition = kept.get(facts.code)
            if edition is None:
                edition = Edition(institute_id=institute_id, code=facts.code, found={}, shown={})
                db.session.add(edition)
                added += 1
            elif edition.found == facts_of(facts):
                continue
            else:
                changed += 1
            require(by, Action.CONFIRM_EDITION, edition)
            _show(edition, facts, confirmed_of(edition, now=facts))
        if added or changed:
            bump_catalogue()
            record(
                events.EditionsImported(
                    at=at, actor=by, institute_id=institute_id,
                    file_digest=file_digest, added=added, changed=changed,
                )
            )  # fmt: skip
    return added, changed


def confirm_edition(
    code: str, names: Collection[str], *, shown_version: int, by: Actor, at: datetime
) -> Edition:
    """Let the public read these facts, which had waited; somebody answers for them from now on."""
    with transaction() as record:
        edition = edition_to_confirm(code, seen_by=by)
        require(by, Action.CONFIRM_EDITION, edition)
        require_as_shown(edition.version, shown_version)
        facts = edition_of(edition.found)
        chosen = [name for name in waiting_of(edition) if name in names]
        if not chosen:
            raise RuleBroken(N_("Choose at least one fact to confirm."))
        _show(edition, facts, {*confirmed_of(edition, now=facts), *chosen})
        if not waiting_of(edition):
            edition.confirmed_at, edition.confirmed_by = at, by.id
        bump_catalogue()
        record(
            events.EditionConfirmed(
                at=at, actor=by, institute_id=edition.institute_id,
                code=code, facts="; ".join(chosen),
            )
        )  # fmt: skip
    return edition


def waiting_of(edition: Edition) -> list[str]:
    """What of the edition still waits for a coordinator's word."""
    facts = edition_of(edition.found)
    unsure = all_unsure(facts)
    confirmed = confirmed_of(edition, now=facts)
    if WHOLE in unsure and WHOLE not in confirmed:
        return [WHOLE]
    return [name for name in unsure if name not in confirmed]


def all_unsure(facts: Facts) -> list[str]:
    """What is not certain, inside a record that itself waits as well."""
    inside = replace(facts, is_found=True).waits
    return [*([] if facts.is_found else [WHOLE]), *inside]


def confirmed_of(edition: Edition, *, now: Facts) -> set[str]:
    """What was confirmed: unsure, shown all the same, and still said by the file."""
    if not edition.found or not edition.is_published:
        return set()
    before, shown = edition_of(edition.found), edition_of(edition.shown)
    same = {
        WHOLE: not before.is_found and not now.is_found,
        NUMBER: shown.number is not None and shown.number == now.number,
        THEME: bool(shown.theme) and shown.theme == now.theme,
        YEAR: shown.year is not None and shown.year == now.year,
    }
    return {name for name in all_unsure(before) if same[name]}


def _show(edition: Edition, facts: Facts, confirmed: Collection[str]) -> None:
    view = _view(facts, confirmed)
    told = view or facts
    edition.series, edition.title, edition.year = facts.series, told.full_title, told.known_year
    edition.starts_on, edition.ends_on, edition.is_held = told.starts_on, told.ends_on, told.is_held
    edition.is_published = view is not None
    edition.found, edition.shown = facts_of(facts), facts_of(view) if view else {}
    if set(all_unsure(facts)) - set(confirmed):
        edition.confirmed_at = edition.confirmed_by = None


def _view(facts: Facts, confirmed: Collection[str]) -> Facts | None:
    """The facts that the public may read, those confirmed among them."""
    certain = replace(
        facts,
        is_found=facts.is_found or WHOLE in confirmed,
        number_is_inferred=facts.number_is_inferred and NUMBER not in confirmed,
        theme_is_remembered=facts.theme_is_remembered and THEME not in confirmed,
        year_is_inferred=facts.year_is_inferred and YEAR not in confirmed,
    )
    return public_view(certain)
