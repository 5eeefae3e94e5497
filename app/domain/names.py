"""Names as a passport has them: what they may hold, how they are printed and how they are found."""

import unicodedata
from typing import NamedTuple

from app.domain.errors import N_, RuleBroken

MOST_LETTERS = 80
APOSTROPHES = "'’‘ʼʻʹʾʿ`´"
PUNCTUATION = frozenset(" -.'’")
# Letters of Persian, Urdu, Sinhala and others are joined or parted by these, which nobody sees.
JOINERS = frozenset("\u200c\u200d")


class NameRefused(RuleBroken):
    """`field` says which box: family_name or given_names."""


class PassportName(NamedTuple):
    """Who has one name only has it as given name, and no family name."""

    family: str
    given: str


def clean_name(typed: str) -> str:
    """As typed, without the spaces and invisible signs that copying brings along."""
    seen = "".join(
        sign for sign in typed if sign in JOINERS or unicodedata.category(sign) not in ("Cf", "Co")
    )
    return unicodedata.normalize("NFC", " ".join(seen.split()))


def passport_name(family: str, given: str, *, is_only_name: bool = False) -> PassportName:
    """The name in two boxes, or in either of them if it is the only one; NameRefused otherwise."""
    family, given = clean_name(family), clean_name(given)
    if is_only_name:
        family, given = "", _the_only_one(family, given)
    else:
        _require_both(family, given)
    _require_fit_for_passport(family, "family_name")
    _require_fit_for_passport(given, "given_names")
    return PassportName(family, given)


def _the_only_one(family: str, given: str) -> str:
    if family and given:
        raise NameRefused(
            N_("You ticked “My passport has only one name”. Write it in one box, or take it off."),
            field="given_names",
        )
    if not family + given:
        raise NameRefused(
            N_("Enter your name as it is printed in your passport"), field="given_names"
        )
    return family or given


def _require_both(family: str, given: str) -> None:
    if not family:
        raise NameRefused(
            N_("Enter your family name as it is printed in your passport"), field="family_name"
        )
    if not given:
        raise NameRefused(
            N_("Enter your given names, or tick “My passport has only one name”"),
            field="given_names",
        )


def _require_fit_for_passport(name: str, field: str) -> None:
    """Nothing if a name holds what a passport may print, and no more of it than we keep."""
    if len(name) > MOST_LETTERS:
        raise NameRefused(
            N_("This name has {length} letters. The most we can take is {most}."),
            field=field, length=len(name), most=MOST_LETTERS,
        )  # fmt: skip
    for sign in name:
        if not _may_stand_in_name(sign):
            raise NameRefused(
                N_("Take “{sign}” out of this name. Use letters, spaces, ’ - and full stops."),
                field=field, sign=sign,
            )  # fmt: skip
    if name and not any(map(str.isalpha, name)):
        raise NameRefused(N_("Enter this name with letters"), field=field)


def _may_stand_in_name(sign: str) -> bool:
    return sign in PUNCTUATION or sign in JOINERS or unicodedata.category(sign)[0] in "LM"


ERASED = N_("Name erased")


def display_name(family: str, given: str) -> str:
    """As UNAFEI prints it: Grace Achieng ODHIAMBO. An only name is printed in capitals."""
    if not family and not given:
        return ERASED  # whatever was sent had a name
    return f"{given} {capitals(family)}".strip() if family else capitals(given)


def protocol_name(family: str, given: str) -> str:
    """As lists of protocol have it: ODHIAMBO Grace Achieng."""
    return f"{capitals(family)} {given}".strip() if family else capitals(given)


def capitals(name: str) -> str:
    """In capitals where the script has them in use; Georgian has them and does not use them."""
    if name.isascii():
        return name.upper()
    return "".join(sign if "ა" <= sign <= "ჿ" else sign.upper() for sign in name)


# -- finding ---------------------------------------------------------------------------------

# Letters that Unicode does not take apart, as people who have no such key type them.
PLAIN = str.maketrans(
    {"đ": "d", "ð": "d", "ø": "o", "ł": "l", "ı": "i", "ħ": "h", "ŧ": "t", "ŋ": "n", "ɓ": "b",
     "ɗ": "d", "ƙ": "k", "ə": "e", "ɔ": "o", "ɛ": "e", "æ": "ae", "œ": "oe", "þ": "th",
     **dict.fromkeys(APOSTROPHES, "")}
)  # fmt: skip
LAST_SIGN = chr(0x10FFFF)


def search_key(name: str) -> str:
    """The name without case, marks and punctuation; the same on every database, in any script."""
    apart = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", name).casefold())
    plain = "".join(sign for sign in apart if not unicodedata.combining(sign)).translate(PLAIN)
    return " ".join("".join(sign if _is_kept(sign) else " " for sign in plain).split())


def _is_kept(sign: str) -> bool:
    """Vowel signs of Indic and Thai writing are marks too, and part of the word."""
    return sign.isalnum() or unicodedata.category(sign)[0] == "M"


def search_terms(*names: str) -> frozenset[str]:
    """The words by whose beginnings a person is found."""
    return frozenset(word for name in names for word in search_key(name).split())


def prefix_range(beginning: str) -> tuple[str, str]:
    """Terms with this beginning lie between these two, by the order of code points."""
    return beginning, beginning + LAST_SIGN


# -- the lines at the bottom of a passport ---------------------------------------------------

LINE_LENGTH = 39
FILLER = "<"
PUNCTUATION_IN_LINES = str.maketrans("-", " ", APOSTROPHES + ".")
# ICAO Doc 9303 part 3, section 6, table A: where it offers two forms, the first. A letter with a
# mark that is not here loses the mark.
TRANSLITERATED = {
    "Ä": "AE", "Å": "AA", "Æ": "AE", "Ð": "D", "Đ": "D", "Ħ": "H", "Ĳ": "IJ", "ĸ": "Q", "Ł": "L",
    "Ŋ": "N", "Ö": "OE", "Ø": "OE", "Œ": "OE", "ẞ": "SS", "Ŧ": "T", "Þ": "TH", "Ü": "UE",
}  # fmt: skip


def mrz_name(name: PassportName) -> str | None:
    """The name as the bottom lines will read: ODHIAMBO<<GRACE<ACHIENG.

    After ICAO Doc 9303 part 3, section 4.6: apostrophes and full stops go, hyphens and spaces
    become `<`, the family name comes first and two `<` part it from the others; an only name
    stands alone. More than 39 signs are cut. None if a letter is not Latin: there it is the
    passport office that chooses the spelling.
    """
    parts = [_mrz_words(part) for part in name if part]
    if not parts or None in parts:
        return None
    first, *others = [part for part in parts if part]
    room = LINE_LENGTH - 3 if others else LINE_LENGTH  # a cut leaves a letter of the given names
    return f"{FILLER * 2}".join([first[:room].rstrip(FILLER), *others])[:LINE_LENGTH]


def mrz_field(name: PassportName) -> str | None:
    """All 39 places of the name in the machine-readable lines, the empty ones filled."""
    line = mrz_name(name)
    return line and line.ljust(LINE_LENGTH, FILLER)


def _mrz_words(name: str) -> str | None:
    words = unicodedata.normalize("NFC", name).translate(PUNCTUATION_IN_LINES).split()
    spelt = ["".join(_mrz_letters(sign) for sign in word) for word in words]
    line = FILLER.join(word for word in spelt if word)
    return line if line and line.replace(FILLER, "").isascii() else None


def _mrz_letters(sign: str) -> str:
    capital = sign.upper()
    if capital in TRANSLITERATED:
        return TRANSLITERATED[capital]
    apart = unicodedata.normalize("NFD", capital)
    return "".join(
        TRANSLITERATED.get(letter, letter) for letter in apart if not unicodedata.combining(letter)
    )
