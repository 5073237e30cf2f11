from __future__ import annotations

import pytest

from crawler.parsing.sources.byline_block import is_byline_line, read_byline_block
from tests.crawler.making import DATE, article, article_html, element

OLD = "31.01.2020 17:57"
LATER = "31.01.2020 18:43"


def read(html: str) -> tuple[str | None, str | None, str | None, str | None]:
    found = article(article_html(byline_block=html))
    dates = (found.date_published, found.date_modified)
    published, modified = (f"{date:%Y-%m-%d %H:%M}" if date else None for date in dates)
    return found.byline, found.dateline, published, modified


AGENCY_IN_TOKYO = ("ASSOCIATED PRESS", "TOKYO", "2021-10-15 15:27", None)


@pytest.mark.parametrize(
    "block",
    [
        f"<span>by <h2>ASSOCIATED PRESS</h2></span><span>TOKYO</span><span>{DATE}</span>",
        f"<span><h2>by ASSOCIATED PRESS</h2></span><span>TOKYO</span><span>{DATE}</span>",
        f"<h2>ASSOCIATED PRESS</h2><span>TOKYO</span><span>{DATE}</span>",
        f"<span>by</span><h2>ASSOCIATED PRESS</h2><span>TOKYO</span><span>{DATE}</span>",
        f"<span>by</span><span>ASSOCIATED PRESS</span><span>TOKYO</span><span>{DATE}</span>",
        f"<span>by ASSOCIATED PRESS</span><span>TOKYO</span><span>{DATE}</span>",
        f"<span>ASSOCIATED PRESS</span><span>TOKYO</span><span>{DATE}</span>",
        f"<div><span>by <h2><a href='/ap'>ASSOCIATED PRESS</a></h2></span></div>"
        f"<div><span><span>TOKYO</span></span><span><b>{DATE}</b></span></div>",
        f"<span>by <h2>ASSOCIATED PRESS</h2></span><span>TOKYO {DATE}</span>",
        f"<span>by <h2>ASSOCIATED PRESS</h2></span><span>TOKYO, {DATE}</span>",
        f"<span>by <h2>ASSOCIATED PRESS</h2></span> TOKYO {DATE}",
        f"by ASSOCIATED PRESS<br>TOKYO<br>{DATE}",
        f"by ASSOCIATED PRESS TOKYO {DATE}",
        "<span>by ASSOCIATED PRESS</span><span>TOKYO</span><span>Oct 15, 2021</span>"
        "<span>6:27 pm GMT+3</span>",
        "<span>by ASSOCIATED PRESS</span><span>TOKYO</span>"
        '<time datetime="2021-10-15T18:27:00+03:00">2 hours ago</time>',
        "<span>by ASSOCIATED PRESS</span><span>TOKYO</span>"
        f'<time datetime="2021-10-15T18:27:00+03:00">{DATE}</time>',
        "<span>by ASSOCIATED PRESS</span><span>TOKYO</span>"
        '<time datetime="2021-10-15T18:27:00+03:00">Oct 15, 2021</time>',
        f"<span>by <h2>ASSOCIATED PRESS</h2></span><span>TOKYO</span><span>{DATE}</span>"
        "<span>3 min read</span><ul><li>Share</li><li>Tweet</li></ul>",
    ],
)
def test_the_same_byline_block_in_other_markup(block: str) -> None:
    assert read(block) == AGENCY_IN_TOKYO


@pytest.mark.parametrize(
    ("block", "byline", "dateline"),
    [
        (f"<span>TOKYO</span><span>{DATE}</span>", None, "TOKYO"),
        (f"<span><h2></h2></span><span>TOKYO</span><span>{DATE}</span>", None, "TOKYO"),
        (f"<span>by <h2>Reuters</h2></span><span>{DATE}</span>", "Reuters", None),
        (f"<span>REUTERS</span><span>{DATE}</span>", "REUTERS", None),
        (f"<span>Jane Doe</span><span>{DATE}</span>", "Jane Doe", None),
        (f"<span>{DATE}</span>", None, None),
        (f"<span>by <h2>A</h2></span><span>KUALA LUMPUR</span><span>{DATE}</span>", "A",
         "KUALA LUMPUR"),
        (f"<span>by <h2>A</h2></span><span>ANKARA / BAKU</span><span>{DATE}</span>", "A",
         "ANKARA / BAKU"),
        (f"<span>by <h2>Jane Doe</h2></span><span>Columnist</span><span>{DATE}</span>", "Jane Doe",
         None),
        (f"<span>by <h2>Jane Doe</h2> and <h2>Amy Roe</h2></span><i>VAN</i><span>{DATE}</span>",
         "Jane Doe and Amy Roe", "VAN"),
        (f"<span>by <a>Jane Doe</a>, <a>Amy Roe</a></span><span>{DATE}</span>",
         "Jane Doe, Amy Roe", None),
        (f"<span>by <h2>Elif Çelik with AP</h2></span><span>{DATE}</span>", "Elif Çelik with AP",
         None),
        (f"<span>by Elif Çelik with AP</span><span>{DATE}</span>", "Elif Çelik with AP", None),
        (f"<span>by Daily Sabah with AA, DHA</span><span>{DATE}</span>",
         "Daily Sabah with AA, DHA", None),
        (f"by Jane Doe NEW YORK {DATE}", "Jane Doe", "NEW YORK"),
        ("by Anadolu Agency Jun 10, 2024 10:07 pm +03 +03:00", "Anadolu Agency", None),
    ],
)  # fmt: skip
def test_who_and_where(block: str, byline: str | None, dateline: str | None) -> None:
    found = read(block)
    assert found[:2] == (byline, dateline)
    assert found[2] is not None


@pytest.mark.parametrize(
    "block",
    [
        f"<span>DAILY SABAH</span><span>ISTANBUL</span><span>Published {OLD}</span>"
        f"<span>Updated {LATER}</span>",
        f"<span>DAILY SABAH</span><span>ISTANBUL</span><span>Published</span><span>{OLD}</span>"
        f"<span>Updated</span><span>{LATER}</span>",
        f"DAILY SABAH<br>ISTANBUL<br>Published {OLD}<br>Updated {LATER}",
        f"<p>DAILY SABAH</p><p>ISTANBUL</p><p>Published : {OLD} Last Update : {LATER}</p>",
        f"<span>DAILY SABAH</span><span>ISTANBUL</span><span>{OLD} (Updated {LATER})</span>",
        f"<span>DAILY SABAH</span><span>ISTANBUL</span><span>{OLD} | Updated: {LATER}</span>",
        "<h2>by DAILY SABAH</h2><span>ISTANBUL</span><span>Jan 31, 2020 - 5:57 pm GMT+3</span>"
        "<span>Updated: Jan 31, 2020 - 6:43 pm GMT+3</span>",
    ],
)
def test_published_and_updated(block: str) -> None:
    assert read(block) == ("DAILY SABAH", "ISTANBUL", "2020-01-31 14:57", "2020-01-31 15:43")


@pytest.mark.parametrize("block", ["", "<span></span>", "<!-- x --><script>var a</script>"])
def test_an_empty_block_says_nothing(block: str) -> None:
    found = read_byline_block(element(f"<div>{block}</div>"))
    assert (found.byline, found.dateline, found.date_published) == (None, None, None)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"by ASSOCIATED PRESS {DATE}", True),
        (DATE, True),
        ("by ASSOCIATED PRESS Oct 15, 2021 6:27 pm", True),
        ("Oct 15, 2021", False),
        ("The treaty was signed on Oct 15, 2021 6:27 pm", False),
        ("by ASSOCIATED PRESS", False),
    ],
)
def test_a_line_that_is_a_byline_block(text: str, expected: bool) -> None:
    assert is_byline_line(text) is expected


@pytest.mark.parametrize(
    ("block", "authors", "dateline"),
    [
        ("<span>by <h2>JANE DOE<br>JOHN ROE</h2></span><span>TOKYO</span>", 2, "TOKYO"),
        ("<h2>JANE DOE<br/>JOHN ROE<br/></h2>", 2, None),
        ("<h2><div>JANE DOE</div><div>JOHN ROE</div></h2>", 2, None),
        ("<h2><p>JANE DOE</p>\n<p>and JOHN ROE</p></h2>", 2, None),
        ("<h2>JANE DOE,<br>JOHN ROE</h2>", 2, None),
        ("<h2>JANE DOE and<br>JOHN ROE</h2>", 2, None),
        ("<h2>JANE <b>D</b>OE<br><a>JOHN</a> ROE</h2><span>TOKYO</span>", 2, "TOKYO"),
        ("<span><h2>JANE DOE</h2><h2>JOHN ROE</h2></span>", 2, None),
        ("<h2>JANE DOE<br>TOKYO</h2>", 1, "TOKYO"),
        ("<h2>JANE DOE<br>ESENYURT</h2>", 1, "ESENYURT"),
        ("<h2>JANE DOE<br>KUALA LUMPUR</h2>", 1, "KUALA LUMPUR"),
        ("<h2>JANE DOE<br>Columnist</h2>", 1, None),
        ("<h2>JANE DOE | TOKYO</h2>", 1, "TOKYO"),
        ("<span>by JANE DOE | TOKYO</span>", 1, "TOKYO"),
        ("<span>by JANE DOE<br>JOHN ROE</span><span>TOKYO</span>", 2, "TOKYO"),
    ],
)
def test_names_on_lines_of_their_own(block: str, authors: int, dateline: str | None) -> None:
    found = article(article_html(byline_block=f"{block}<span>{DATE}</span>"))
    assert found.authors == ["JANE DOE", "JOHN ROE"][:authors]
    assert (found.agencies, found.dateline) == ([], dateline)
    assert found.date_published is not None


@pytest.mark.parametrize(
    "heading",
    ["DAILY SABAH<br>WITH AFP", "DAILY SABAH WITH<br>AFP", "<p>DAILY SABAH</p><p>with AFP</p>"],
)
def test_the_newspaper_with_an_agency_on_the_next_line(heading: str) -> None:
    found = article(article_html(byline_block=f"<h2>{heading}</h2><span>{DATE}</span>"))
    assert (found.authors, found.agencies) == (["Daily Sabah"], ["AFP"])
