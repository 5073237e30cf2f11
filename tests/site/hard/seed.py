"""The story whose page has just the parts, in just the order, of a known real one of 2021."""

from __future__ import annotations

from tests.site.clock import istanbul
from tests.site.model import Block, Byline, Picture, Story, Style
from tests.site.paths import article_path, photo_url
from tests.site.prose import slugified

HEADLINE = "Mayors of two shores plan night ferry's return amid fee quarrel"
PARAGRAPHS = (
    "For the first time in three winters, the mayors of two port towns on facing shores of the "
    "inland sea have agreed to put the night ferry back on the calendar.",
    "The service stopped after a quarrel about landing fees. Island schools have lost pupils "
    "since then, and the mainland's fish hall has lost its earliest buyers.",
    "Haruto Mizuno, a former tugboat captain who won the town hall last month, made the call on "
    "Friday evening from the pilots' office, where the line is better than at his desk.",
    "“We talked about tides, then about money,” he told reporters. The dredging alone would cost "
    "more than both towns spend on roads in a year.",
    "Across the water Kim Seo-yeon, the island's mayor, asked for a trial of ten weeks. She wants "
    "the clinic's doctors to be able to go home at night, her secretary said.",
    "The island’s pier is the weak point: two of its fenders are cracked and the lamps fail when "
    "it rains.",
    "A court ruled in spring that the ferry company must pay its crews for 212 nights on call. The "
    "company appealed. Fishing families, for their part, refuse to give up the “widows’ berth,” a "
    "mooring that has been theirs for a century.",
    "Lawyers for the mainland argue that a harbor pact of 1965 covers both questions; the island "
    "reads the same page differently.",
    '“Nobody has ever drowned in a meeting," Mizuno said.',
    "Kim was less cheerful. She called for a “dated and signed plan” and said the harbor board was "
    '“asleep at low tide."',
    "Surveyors are expected next week. They will look at the channel first, then at the pier, and "
    'only afterward at the “widows’ berth," where 14 families still tie up.',
    "The regional governor, who pays for lighthouses but not for ferries, welcomed the call in a "
    "letter of four lines.",
    "No date has been fixed for a first crossing.",
    "Should the trial work, three more towns – the so-called lamp ports – may join, and with them "
    "the cargo of tangerines that has gone by road since the ferry’s last night.",
)


def seed_story() -> Story:
    published = istanbul(2021, 10, 15, 18, 27)
    return Story(
        path=article_path("asia-pacific", slugified(HEADLINE)),
        section="asia-pacific",
        headline=HEADLINE,
        blocks=tuple(Block("p", words) for words in PARAGRAPHS),
        published=published,
        description="Two port towns of the inland sea want their night ferry back.",
        byline=Byline("ASSOCIATED PRESS", agencies=("AP",)),
        city="TOKYO",
        picture=Picture(
            photo_url(151_515, "2021/10/15"),
            "A woman waits beside a poster of the night ferry in the harbor hall in Tokyo, Japan, "
            "Aug. 2, 2019.",
            "AP Photo",
        ),
        keywords=("asia", "japan", "inland sea", "haruto mizuno", "kim seo-yeon", "ferries"),
        hard="seed-page",
        style=Style(bare=True),
    )
