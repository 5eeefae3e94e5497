import pytest

from app.adapters.phones import PhoneRefused, international


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("+254 712 345 678", "+254712345678"),
        ("+254-712-345-678", "+254712345678"),
        (" 00254 (0)712 345 678 ", "+254712345678"),
        ("+84 91 234 56 78", "+84912345678"),
        ("+٢٥٤ ٧١٢ ٣٤٥ ٦٧٨", "+254712345678"),
        ("+676 77 12345", "+6767712345"),
        ("+383 44 123 456", "+38344123456"),
    ],
)
def test_a_number_is_understood_however_it_is_spaced(typed, number):
    assert international(typed) == number


@pytest.mark.parametrize("typed", ["0712 345 678", "712345678", "", "call me", "+", "+999 123456"])
@pytest.mark.parametrize(
    ("country", "code"), [("KE", 254), ("VN", 84), ("XK", 383), ("", 254), ("ZZ", 254)]
)
def test_without_a_country_code_the_person_reads_the_own_one(typed, country, code):
    with pytest.raises(PhoneRefused) as refusal:
        international(typed, country=country)
    sentence = f"Start with + and your country code, for example +{code}"
    assert str(refusal.value) == sentence


@pytest.mark.parametrize("typed", ["+254 712 34", "+254 712 345 678 901 2"])
def test_a_number_of_wrong_length_is_to_be_checked(typed):
    with pytest.raises(PhoneRefused, match="Check this number"):
        international(typed, country="KE")
