import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.names import (
    LINE_LENGTH,
    NameRefused,
    PassportName,
    capitals,
    clean_name,
    display_name,
    mrz_field,
    mrz_name,
    passport_name,
    prefix_range,
    protocol_name,
    search_key,
    search_terms,
)

ACCENTED = "AbcÀÁÂÃÄÅĀĂĄÆÇĆČĎĐÐÈÉĘĚĞĢĦÍİıŁĽÑŃŊŐÖØŒŘŚŞșßẞŤŦÚÜŰÝŹŽÞẹ̀ọ́ễạnh"


@pytest.mark.parametrize(
    ("family", "given_names"),
    [
        ("Odhiambo", "Grace Achieng"),
        ("O’Brien", "Jean-Pierre"),
        ("St. John", "María José"),
        ("Nguyễn", "Thị Ánh"),
        ("القحطاني", "محمد"),
        ("สมบัติ", "ณัฐพล"),
        ("佐藤", "花子"),
        ("राजपूत", "लक्ष्मी"),
        ("ဦး", "အောင်"),
        ("Kāneʻohe", "Keʻala"),
    ],
)
def test_a_name_of_any_script_is_kept_as_typed(family, given_names):
    assert passport_name(family, given_names) == (family, given_names)


def test_what_copying_brings_along_is_taken_away():
    assert clean_name("  Grace\u00a0 Achieng\u200f\n") == "Grace Achieng"
    assert clean_name("Jose\u0301") == "José"
    assert clean_name("محمد\u200cرضا") == "محمد\u200cرضا"


@pytest.mark.parametrize(
    ("family", "given_names", "field", "sentence"),
    [
        ("", "Grace", "family_name", "Enter your family name as it is printed in your passport"),
        (" ", "Grace", "family_name", "Enter your family name as it is printed in your passport"),
        ("Odhiambo", "", "given_names", "Enter your given names, or tick “My passport has only"),
        ("Odhiambo2", "Grace", "family_name", "Take “2” out of this name."),
        ("Odhiambo", "<b>", "given_names", "Take “<” out of this name."),
        ("Odhiambo", "Grace 😀", "given_names", "Take “😀” out of this name."),
        ("O" * 81, "Grace", "family_name", "This name has 81 letters. The most we can take is 80."),
        ("-.", "Grace", "family_name", "Enter this name with letters"),
    ],
)
def test_a_refusal_names_the_box_and_says_what_to_do(family, given_names, field, sentence):
    with pytest.raises(NameRefused) as refusal:
        passport_name(family, given_names)
    assert refusal.value.facts["field"] == field
    assert str(refusal.value).startswith(sentence)


@pytest.mark.parametrize("boxes", [("Sukarno", ""), ("", "Sukarno")])
def test_an_only_name_may_stand_in_either_box(boxes):
    assert passport_name(*boxes, is_only_name=True) == PassportName("", "Sukarno")


@pytest.mark.parametrize("boxes", [("Soe", "Moe"), ("", "")])
def test_an_only_name_is_one_name(boxes):
    with pytest.raises(NameRefused):
        passport_name(*boxes, is_only_name=True)


def test_eighty_letters_are_not_too_many():
    assert passport_name("O" * 80, "Grace").family == "O" * 80


def test_family_names_are_printed_in_capitals():
    assert display_name("Odhiambo", "Grace Achieng") == "Grace Achieng ODHIAMBO"
    assert protocol_name("Odhiambo", "Grace Achieng") == "ODHIAMBO Grace Achieng"
    assert display_name("", "Sukarno") == protocol_name("", "Sukarno") == "SUKARNO"
    assert display_name("佐藤", "花子") == "花子 佐藤"
    assert capitals("ბერიძე") == "ბერიძე"


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Nguyễn Thị Ánh", "nguyen thi anh"),
        ("ĐẶNG", "dang"),
        ("O’Brien-Smith", "obrien smith"),
        ("Straße", "strasse"),
        ("İnci Yılmaz", "inci yilmaz"),
        ("Łukasz Søren", "lukasz soren"),
        ("Keʻala", "keala"),
        ("أَحْمَد", "احمد"),
        ("ΆΡΗΣ", "αρησ"),
        ("Жданов", "жданов"),
        ("लक्ष्मी", "लकषमी"),
        ("ＧＲＡＣＥ", "grace"),
        ("", ""),
    ],
)
def test_a_name_is_found_without_case_marks_and_signs(name, key):
    assert search_key(name) == key


@given(st.text(max_size=30))
def test_a_key_is_its_own_key_however_the_name_was_typed(name):
    key = search_key(name)
    assert search_key(key) == key
    assert search_key(unicodedata.normalize("NFD", name)) == key
    assert search_key(unicodedata.normalize("NFC", name)) == key


@given(st.text(alphabet=ACCENTED + " -’", max_size=30))
def test_latin_names_are_found_on_a_plain_keyboard(name):
    assert re.fullmatch(r"[a-z ]*", search_key(name))
    assert search_key(name.upper()) == search_key(name.lower())


def test_a_beginning_finds_its_words_and_no_others():
    low, high = prefix_range("odh")
    terms = search_terms("Odhiambo", "Grace Achieng", "O", "Odi")
    assert terms == {"odhiambo", "grace", "achieng", "o", "odi"}
    assert {term for term in terms if low <= term <= high} == {"odhiambo"}


@pytest.mark.parametrize(
    ("family", "given_names", "line"),
    [
        ("Odhiambo", "Grace Achieng", "ODHIAMBO<<GRACE<ACHIENG"),
        ("Eriksson", "Anna Maria", "ERIKSSON<<ANNA<MARIA"),
        ("D’Artagnan", "Charles", "DARTAGNAN<<CHARLES"),
        ("Papandropoulos", "Jonathon Alec", "PAPANDROPOULOS<<JONATHON<ALEC"),
        ("Smith-Jones", "Susie Margaret", "SMITH<JONES<<SUSIE<MARGARET"),
        ("St. John", "A. B.", "ST<JOHN<<A<B"),
        ("", "Arkfreith", "ARKFREITH"),
        ("Sukarno", "", "SUKARNO"),
        ("Müller", "Jörg", "MUELLER<<JOERG"),
        ("Nuñez", "Ángel", "NUNEZ<<ANGEL"),
        ("Åse", "Søren", "AASE<<SOEREN"),
        ("Großmann", "Þór", "GROSSMANN<<THOR"),
        ("Nguyễn", "Thị Đức", "NGUYEN<<THI<DUC"),
        ("Yılmaz", "İnci", "YILMAZ<<INCI"),
        ("Keʻala", "Ka", "KEALA<<KA"),
    ],
)
def test_the_bottom_lines_of_a_passport_are_foretold(family, given_names, line):
    assert mrz_name(PassportName(family, given_names)) == line
    assert mrz_field(PassportName(family, given_names)) == line.ljust(39, "<")


def test_a_long_name_is_cut_and_both_parts_remain():
    long = "Nilavadhanananda"
    assert (
        mrz_name(PassportName(long, "Chayapa Dejthamrong Krasuang"))
        == "NILAVADHANANANDA<<CHAYAPA<DEJTHAMRONG<K"
    )
    assert mrz_name(PassportName(long * 3, "Grace")) == (long.upper() * 3)[:36] + "<<G"


@pytest.mark.parametrize("name", [("佐藤", "花子"), ("Иванов", "Ivan"), ("", "محمد"), ("", "")])
def test_no_line_is_foretold_for_other_scripts(name):
    assert mrz_name(PassportName(*name)) is None
    assert mrz_field(PassportName(*name)) is None


@given(
    family=st.text(alphabet=ACCENTED + " -.’", max_size=80),
    given_names=st.text(alphabet=ACCENTED + " -.’", min_size=1, max_size=80),
)
def test_every_latin_name_fills_its_39_places(family, given_names):
    try:
        name = passport_name(family, given_names, is_only_name=not clean_name(family))
    except NameRefused:
        return
    assert re.fullmatch(r"[A-Z][A-Z<]{38}", mrz_field(name))
    assert len(mrz_name(name)) <= LINE_LENGTH
