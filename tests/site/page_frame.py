"""What every page shares: head, both menus, the strip of subsections and the foot."""

from __future__ import annotations

from collections.abc import Iterable

from tests.site.filler import COOKIE_DECLARATION, TRACKERS, drawings, scripts, styles, weights
from tests.site.markup import attribute, text
from tests.site.model import Section
from tests.site.press import Press

LOGO = (
    '<h1 class="logo_holder"><a href="/"><span>Daily Sabah</span><img src="https://idsb.tmgrup.com'
    '.tr/ly/theme_dailysabah/images/daily-sabah-logo.svg" alt="logo"></a></h1>'
)
SEARCH_BOX = (
    '<div class="mobile-navbar-input" style="margin-top: 10px;"> <input type="text" '
    'placeholder="Search dailysabah.com"> <svg width="18" height="18" viewbox="0 0 18 18" '
    'fill="none" xmlns="http://www.w3.org/2000/svg"> <path d="M16.35 16.35L12 12" '
    'stroke="#777777"></path> </svg> </div>'
)
MENU_RELAUNCH = (
    ("mobile-navbar-list-title", "drawer-head"),
    ("mobile-navbar-list-body", "drawer-rows"),
    ("mobile-navbar-list-item", "drawer-row"),
    ("mobile-navbar-list", "drawer-group"),
    ("mobile-navbar-gallery", "drawer-photo"),
    ("menu_items", "topnav-col"),
    ("sub_menu_strip", "topnav-strip"),
)
WITHOUT_MOBILE_BLOCK = frozenset({"gallery", "ds-tv"})


def page(press: Press, path: str, *, title: str, head: str, content: str, section: str) -> str:
    css, js, svg = weights(path)
    menus = _menus(press, section)
    return (
        f'<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>{title}'
        f'</title>\n<link rel="canonical" href="{press.url(path)}">\n{head}\n{styles(css)}\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n</head>\n<body>\n'
        f"{drawings(svg)}\n<header>{LOGO}</header>\n{menus}\n{content}\n{_foot(press)}\n"
        f"{scripts(js)}\n{TRACKERS}\n{COOKIE_DECLARATION}\n</body>\n</html>\n"
    )


def _menus(press: Press, section: str) -> str:
    menu = press.edition.menu
    mobile = "".join(_mobile(press, s) for s in menu if s.slug not in WITHOUT_MOBILE_BLOCK)
    desktop = "".join(_desktop(press, s) for s in menu)
    html = (
        f'<nav class="mobile-navbar">{SEARCH_BOX}{mobile} {_mobile_gallery(press)}</nav>\n'
        '<div class="site_title">Daily Sabah - Latest &amp; Breaking News from Türkiye | Istanbul'
        f'</div>\n<nav class="main_menu">{desktop}</nav>\n{_strip(press, section)}'
    )
    if "relaunch-menu" in press.variants:
        for old, new in MENU_RELAUNCH:
            html = html.replace(old, new)
    return html


def _mobile(press: Press, section: Section) -> str:
    items = "".join(
        f'<a href="{press.url(f"/{child.slug}")}" class="mobile-navbar-list-item">'
        f"{text(child.name)}</a>"
        for child in section.children
    )
    return (
        '<div class="mobile-navbar-list"><div class="mobile-navbar-list-title"> '
        f'<a href="{press.url(f"/{section.slug}")}">{text(section.name)}</a> </div>'
        f'<div class="mobile-navbar-list-body">{items}</div></div>'
    )


def _mobile_gallery(press: Press) -> str:
    return (
        '<div class="mobile-navbar-gallery"> <img src="https://i.hizliresim.com/LkKGaG.jpg" alt="" '
        f'style="border-radius: 0;"> <a href="{press.url("/gallery")}">PHOTO GALLERY</a> </div>'
        '<div class="mobile-navbar-links"><a href="/jobs">JOBS</a> <a href="/about">ABOUT US</a> '
        '<a href="/rss">RSS</a> <a href="/privacy">PRIVACY</a> <a href="/contact">CONTACT US</a>'
        "</div><p>© Turkuvaz Haberleşme ve Yayıncılık 2026</p>"
    )


def _desktop(press: Press, section: Section) -> str:
    links = _links(press, section.children)
    return (
        f'<div class="menu_items"><ul><li><a href="{press.url(f"/{section.slug}")}">'
        f"{text(section.name)}</a></li>{links}</ul></div>"
    )


def _links(press: Press, sections: Iterable[Section]) -> str:
    return "".join(
        f'<li><a href="{press.url(f"/{s.slug}")}">{text(s.name)}</a></li>' for s in sections
    )


def _strip(press: Press, section: str) -> str:
    found = press.edition.sections.get(section)
    if found is None:
        return ""
    top = found[1] or found[0]
    return f'<ul class="sub_menu_strip">{_links(press, (top, *top.children))}</ul>'


def _foot(press: Press) -> str:
    written = [s for s in press.edition.menu if s.slug not in WITHOUT_MOBILE_BLOCK]
    blocks = "".join(_links(press, (s, *s.children)) for s in written)
    others = _links(press, (Section("gallery", "Photo gallery"), Section("ds-tv", "DS TV")))
    return (
        f'<footer><ul class="footer_menu">{blocks}{others}'
        '<li><a href="/jobs">Jobs</a></li><li><a href="/privacy">privacy</a></li>'
        '<li><a href="/about">about us</a></li><li><a href="/contact">contact us</a></li>'
        '<li><a href="/rss">RSS</a></li></ul><p>© Turkuvaz Haberleşme ve Yayıncılık 2021</p>'
        "</footer>"
    )


def static_page(press: Press, path: str, title: str) -> str:
    return page(
        press,
        path,
        title=f"{attribute(title)} | Daily Sabah",
        head="",
        content=f'<main><h1 class="static_title">{text(title)}</h1><p>Daily Sabah, Istanbul.</p>'
        "</main>",
        section="",
    )
