from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.parsing.dom.document import Document, as_utf8
from tests.crawler.making import PATH, SITE, document

TEXT = "Türkiye'nin İstanbul şehri ağaç"
TURKISH = TEXT.encode("cp1254")
UTF_8 = TEXT.encode()


def meta(charset: str) -> bytes:
    return f'<meta charset="{charset}">'.encode()


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (UTF_8, None),
        (UTF_8, "text/html; charset=utf-8"),
        (UTF_8, "text/html; charset=windows-1254"),
        (UTF_8, "text/html; charset=nonsense"),
        (b"\xef\xbb\xbf" + UTF_8, "text/html"),
        (meta("windows-1254") + UTF_8, "text/html; charset=utf-8"),
        (TURKISH, None),
        (TURKISH, "text/html; charset=windows-1254"),
        (TURKISH, "text/html; charset=iso-8859-9"),
        (TURKISH, "text/html; charset=utf-8"),
        (TURKISH, "text/html; charset=utf-16"),
        (TURKISH, "text/html; charset=iso-8859-1"),
        (TURKISH, "text/html; charset=us-ascii"),
        (TURKISH, "text/html; charset=rot13"),
        (TURKISH, "text/html; charset=idna"),
        (meta("windows-1254") + TURKISH, None),
        (meta("windows-1254") + TURKISH, "text/html; charset=utf-8"),
        (meta("utf-8") + TURKISH, "text/html; charset=iso-8859-9"),
        (b"x" * 5_000 + TURKISH, "text/html; charset=utf-8"),
    ],
)
def test_text_arrives_whole_whatever_is_declared(body: bytes, content_type: str | None) -> None:
    markup, _ = as_utf8(body, content_type)
    text = markup.decode()
    assert text.endswith(TEXT)
    assert "\ufffd" not in text


@pytest.mark.parametrize(
    "declared", [None, "text/html; charset=utf-8", "text/html; charset=cp1254"]
)
@pytest.mark.parametrize("place", ["begin", "end"])
def test_a_few_broken_bytes_keep_utf_8_and_are_counted(declared: str | None, place: str) -> None:
    broken = b"\xff " + UTF_8 * 3 if place == "begin" else UTF_8 * 3 + b" \xff"
    page = Document(meta("windows-1254") + broken, PATH, SITE, declared)
    assert TEXT * 3 in page.markup.decode()
    assert page.replaced == 1


@given(st.binary(max_size=200), st.one_of(st.none(), st.text(max_size=40)))
def test_any_bytes_can_be_read(body: bytes, charset: str | None) -> None:
    page = Document(body, PATH, SITE, f"text/html; charset={charset}" if charset else None)
    assert page.replaced == page.markup.decode().count("\ufffd")


@given(st.integers(4_090, 8_200), st.text(max_size=4), st.booleans())
def test_utf_8_is_seen_wherever_a_character_stands(before: int, text: str, whole: bool) -> None:
    body = b"a" * before + UTF_8 * 3 + text.encode(errors="replace") + b"b" * 4_000
    markup, charset = as_utf8(body if whole else body + b"\xc3", None)
    assert charset == "utf-8"
    assert markup == (body if whole else body + "\ufffd".encode())


def test_nul_never_reaches_a_page() -> None:
    assert document("<p>a\x00b&#0;c&#x00;d</p>").markup == b"<p>abcd</p>"
    assert document("R&D " * 1_000 + "a&#0;b").markup == b"R&D " * 1_000 + b"ab"


@pytest.mark.parametrize(
    ("html", "is_whole"),
    [
        ("<html><body><p>x</p></body></html>", True),
        ("<html><body><p>x</p></body>", True),
        ("<HTML><BODY><p>x</p></HTML>", True),
        ("<p>A fragment", True),
        ("<html><body><!-- a --><p>x</p><!--></body></html>", True),
        ("<html><body><script>if (a--> b) c()</script><p>x</p></body></html>", True),
        ("<html><body><p>x", False),
        ("<html><body><!-- </html> --><p>x", False),
        ("<html><body><script>var end = '</body></html>'</script><p>x", False),
        ("<html><body><p>x</p><script>var end = '</body></html>", False),
        ("<html><body><p>x</p><!-- </body></html>", False),
        ("<html><body><!-- a --><p>x</p><!-- </body></html>", False),
        ("<html><body><p>x</p><style>p { } </body></html>", False),
        ("<html><body><p>x</p><SCRIPT>var end = 1 </body></html>", False),
        ("<html><body><template><script>var end = 1 </body></html>", False),
        ("<html><body><p>x</p><script>var end = 1</script></body></html>\n", True),
        ("<html><body><p>x</p><script src='a.js'></script><!-- b --></body></html>", True),
        ("<html><body><p>&lt;/html&gt;</body></html>", True),
        ("<html><frameset></frameset></html>", True),
        ("<html><body></body></html>", True),
        ("<html><head><script>x <body><p>a</p></body></html>", False),
        ("<html><head><style>x <body><p>a</p></body></html>", False),
        ("<html><head><!-- x <body></body></html>", False),
        ("<html><!-- x</html>", False),
    ],
)
def test_a_page_that_ends_in_the_middle(html: str, is_whole: bool) -> None:
    assert document(html).is_whole() is is_whole


@pytest.mark.parametrize(
    ("link", "absolute"),
    [
        ("https://other.example/1.jpg", "https://other.example/1.jpg"),
        ("//idsb.tmgrup.com.tr/1.jpg", "https://idsb.tmgrup.com.tr/1.jpg"),
        ("/uploads/1.jpg?v=1", "http://127.0.0.1:8000/uploads/1.jpg?v=1"),
        ("1.jpg", "http://127.0.0.1:8000/world/europe/1.jpg"),
        ("data:image/gif;base64,R0", None),
        ("", None),
        (None, None),
    ],
)
def test_links_of_a_page(link: str | None, absolute: str | None) -> None:
    assert document("").absolute(link) == absolute
