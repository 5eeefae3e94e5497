"""Papers to print: a course's brochure, an application as it was sent, a letter to sign.

Facts come in words already; they reach Typst as data, never as part of a template.
"""

import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from app.adapters.glyphs import (
    CARRIED,
    LATIN,
    family_of,
    is_common,
    is_plain,
    is_text,
    printable,
    scripts_of,
    texts_in,
)
from app.domain.errors import N_
from app.i18n import translate

if TYPE_CHECKING:
    from typst import Fonts

TEMPLATES = Path(__file__).parent / "typst"
LABELS = {
    "about": N_("What the course is about"),
    "applicant": N_("Applicant"),
    "apply_at": N_("Apply here:"),
    "apply_by": N_("Apply by"),
    "how": N_("How it works"),
    "job": N_("Job"),
    "name": N_("Name"),
    "needed": N_("What you need to apply"),
    "order": N_("Order"),
    "paid": N_("What is paid for"),
    "qr": N_("Code to open this address with a phone:"),
    "reference": N_("Reference"),
    "signature": N_("Signature and date"),
    "signed_name": N_("Name of the official"),
    "signed_position": N_("Position"),
    "stamp": N_("Official stamp"),
    "who": N_("Who can apply"),
}
UNPRINTED = N_("(In a script that we cannot print here. It is kept in your application.)")

Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Brochure:
    service: str
    institute: str
    title: str
    theme: str
    apply_by_day: str
    apply_by_time: str
    facts: Pairs
    about: tuple[str, ...]
    who_can_apply: tuple[str, ...]
    paid: str
    steps: Pairs
    needed: tuple[str, ...]
    url: str
    note: str = ""


@dataclass(frozen=True)
class Section:
    title: str
    answers: Pairs


@dataclass(frozen=True)
class Summary:
    service: str
    institute: str
    title: str
    reference: str
    course: str
    person: str
    times: Pairs
    sections: tuple[Section, ...] = ()
    person_native: str = ""
    note: str = ""


@dataclass(frozen=True)
class Nominee:
    place: str
    name: str
    job: str
    reference: str
    native: str = ""


@dataclass(frozen=True)
class OfficialLetter:
    """On the ministry's own paper it leaves room for heading and stamp; else it is ours."""

    service: str
    institute: str
    on_own_paper: bool
    date: str
    recipient: tuple[str, ...]
    subject: str
    greeting: str
    paragraphs: tuple[str, ...]
    people: tuple[Nominee, ...] = ()
    closing: tuple[str, ...] = ()
    signed_name: str = ""
    signed_position: str = ""
    note: str = ""


def brochure(
    facts: Brochure, *, at: datetime, language: str = "en", fonts: str | None = None
) -> bytes:
    """The course on paper, with a code that leads a phone to its page."""
    import segno  # noqa: PLC0415  # heavy, needed rarely

    picture = BytesIO()
    code = segno.make(facts.url, error="m", micro=False)
    code.save(picture, kind="svg", border=0, dark="#1a1d24", omitsize=True)
    address = urlsplit(facts.url)
    more = {"qr": picture.getvalue().decode(), "address": address.netloc + address.path}
    return _printed("brochure", asdict(facts) | more, at=at, language=language, fonts=fonts)


def summary(
    facts: Summary, *, at: datetime, language: str = "en", fonts: str | None = None
) -> bytes:
    """An application, or the receipt of one, with its reference in large type."""
    return _printed("summary", asdict(facts), at=at, language=language, fonts=fonts)


def letter(
    facts: OfficialLetter, *, at: datetime, language: str = "en", fonts: str | None = None
) -> bytes:
    """A letter ready to sign."""
    return _printed("letter", asdict(facts), at=at, language=language, fonts=fonts)


def _printed(
    template: str, facts: dict[str, object], *, at: datetime, language: str, fonts: str | None
) -> bytes:
    """A tagged A4 document; the same facts at the same time give the same bytes."""
    import typst  # noqa: PLC0415  # heavy, needed rarely

    scripts = {script for words in texts_in(facts) for script in scripts_of(words)} - CARRIED
    found = _fonts(fonts, with_system=bool(scripts))
    families = {script: family_of(script, frozenset(found.families())) for script in scripts}
    lacking = frozenset(script for script, family in families.items() if family is None)
    instead = translate(UNPRINTED, language)
    data = {
        "labels": {name: translate(label, language) for name, label in LABELS.items()},
        "language": language,
        "fonts": [LATIN, *sorted({family for family in families.values() if family})],
    }

    def printed(is_safe: Callable[[str], bool]) -> bytes:
        words = printable(facts, lacking, instead, is_safe)
        return typst.compile(
            TEMPLATES / f"{template}.typ",
            root=TEMPLATES,
            font_paths=found,
            sys_inputs={"data": json.dumps(data | {"facts": words})},
            timestamp=at.replace(microsecond=0),
            pdf_standards="ua-1",
        )

    # PDF/UA refuses a sign that no font here has, rather than print an empty box.
    for is_safe in (is_text, is_common):
        with suppress(typst.TypstError):
            return printed(is_safe)
    return printed(is_plain)


@cache
def _fonts(folder: str | None, *, with_system: bool) -> "Fonts":
    """Typst's own; those of the system and the folder only where a script needs them."""
    import typst  # noqa: PLC0415  # heavy, needed rarely

    paths = [folder] if folder and with_system else []
    return typst.Fonts(include_system_fonts=with_system, font_paths=paths)
