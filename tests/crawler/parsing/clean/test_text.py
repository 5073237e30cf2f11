from __future__ import annotations

import re
from collections.abc import Callable
from unicodedata import is_normalized, normalize

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from crawler.parsing.clean import text as p

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
        ("\u061cleft and \ufffcright", "left and right"),
        ("\ue900 Night ferry \uf09a", "Night ferry"),
        ("Night\U000f0001 ferry&#xe001;", "Night ferry"),
        ("ko\u0308s\u0327k", "köşk"),
        ("I\u0307zmir, i\u200b\u0307", "İzmir, i̇"),
        ("ko&#x308;y", "köy"),
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
        ("A drone of the Turkish Armed Forces (TSK)", "same", None),
        ("Agents of the National Intelligence Organization (MIT).", "same", None),
        ("Rescue crews at work (AFAD)", "same", None),
        ("A rally of the ruling party (AK Party)", "same", None),
        ("Soldiers of the alliance (NATO)", "same", None),
        ("A camp of the terrorists (PKK/YPG)", "same", None),
        ("Tents of the agency (UNHCR)", "same", None),
        ("Agents at work (National Intelligence Agency)", "same", None),
        ("The Anfield derby (Liverpool)", "same", None),
        ("Reporters of Anadolu Agency (AA)", "same", None),
        ("Staff of Demirören News Agency (DHA)", "same", None),
        ("She posted it herself (see photo)", "same", None),
        ("A cat (AA)", "A cat", "AA"),
        ("A cat (İHA)", "A cat", "İHA"),
        ("Rivers rise in Adana, Ankara (AA)", "Rivers rise in Adana, Ankara", "AA"),
        ("A cat (DHA).", "A cat", "DHA"),
        ("A cat (Reuters)", "A cat", "Reuters"),
        ("A cat (IHA Photo)", "A cat", "IHA Photo"),
        ("A cat (Getty Images)", "A cat", "Getty Images"),
        ("A cat (Courtesy of Koç Holding)", "A cat", "Courtesy of Koç Holding"),
        ("A cat (file photo)", "A cat", "file photo"),
        ("A cat (NASA/JPL via AP)", "A cat", "NASA/JPL via AP"),
        ("A drone of the Turkish Armed Forces (TSK). (AA)",
         "A drone of the Turkish Armed Forces (TSK).", "AA"),
        ("A cat sleeps. (Jane Doe)", "A cat sleeps.", "Jane Doe"),
        ("A cat, Bursa, May 3, 2021 (Jane Doe)", "A cat, Bursa, May 3, 2021", "Jane Doe"),
    ],
)  # fmt: skip
def test_captions(raw: str, caption: str | None, credit: str | None) -> None:
    assert p.split_caption(raw) == (raw if caption == "same" else caption, credit)


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
        ("https://x/ly/uploads/images/2022/08/26/facebook-logo-1526650.jpg", "same"),
        ("https://x/uploads/2022/08/logo.jpg", "same"),
        ("https://x/images/default-risk-grows-20211.jpg", "same"),
        ("https://x/uploads/pixel-art-show.jpg", "same"),
        ("https://x/vi/a1/maxresdefault.jpg", "same"),
        ("https://logo.example/pictures/ferry.jpg", "same"),
        ("https://x/images/placeholder-names-on-ballot.jpg", "same"),
        ("https://x/images/logo.png", None),
        ("https://x/uploads/daily-sabah-logo.png", None),
        ("https://x/img/no-image_800x531.jpg?v=2", None),
        ("https://x/default.jpg", None),
        ("https://x/img/blank.gif", None),
        ("https://x/1x1.gif", None),
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
        ("https://x/u/night ferry.jpg", "https://x/u/night%20ferry.jpg"),
        (" https://x/u/night  ferry.jpg\n", "https://x/u/night%20%20ferry.jpg"),
        ("https://x/u/köşk.jpg", "https://x/u/k%C3%B6%C5%9Fk.jpg"),
        ("https://x/u/night%20ferry 100%.jpg", "https://x/u/night%20ferry%20100%25.jpg"),
        ('https://x/u/"a"<b>|{c}^`d\\.jpg', "https://x/u/%22a%22%3Cb%3E%7C%7Bc%7D%5E%60d%5C.jpg"),
        ("https://x/u/a.jpg?w=1&amp;amp;h=2", "https://x/u/a.jpg?w=1&h=2"),
        ("https://x/u/a(1),b;c@d!.jpg?x=[1]", "https://x/u/a(1),b;c@d!.jpg?x=[1]"),
        ("https://x/u/a\nb.jpg", "https://x/u/ab.jpg"),
    ],
)
def test_addresses_are_encoded(raw: str, clean: str) -> None:
    assert p.image_url(raw) == clean
    assert p.image_url(clean) == clean


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("<p>Snow,</p><p>then sun.</p><img src='x.jpg'/>", "Snow, then sun."),
        ("&lt;p&gt;Snow,&lt;/p&gt;&lt;p&gt;then sun.&lt;/p&gt;", "Snow, then sun."),
        ("<img alt='a > b' src=x>Snow, <b>then</b> sun<i>.</i>", "Snow, then sun."),
        ("S<b>now</b><br/>, then<br>sun", "Snow, then sun"),
        ("<div>Snow</div><div>then</div>sun", "Snow then sun"),
        ("<ul><li>Snow<li>Sun</ul>", "Snow Sun"),
        ("Snow <script>var a = 1;</script>then <!-- no -->sun", "Snow then sun"),
        ('Snow, then sun. <a href="https://x/very-lo', "Snow, then sun."),
        ("Is 3 < 4, and is A<B?", "Is 3 < 4, and is A<B?"),
        ("null", None), ("undefined", None), ("{{ description }}", None),
        ("<p></p>", None), ("<p>Daily Sabah</p>", None),
    ],
)  # fmt: skip
def test_markup_in_texts(raw: str, clean: str | None) -> None:
    assert p.clean_description(raw) == clean
    assert p.clean_headline(raw) == clean


@given(texts)
def test_texts_are_composed(text: str) -> None:
    for form in ("NFC", "NFD"):
        cleaned = p.clean_text(normalize(form, text))
        assert cleaned is None or is_normalized("NFC", cleaned)


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
