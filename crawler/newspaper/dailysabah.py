"""Daily Sabah, an English newspaper of Istanbul."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from crawler.newspaper import selectors
from crawler.newspaper.kinds import Kind
from crawler.newspaper.profile import Newspaper, Paths, Search, Selectors, Wording

_VIDEO_ROOTS = ("ds-tv", "tv", "video", "videos")
_PROVINCES = """adana adiyaman afyonkarahisar agri aksaray amasya ankara antakya antalya ardahan
artvin aydin balikesir bartin batman bayburt bilecik bingol bitlis bodrum bolu burdur bursa
canakkale cankiri corum denizli diyarbakir duzce edirne elazig erzincan erzurum eskisehir
gaziantep giresun gumushane hakkari hatay igdir iskenderun isparta istanbul izmir izmit
kahramanmaras karabuk karaman kars kastamonu kayseri kilis kirikkale kirklareli kirsehir kocaeli
konya kutahya malatya manisa mardin mersin mugla mus nevsehir nigde ordu osmaniye rize sakarya
samsun sanliurfa siirt sinop sirnak sivas tekirdag tokat trabzon tunceli usak van yalova yozgat
zonguldak"""

_SELECTORS = Selectors(
    headline=selectors.HEADLINE,
    byline_block=selectors.BYLINE_BLOCK,
    body=selectors.BODY,
    lead_image=selectors.LEAD_IMAGE,
    keywords_label=selectors.KEYWORDS_LABEL,
    menu=selectors.MENU,
    section_container=selectors.SECTION_CONTAINER,
    section_list=selectors.SECTION_LIST,
    search_container=selectors.SEARCH_CONTAINER,
    search_list=selectors.SEARCH_LIST,
    card_title=selectors.CARD_TITLE,
    card_day=selectors.CARD_DAY,
    page_number=selectors.PAGE_NUMBER,
)
_PATHS = Paths(
    kinds={
        "gallery": Kind.GALLERY,
        "columns": Kind.COLUMN,
        "opinion/columns": Kind.COLUMN,
        **dict.fromkeys(_VIDEO_ROOTS, Kind.VIDEO),
    },
    sections={
        "gallery": "gallery",
        "columns": "columns",
        "*/columns": "columns",
        **dict.fromkeys(_VIDEO_ROOTS, "ds-tv"),
    },
    twins={"turkey": "turkiye", "life": "lifestyle"},
    moved={"turkey": "turkiye"},
    forms={"news": Kind.ARTICLE, "images": Kind.GALLERY},
    no_articles=frozenset({"theme_dailysabah"}),
    feed_folders=("rss", "rssfeed"),
    search=Search(
        path="/search",
        query={"qlimit": "by_fifty"},
        page="pgno",
        sections=("qsection", "qsubsection"),
    ),
    pictures="/uploads/",
)
_WORDING = Wording(
    names=("Daily Sabah", "DailySabah"),
    latest=("latest",),
    bylines=("daily sabah", "dailysabah", "daily sabah.com", "dailysabah.com", "ds"),
    logo=frozenset({"daily", "sabah", "dailysabah", "ds"}),
    agencies={
        "DHA": "dha, demiroren news agency, demiroren haber ajansi, dogan news agency",
        "IHA": "iha, ihlas news agency, ihlas haber ajansi",
        "ANKA": "anka",
    },
    credits=frozenset({"sabah", "takvim", "dha", "iha"}),
    agency_codes=frozenset({"DHA", "IHA"}),
    places=frozenset(_PROVINCES.split()),
    endings=("shortlink copied", "the daily sabah newsletter"),
)

PROFILE = Newspaper(
    name="Daily Sabah",
    slug="dailysabah",
    root="https://www.dailysabah.com",
    hosts=frozenset({"www.dailysabah.com", "dailysabah.com"}),
    zone=ZoneInfo("Europe/Istanbul"),
    charset="windows-1254",
    paths=_PATHS,
    wording=_WORDING,
    selectors=_SELECTORS,
)
