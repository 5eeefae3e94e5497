"""Phone numbers of the world, by the tables of libphonenumber."""

from app.domain.errors import N_, RuleBroken

EXAMPLE = 254


class PhoneRefused(RuleBroken): ...


def international(typed: str, *, country: str = "") -> str:
    """The number to call, as +254712345678; what was typed is kept beside it.

    Its country must exist and its length be one in use there. Whether the number was ever given
    out is not asked: countries open new ranges before the tables know of them.
    """
    import phonenumbers  # noqa: PLC0415  # large tables that few requests need

    number = typed.strip()
    if number.startswith("00"):
        number = "+" + number[2:]
    try:
        parsed = phonenumbers.parse(number)
    except phonenumbers.NumberParseException:
        code = phonenumbers.country_code_for_region(country) or EXAMPLE
        raise PhoneRefused(
            N_("Start with + and your country code, for example +{code}"), code=code
        ) from None
    if not phonenumbers.is_possible_number(parsed):
        raise PhoneRefused(N_("Check this number. It has too few digits, or too many."))
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
