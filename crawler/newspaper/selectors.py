"""What the site's markup calls the things that we read: the one place for its names.

Each constant is CSS and takes alternatives, `"h1.old, h1.new"`: add the new name behind the old,
for old pages may keep theirs (docs/first-live-day.md). Grades say how we know, as of the date:
[R] real markup or text was seen, [S] a public scraper of the site relies on it, [I] inferred.
"""

from __future__ import annotations

# An article's page.

HEADLINE = "h1.main_page_title"
"""[S] unchanged from July 2020 to July 2024. The logo is an `h1` too: `h1.logo_holder` [R] 2023."""

BYLINE_BLOCK = "div.left_mobile_details"
"""The lines with byline, place and dates. [S] 2022; their text [R] October 2021."""

BODY = "div.article_body"
"""The box around the text. [S] unchanged from July 2020 to July 2024, its `p` direct children."""

LEAD_IMAGE = (
    "div.layout-ratio.ratio800x531 img"  # [R] February 2023; cards have it too, and load late
    ", div.image_holder > a > div > img"  # [S] June 2023
    ", div.article_top_image_widget"  # [S] March 2022; in it `> div > a`, whose href is the picture
)
"""The picture, a box around it, or the link to its file."""

KEYWORDS_LABEL = ""
"""What heads the keywords, or the box that holds nothing else. Empty: the text `KEYWORDS` [R]
October 2021 finds it in whatever element; the element itself was not seen."""

# Pages that list.

MENU = ".menu_items, .mobile-navbar-list"
"""A section's block in the menu for desktops [S] 2022 and in the one for mobiles [R] February 2023.
"""

SECTION_CONTAINER = "#ajax_section_articles"
SECTION_LIST = "#ajax_section_articles ul.items_list > li"
"""[S] 2022."""

SEARCH_CONTAINER = "div.search_results"
SEARCH_LIST = "div.search_results ul.items_list > li"
"""[R] 2022."""

CARD_TITLE = "h3 a[href]"
CARD_DAY = ".date_text"
"""[S] 2022; a day without a time."""

PAGE_NUMBER = "a.page_number"
"""[R] 2022; the current one is `.page_number.active`."""
