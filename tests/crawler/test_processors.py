from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from crawler import processors as p

ODD = [None, 0, 1, 1.5, True, "", " ", "\x00", [], (), {}, b"bytes", object(), [None], [0, ""]]
TOTAL: list[Callable[[object], object]] = [
    p.clean_text, p.clean_paragraphs, p.clean_body, p.clean_headline, p.clean_byline,
    p.clean_dateline, p.clean_keywords, p.clean_description, p.image_url, p.split_caption,
    p.caption, p.credit, p.is_lone_credit, p.has_sentence,
]  # fmt: skip
NOTHING = (None, (None, None), False)

markup = st.text(
    alphabet="&;#x0146amp<b>/ \u200b\u200d\xad\x00\xa0👩🚀|-Daily Sabh(),.by", max_size=60
)
texts = st.one_of(st.text(), markup)


@pytest.mark.parametrize("function", TOTAL)
@pytest.mark.parametrize("value", ODD, ids=lambda value: type(value).__name__)
def test_nothing_comes_of_nothing(function: Callable[[object], object], value: object) -> None:
    assert function(value) in NOTHING


@given(st.one_of(st.none(), st.integers(), st.floats(), st.binary(), texts, st.lists(texts)))
def test_processors_are_total(value: object) -> None:
    for function in TOTAL:
        function(value)


@given(texts)
@example("&" + "amp;" * 5_000 + "#39;")
@example("A" + " | Daily Sabah" * 2_000)
def test_cleaning_is_idempotent(text: str) -> None:
    for clean in (p.clean_text, p.clean_headline, p.clean_byline, p.clean_dateline,
                  p.clean_description, p.clean_body):  # fmt: skip
        once = clean(text)
        assert once is None or clean(once) == once


@given(texts)
def test_clean_text_is_one_line_without_invisible_characters(text: str) -> None:
    cleaned = p.clean_text(text)
    assert cleaned is None or cleaned == " ".join(cleaned.split())
    assert not set(cleaned or "") & set("\x00\u200b\u2060\ufeff\u00ad\u00a0\x85")


@pytest.mark.parametrize("letter", "abcdefghijklmnopqrstuvwxyz")
@given(text=st.one_of(st.text(max_size=20), st.text(alphabet="iıİIsſSkKK", max_size=4)))
def test_small_letters_are_those_of_ignorecase(letter: str, text: str) -> None:
    assert (letter in p.lower_case(text)) == bool(re.search(letter, text, re.IGNORECASE))


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("It&#146;s here", "It’s here"),
        ("It\x92s\x85", "It’s…"),
        (" It  is\there\n", "It is here"),
        ("It\u00a0is\u200b \u200b here", "It is here"),
        ("It&#x92;s here", "It’s here"),
        ("It&amp;#39;s &amp;amp; isn&amp;#039;t", "It's & isn't"),
        ("&amp;quot;Pray&amp;quot;", '"Pray"'),
        ("a&nbsp;&nbsp;b\u00a0c\u2009d", "a b c d"),
        ("resi&shy;dence per\u00admit", "residence permit"),
        ("a&#0;b\x00c&#x00;d", "abcd"),
        ("a\u200bb&#8203;c\ufeffd\u2060e", "abcde"),
        ("\u200eleft\u200f and \u202eright\u202c", "left and right"),
        ("👩\u200d🚀 and ❤️\u200d🔥", "👩\u200d🚀 and ❤️\u200d🔥"),
        ("a\u200db", "ab"),
        ("two\r\n\tlines\u2028more", "two lines more"),
        ("“Curly” ’quotes’ \"straight\" 'too'", "“Curly” ’quotes’ \"straight\" 'too'"),
        ("AT&T, R&D, <5", "AT&T, R&D, <5"),
        ("İstanbul ğışö", "İstanbul ğışö"),
        ("&#9999999999;&#xD800;x", "&#9999999999;�x"),
    ],
)
def test_clean_text(raw: str, clean: str) -> None:
    assert p.clean_text(raw) == clean


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("Ferry returns | Daily Sabah", "Ferry returns"),
        ("Ferry returns - Daily Sabah", "Ferry returns"),
        ("Ferry returns – DailySabah", "Ferry returns"),
        ("Ferry returns|Daily Sabah | Daily Sabah", "Ferry returns"),
        ("Why Daily Sabah matters", "Why Daily Sabah matters"),
        ("A pro-Daily Sabah rally", "A pro-Daily Sabah rally"),
        ("He writes for Daily Sabah", "He writes for Daily Sabah"),
        ("<b>Ferry</b> &lt;i&gt;returns&lt;/i&gt;", "Ferry returns"),
        ("Oil < $50 > what?", "Oil < $50 > what?"),
        ("Daily Sabah", None),
        ("Daily Sabah - Latest & Breaking News from Turkey | Istanbul", None),
        ("| Daily Sabah", None),
        ("...", None),
    ],
)
def test_headlines(raw: str, clean: str | None) -> None:
    assert p.clean_headline(raw) == clean


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("by ASSOCIATED PRESS", "ASSOCIATED PRESS"),
        ("By: by  Jane Doe ,", "Jane Doe"),
        (", by Jane Doe", "Jane Doe"),
        ("Byron Doe", "Byron Doe"),
        ("by", None),
        ("https://www.facebook.com/dailysabah", None),
    ],
)
def test_bylines(raw: str, clean: str | None) -> None:
    assert p.clean_byline(raw) == clean


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("TOKYO", "TOKYO"),
        ("KUALA LUMPUR,", "KUALA LUMPUR"),
        ("ANKARA / BAKU", "ANKARA / BAKU"),
        ("Oct 15", None),
        ("-", None),
        ("x" * 61, None),
    ],
)
def test_datelines(raw: str, clean: str | None) -> None:
    assert p.clean_dateline(raw) == clean


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        (["asia", "south korea", "Asia", " asia "], ["asia", "south korea"]),
        ("asia, south korea,asia, ", ["asia", "south korea"]),
        ("asia; south korea", ["asia", "south korea"]),
        ("r&amp;d, at&amp;t", ["r&d", "at&t"]),
        (["KEYWORDS", "Keywords:", "moon jae-in"], ["moon jae-in"]),
        (["#tag", None, 3, "b"], ["tag", "b"]),
        ([], None),
        (",", None),
        ({}, None),
    ],
)
def test_keywords_once_each_in_order(raw: object, clean: list[str] | None) -> None:
    assert p.clean_keywords(raw) == clean


@pytest.mark.parametrize(
    ("raw", "caption", "credit"),
    [
        ("A cat. (AP Photo)", "A cat.", "AP Photo"),
        ("A cat, Feb. 8, 2023 (AFP Photo).", "A cat, Feb. 8, 2023", "AFP Photo"),
        ("Aid. (Qatar Fund For Development (QFFD) via AA Photo)", "Aid.",
         "Qatar Fund For Development (QFFD) via AA Photo"),
        ("(FILES) A vial. (Photo by Frederic J. BROWN / AFP)", "(FILES) A vial.",
         "Photo by Frederic J. BROWN / AFP"),
        ("PM (L) at the EU (R). (Alamy via Reuters)", "PM (L) at the EU (R).", "Alamy via Reuters"),
        ("A vote. (UK PARLIAMENT via AFP)", "A vote.", "UK PARLIAMENT via AFP"),
        ("(AP Photo)", None, "AP Photo"),
        ("A cat. (AP)", "A cat.", "AP"),
        ("A cat. (dpa)", "A cat.", "dpa"),
        ("Two men (L)", "Two men (L)", None),
        ("Two men (2nd R)", "Two men (2nd R)", None),
        ("Leaders (L-R)", "Leaders (L-R)", None),
        ("The king (center left).", "The king (center left).", None),
        ("The suspect (not pictured).", "The suspect (not pictured).", None),
        ("A scene from the film (2020)", "A scene from the film (2020)", None),
        ("The European Court (EC)", "The European Court (EC)", None),
        ("Organization of Turkic States (OTS)", "Organization of Turkic States (OTS)", None),
        ("A cat. (AP Photo", "A cat.", "AP Photo"),
        ("A cat. ((AP Photo)", "A cat.", "AP Photo"),
        ("A cat. (AP Photo))", "A cat.", "AP Photo"),
        ("A cat.", "A cat.", None),
        ("A cat ()", "A cat ()", None),
        ("The king&amp;#039;s cat. (AP Photo)", "The king's cat.", "AP Photo"),
        ("No Image", None, None),
        ("no-image", None, None),
    ],
)  # fmt: skip
def test_captions(raw: str, caption: str | None, credit: str | None) -> None:
    assert p.split_caption(raw) == (caption, credit)


@pytest.mark.parametrize(
    ("line", "is_credit"),
    [
        ("(AA Photo)", True),
        ("AA Photo", True),
        ("İHA Photo", True),
        ("Reuters File Photo", True),
        ("(AFP)", True),
        ("(Shutterstock)", True),
        ("(Iraqi Parliament Media Office/Handout via Reuters)", True),
        ("(Photo by Frederic J. BROWN / AFP)", True),
        ("(Courtesy of Pera Museum)", True),
        ("He took a photo", False),
        ("(The ministry has released no photo)", False),
        ("(This story was updated via the desk.)", False),
        ("(Reporting by Jane Doe; editing by Amy Roe)", False),
        ("A cat. (AP Photo)", False),
    ],
)
def test_lone_credits(line: str, is_credit: bool) -> None:
    assert p.is_lone_credit(line) is is_credit


@pytest.mark.parametrize(
    ("paragraph", "is_caption"),
    [
        ("A cat. (AP Photo)", True),
        ("A cat. (Photo by Jane Doe)", True),
        ("He joined the European Union (EU).", False),
        ("She posted it herself (see photo).", False),
        ("He left (a spokesman gave no comment).", False),
        ("A cat.", False),
    ],
)
def test_credited_captions(paragraph: str, is_caption: bool) -> None:
    assert p.is_credited_caption(paragraph) is is_caption


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("https://idsb.tmgrup.com.tr/ly/uploads/1.jpg?v=1", "same"),
        ("https://idsb.tmgrup.com.tr/ly/theme_dailysabah/images/no-image800x531.jpg", None),
        ("https://idsb.tmgrup.com.tr/ly/theme_dailysabah/images/daily-sabah-logo.svg", None),
        ("/uploads/1.jpg", None),
        ("data:image/gif;base64,R0", None),
    ],
)
def test_image_addresses(raw: str, clean: str | None) -> None:
    assert p.image_url(raw) == (raw if clean else None)


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("First one.\nSecond one.\r\n\r\n Third.", "First one.\n\nSecond one.\n\nThird."),
        ("<p>First <b>one</b>.</p><p>Second<br/>one.</p>", "First one.\n\nSecond\n\none."),
        ("Is 3 < 4?", "Is 3 < 4?"),
    ],
)
def test_bodies_of_one_string(raw: str, clean: str) -> None:
    assert p.clean_body(raw) == clean


@pytest.mark.parametrize(
    ("text", "is_body"),
    [("The governor resigned.", True), ("Read more", False), ("Too short a", False),
     ("Vali istifa etti dün.", True)],
)  # fmt: skip
def test_what_can_be_a_body(text: str, is_body: bool) -> None:
    assert p.has_sentence(text) is is_body


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("REUTERS PHOTO", True),
        ("AA Photo", True),
        ("Photo by AFP", True),
        ("AP Photo/Jane Roe", True),
        ("Getty Images", True),
        ("Reuters", True),
        ("(EPA)", True),
        ("Tourists take a photo", False),
        ("A View of the Harbor", False),
        ("The harbor at dawn, Reuters reported.", False),
        ("", False),
    ],
)
def test_credit_lines_of_galleries(text: str, is_one: bool) -> None:
    assert p.is_credit_line(text) is is_one


@pytest.mark.parametrize(
    ("text", "caption", "credit"),
    [
        ("A man walks (in Ankara).", "A man walks (in Ankara).", None),
        ("A man walks. (AFP Photo).", "A man walks.", "AFP Photo"),
        ("A man walks. (Courtesy of the museum).", "A man walks.", "Courtesy of the museum"),
    ],
)
def test_a_parenthesis_within_the_sentence_is_no_credit(
    text: str, caption: str, credit: str | None
) -> None:
    assert p.split_caption(text) == (caption, credit)
