"""What an answer may be and how it reads: choices in words, counts of words, advice."""

import math
from collections.abc import Collection, Mapping
from datetime import date

from app.domain.errors import N_, RuleBroken
from app.domain.questions import DocumentKind, Section, of_section
from app.domain.world import WORKS

YES, NO = "yes", "no"
# Who nominates: the number of an office on file, or one of these.
TYPED, UNKNOWN = "typed", "unknown"

_YES_OR_NO = {YES: N_("Yes"), NO: N_("No")}
SEXES = {"F": N_("Female"), "M": N_("Male"), "X": N_("X")}
DEGREES = {
    "school": N_("Secondary school"),
    "diploma": N_("Diploma or police or staff college"),
    "bachelor": N_("Bachelor’s degree"),
    "master": N_("Master’s degree"),
    "doctor": N_("Doctorate"),
    "other": N_("Another degree"),
}
# What one can do, and not how good one is: people know the first.
ENGLISH: Mapping[str, Mapping[str, str]] = {
    "english_read": {
        "most": N_("I can read a law or a long report"),
        "some": N_("I can read letters about my work"),
        "little": N_("I can read short, simple texts"),
    },
    "english_speak": {
        "most": N_("I can discuss my work"),
        "some": N_("I can follow a lecture and ask questions"),
        "little": N_("I can say simple things about my work"),
    },
    "english_write": {
        "most": N_("I can write a report"),
        "some": N_("I can write a letter"),
        "little": N_("I can write short, simple texts"),
    },
}
CHOICES: Mapping[str, Mapping[str, str]] = {
    "sex": SEXES,
    "work": {str(work): words for work, words in WORKS.items()},
    "degree": DEGREES,
    "has_passport": _YES_OR_NO,
    "has_whatsapp": _YES_OR_NO,
    "was_here_before": _YES_OR_NO,
    "nominated_by": {
        TYPED: N_("Another office"),
        UNKNOWN: N_("I do not know who nominates people"),
    },
    **ENGLISH,
}

FEWEST_WORDS, MOST_WORDS, MOST_DUTIES = 150, 400, 100
# A tenth more, or less, is taken without a word.
PATIENCE = 0.1

# The first part of addresses that anybody can have.
PERSONAL = frozenset(
    {"gmail", "googlemail", "yahoo", "ymail", "rocketmail", "hotmail", "outlook", "live", "msn",
     "icloud", "me", "aol", "gmx", "mail", "proton", "protonmail", "zoho", "yandex", "qq", "163",
     "126", "naver", "daum", "rediffmail", "inbox", "laposte", "orange"}
)  # fmt: skip


def in_words(key: str, value: str) -> str:
    """A marked sentence where the answer was chosen from some; else the answer itself."""
    return CHOICES.get(key, {}).get(value, value)


def count_of_words(text: str) -> int:
    return len(text.split())


class TooManyWords(RuleBroken): ...


class TooFewWords(RuleBroken): ...


def require_words(text: str, most: int, fewest: int = 0) -> None:
    """Nothing unless the text is more than a tenth too long or too short."""
    count, limit = count_of_words(text), math.floor(most * (1 + PATIENCE))
    if count > limit:
        message = N_("This is {count} words. Please use {limit} or fewer.")
        raise TooManyWords(message, count=count, limit=limit)
    limit = math.ceil(fewest * (1 - PATIENCE))
    if count < limit:
        message = N_("Please write {limit} words or more. This is {count}.")
        raise TooFewWords(message, count=count, limit=limit)


def is_too_short(reason: str) -> bool:
    """Whether it says too little to be compared; it can be kept, and not be sent."""
    try:
        require_words(reason, MOST_WORDS, FEWEST_WORDS)
    except TooFewWords:
        return True
    except TooManyWords:
        return False
    return False


def has_short_reasons(said: Mapping[str, str]) -> bool:
    return any(is_too_short(said.get(one.key, "")) for one in of_section(Section.REASONS))


class Advice(RuleBroken):
    """Told to the person; it keeps nobody from sending."""


def advice_on_passport(expires: date | None, *, ends_on: date) -> Advice | None:
    """What to say of a passport that ends before the course does."""
    if expires is None or expires >= ends_on:
        return None
    message = N_(
        "Your passport ends on {expires}. It must be valid on {ends_on}. "
        "You can send your application and renew it later."
    )
    return Advice(message, expires=expires, ends_on=ends_on)


def advice_on_address(email: str) -> Advice | None:
    """What to say of an official's address that is not an office's."""
    host = email.rpartition("@")[2].lower()
    if host.partition(".")[0] not in PERSONAL:
        return None
    return Advice(
        N_("This is a personal address. If your ministry has no other, you may continue.")
    )


def sections_asked(documents: Collection[str], *, asks_paper: bool) -> list[Section]:
    """The sections of a course's form, in order."""
    left_out = set()
    if not asks_paper:
        left_out.add(Section.PAPER)
    if not documents:
        left_out.add(Section.DOCUMENTS)
    return [section for section in Section if section not in left_out]


def documents_asked(names: Collection[str]) -> list[DocumentKind]:
    """The documents of a course, in the order in which the form asks for them."""
    return [kind for kind in DocumentKind if kind in names]
