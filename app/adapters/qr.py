"""Squares that a telephone reads."""

from markupsafe import Markup


def qr_svg(text: str, *, title: str) -> Markup:
    """An inline picture, drawn with attributes only: a page may not carry styles."""
    import segno  # noqa: PLC0415  # needed rarely

    drawn = segno.make(text, error="m", micro=False).svg_inline(
        scale=5, border=4, light="#fff", dark="#1a1d24", title=title, svgclass="qr", lineclass=None
    )
    return Markup(drawn)
