"""Pictures as the site really marked them up in February 2023."""

from __future__ import annotations

import re

import pytest

from crawler.parsing.clean.text import split_caption
from crawler.parsing.dom.document import attribute
from crawler.runtime.paths import ROOT
from tests.crawler.making import document, lead_image

FILE = ROOT.parent / "shared" / "site" / "image-fragments-2023-02.html"

# Line, number of the picture that leads, end of its caption, credit.
LEADS = {
    2: ("227103", "Vienna, Austria, Dec. 3, 2021.", "AFP File Photo"),
    13: ("230123", "London, Britain, Sept. 10, 2022.", "Reuters Photo"),
    36: ("228120", "Los Angeles, U.S., Jan. 7, 2022.", "Photo by Frederic J. BROWN / AFP"),
}
CARDS = {
    3: "AFP Photo", 8: "Reuters Photo", 9: "AA Photo", 10: None, 14: "AA Photo", 15: None,
    16: "AFP Photo", 17: "EPA Photo", 18: "EPA Photo", 19: "Reuters File Photo", 20: "AP Photo",
    21: "AFP Photo", 22: "Iraqi Parliament Media Office/Handout via Reuters",
    23: "UK PARLIAMENT via AFP", 24: "REUTERS Photo", 25: "EPA Photo",
    26: "NOAA/GOES Handout via AFP", 27: "AFP Photo", 28: "Reuters Photo", 29: "AA Photo",
    30: "Reuters File Photo", 31: "AP File Photo", 32: "Alamy via Reuters", 33: "Reuters Photo",
    34: "IHA Photo", 35: "Reuters File Photo", 37: None,
}  # fmt: skip
FILLER = [0, 1, 4, 5, 6, 7, 11, 12]


@pytest.fixture(scope="module")
def fragments() -> list[str]:
    if not FILE.exists():
        pytest.skip("the site's real markup lies beside the project, and does not here")
    return FILE.read_text().splitlines()


def test_every_fragment_is_judged(fragments: list[str]) -> None:
    assert sorted([*LEADS, *CARDS, *FILLER]) == list(range(len(fragments)))


@pytest.mark.parametrize("line", LEADS)
def test_leads(fragments: list[str], line: int) -> None:
    image = lead_image(fragments[line])
    number, end, credit = LEADS[line]
    assert f"/{number}.jpg" in (attribute(image, "src") or "")
    caption, found = split_caption(attribute(image, "alt"))
    assert caption is not None
    assert caption.endswith(end)
    assert not re.search(r"&|\(AFP|Photo", caption)
    assert found == credit


@pytest.mark.parametrize("line", [*CARDS, *FILLER])
def test_cards_and_filler_do_not_lead(fragments: list[str], line: int) -> None:
    assert lead_image(fragments[line]) is None


@pytest.mark.parametrize("line", CARDS)
def test_credits_of_cards(fragments: list[str], line: int) -> None:
    image = document(fragments[line]).first("img")
    assert split_caption(attribute(image, "alt"))[1] == CARDS[line]


def test_the_first_of_a_whole_page_leads(fragments: list[str]) -> None:
    page = "".join(f"{fragment}</div></div></a></h1>" for fragment in fragments)
    assert f"/{LEADS[2][0]}.jpg" in (attribute(lead_image(page), "src") or "")
