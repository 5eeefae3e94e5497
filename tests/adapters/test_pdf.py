import random
import re
from dataclasses import replace
from datetime import timedelta
from io import BytesIO

import pytest
from pypdf import PdfReader

from app.adapters import glyphs, pdf
from app.adapters.pdf import Nominee, Section
from tests.adapters.papers import BROCHURE, NOMINATION, OFFER, SUMMARY

PAPERS = [
    pytest.param(pdf.brochure, BROCHURE, id="brochure"),
    pytest.param(pdf.summary, SUMMARY, id="summary"),
    pytest.param(pdf.letter, NOMINATION, id="nomination"),
    pytest.param(pdf.letter, OFFER, id="offer"),
]


def read(content):
    """Its text on one line, as a search or a screen reader finds it."""
    text = " ".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages)
    return re.sub(r"\s+", " ", text)


def with_answer(words):
    return replace(SUMMARY, sections=(Section("Reasons", (("Why", words),)),))


@pytest.fixture
def only_typsts_fonts(monkeypatch):
    """A machine without Noto."""
    monkeypatch.setattr(pdf, "family_of", lambda *_: None)


@pytest.mark.parametrize(("paper", "facts"), PAPERS)
def test_the_same_facts_give_the_same_bytes(paper, facts, now):
    assert paper(facts, at=now) == paper(facts, at=now)
    assert paper(facts, at=now) != paper(facts, at=now + timedelta(days=1))


@pytest.mark.parametrize(("paper", "facts"), PAPERS)
def test_a_screen_reader_finds_title_language_and_order(paper, facts, now):
    reader = PdfReader(BytesIO(paper(facts, at=now)))
    root = reader.root_object
    assert reader.metadata.title.startswith(
        facts.title if hasattr(facts, "title") else facts.subject
    )
    assert (root["/Lang"], root["/MarkInfo"]["/Marked"]) == ("en", True)
    assert "/StructTreeRoot" in root
    assert b"pdfuaid:part>1<" in root["/Metadata"].get_data()


@pytest.mark.parametrize(("paper", "facts"), PAPERS)
def test_each_paper_is_small_and_on_a4(paper, facts, now):
    content = paper(facts, at=now)
    page = PdfReader(BytesIO(content)).pages[0]
    assert [round(float(side)) for side in page.mediabox[2:]] == [595, 842]
    assert len(content) < 60_000


def test_a_brochure_fits_one_page_and_leads_to_its_address(now):
    reader = PdfReader(BytesIO(pdf.brochure(BROCHURE, at=now)))
    (page,) = reader.pages
    links = [one.get_object()["/A"]["/URI"] for one in page["/Annots"]]
    assert set(links) == {"https://kenshu.example.org/courses/itc-193"}
    text = page.extract_text()
    assert "Friday 29 January 2027" in text
    assert "kenshu.example.org/courses/itc-193" in text


def test_a_summary_holds_reference_times_and_answers(now):
    text = read(pdf.summary(SUMMARY, at=now))
    for words in (
        "ITC193-7K4M",
        "Nguyễn Thị Hồng LINH",
        "16:02 in Ha Noi",
        "Supreme People’s Court",
    ):
        assert words in text


def test_nominees_stand_in_their_order_below_a_head_on_each_page(now):
    people = tuple(
        Nominee(str(place), f"Nominee NUMBER{place}", "Judge", f"ITC193-{place:04}")
        for place in range(1, 61)
    )
    text = read(pdf.letter(replace(NOMINATION, people=people), at=now))
    assert re.findall(r"NUMBER(\d+)", text) == [str(place) for place in range(1, 61)]
    assert text.count("Order Name Job Reference") > 1
    assert text.count("Official stamp") == 1


@pytest.mark.parametrize(
    "words",
    ['#panic("x") *b* _i_ $x$ `c` @a <b> // c', '#read("/etc/passwd")', '"; #import "x.typ"',
     "= Heading\n- list", "\\u{41} #{1+1}", "{{ 7*7 }} {% x %}"],
)  # fmt: skip
def test_an_answer_is_printed_and_not_obeyed(words, now):
    text = read(pdf.summary(with_answer(words), at=now))
    assert re.sub(r"\s+", "", words) in re.sub(r"\s+", "", text)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("I like it 😀.", "I like it ."),
        ("nul\0 bell\a escape\x1b", "nul bell escape"),
        ("turned \u202e round", "turned round"),
        ("half a sign \ud800", "half a sign"),
        ("private \ue000, unassigned \U0010fffe", "private , unassigned"),
        ("₦5 ≤ 6 € – “yes”", "5 ≤ 6 € – “yes”"),
        (f"😀 {glyphs.SIGNS}", glyphs.SIGNS),
        ("Cafe\u0301 Nguye\u0302\u0303n", "Café Nguyễn"),
        ("Ω Δοκιμή, Иванов", "Ω Δοκιμή, Иванов"),
    ],
)  # fmt: skip
def test_a_sign_that_no_font_has_is_left_out_and_never_a_box(words, expected, now):
    assert expected in read(pdf.summary(with_answer(words), at=now))


@pytest.mark.parametrize("beyond", [0x300, 0x1000, 0x3000, 0x20000, 0x110000])
def test_any_text_can_be_printed(beyond, now):
    """Signs drawn by lot, the same at each run."""
    lot = random.Random(beyond)
    for _ in range(10):
        words = "".join(chr(lot.randrange(beyond)) for _ in range(40))
        facts = replace(with_answer(words), person=words, person_native=words, course=words)
        assert "ITC193-7K4M" in read(pdf.summary(facts, at=now))


def test_a_long_address_does_not_run_off_the_paper(now):
    content = pdf.summary(with_answer("https://example.org/" + "x" * 300), at=now)
    lines = PdfReader(BytesIO(content)).pages[0].extract_text().splitlines()
    assert max(len(line) for line in lines if "xxx" in line) < 80


def test_a_name_falls_back_to_its_latin_spelling(only_typsts_fonts, now):
    text = read(pdf.summary(SUMMARY, at=now))
    assert "Nguyễn Thị Hồng LINH" in text
    assert not re.search("[\u1780-\u17ff]", text)
    assert "Amina HASSAN" in read(pdf.letter(NOMINATION, at=now))


def test_an_answer_that_cannot_be_printed_says_so(only_typsts_fonts, now):
    text = read(pdf.summary(with_answer("ខ្ញុំជាចៅក្រម"), at=now))
    assert "It is kept in your application." in text


@pytest.mark.parametrize(
    ("script", "families", "expected"),
    [
        ("KHMER", {"Noto Sans Khmer"}, "Noto Sans Khmer"),
        ("KHMER", {"Noto Sans Khmer", "Noto Serif Khmer"}, "Noto Serif Khmer"),
        ("ARABIC", {"Noto Naskh Arabic"}, "Noto Naskh Arabic"),
        ("CJK", {"Noto Sans CJK JP"}, "Noto Sans CJK JP"),
        ("KHMER", set(), None),
    ],
)
def test_a_script_is_printed_where_noto_has_it(script, families, expected):
    assert glyphs.family_of(script, frozenset(families)) == expected
