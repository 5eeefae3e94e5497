"""What people do, in their own words: fill in fields by label, press buttons by name."""

import re
from io import BytesIO

from PIL import Image
from pypdf import PdfWriter


def fill(page, **answers):
    """Fields by label; underscores stand for spaces."""
    for label, value in answers.items():
        page.get_by_label(label.replace("_", " "), exact=True).fill(str(value))


def press(page, name):
    """Press it, and see that the next page is no error."""
    with page.expect_navigation() as answer:
        page.get_by_role("button", name=name).first.click()
    assert answer.value.status < 400, (name, page.inner_text("main"))


def follow(page, name):
    with page.expect_navigation() as answer:
        page.get_by_role("link", name=name).first.click()
    assert answer.value.status < 400, (name, page.inner_text("main"))


def heading(page):
    return page.inner_text("h1")


def pdf():
    writer, page = PdfWriter(), BytesIO()
    writer.add_blank_page(595, 842)
    writer.write(page)
    return {"name": "my passport.pdf", "mimeType": "application/pdf", "buffer": page.getvalue()}


def photo():
    picture = BytesIO()
    Image.new("RGB", (1200, 900), "#c9d4e6").save(picture, "JPEG")
    return {"name": "photo.jpg", "mimeType": "image/jpeg", "buffer": picture.getvalue()}


def link_in(text, path):
    """The address in a letter that has this path."""
    found = re.search(rf"https?://\S+?({path}\S*)", text)
    assert found, text
    return found[1]
