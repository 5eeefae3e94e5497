"""What can be printed: which font has which script, and what to do without one."""

import unicodedata
from collections.abc import Callable, Iterator

LATIN = "Libertinus Serif"  # comes with Typst; has Greek and Cyrillic too
# Scripts by the first word of their letters' names, where Noto calls them otherwise.
NOTO = {
    "CJK": "CJK JP", "HIRAGANA": "CJK JP", "KATAKANA": "CJK JP", "HANGUL": "CJK KR",
    "ARABIC": "Arabic", "GURMUKHI": "Gurmukhi",
}  # fmt: skip
CARRIED = {"LATIN", "GREEK", "CYRILLIC"}
SIGNS = "€≤≥≠−→←№•™"


def family_of(script: str, families: frozenset[str]) -> str | None:
    noto = NOTO.get(script, script.capitalize())
    wanted = (f"Noto Serif {noto}", f"Noto Sans {noto}", f"Noto Naskh {noto}")
    return next((one for one in wanted if one in families), None)


def texts_in(facts: object) -> Iterator[str]:
    if isinstance(facts, str):
        yield facts
    elif isinstance(facts, dict):
        for one in facts.values():
            yield from texts_in(one)
    elif isinstance(facts, list | tuple):
        for one in facts:
            yield from texts_in(one)


def scripts_of(words: str) -> set[str]:
    """The scripts of its letters."""
    if words.isascii():
        return set()
    letters = (one for one in words if unicodedata.category(one)[0] in "LM")
    names = {unicodedata.name(one, "UNKNOWN").split()[0] for one in letters}
    return names - {"COMBINING", "MODIFIER", "FEMININE", "MASCULINE", "MICRO", "VARIATION"}


def is_text(sign: str) -> bool:
    """Nothing that steers a machine, and nothing without a meaning."""
    return sign in "\n\u200c\u200d" or unicodedata.category(sign)[0] != "C"


def is_common(sign: str) -> bool:
    """What Typst's font surely has, and the letters of scripts whose font was found."""
    if not is_text(sign):
        return False
    if sign < "\u0180" or "\u1e00" <= sign < "\u1f00" or "\u2010" <= sign < "\u2027":
        return True
    if sign in SIGNS:
        return True
    is_letter = unicodedata.category(sign)[0] in "LMN"
    return is_letter and not {"UNKNOWN", "LATIN", "COMBINING"} & scripts_of(sign)


def is_plain(sign: str) -> bool:
    return sign.isascii() and is_text(sign)


def printable(
    facts: object, lacking: frozenset[str], instead: str, is_safe: Callable[[str], bool]
) -> object:
    """The facts without what no font here can print: a name's own script falls away, since its
    Latin spelling stands beside it, and an answer says so."""

    def clean(facts: object, instead: str) -> object:
        if isinstance(facts, str):
            words = unicodedata.normalize("NFC", facts)
            return instead if lacking & scripts_of(words) else "".join(filter(is_safe, words))
        if isinstance(facts, dict):
            return {
                name: clean(one, "" if name.endswith("native") else instead)
                for name, one in facts.items()
            }
        if isinstance(facts, list | tuple):
            return [clean(one, instead) for one in facts]
        return facts

    return clean(facts, instead)
