"""The pages of the Andean Courier, served over HTTP on loopback."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

MENU = (
    '<ul><li class="department"><a href="/barrios">Districts</a></li>'
    '<li class="department"><a href="/economy">Economy</a><a href="/coffee">Coffee</a></li>'
    '<li class="department"><a href="/album">Album</a></li>'
    '<li class="department"><a href="/classifieds">Classifieds</a></li></ul>'
)
TRAM = "/barrios/the-tram-climbs-to-the-market/story"
BEANS = "/economy/coffee/growers-hold-back-their-beans"
LANTERNS = "/album/lanterns-over-the-plaza"
VOICE = "/voices/a-city-of-patient-stairs"

_SENTENCES = (
    "The first car left the lower station before the bakers had opened their shutters.",
    "By noon the queue reached the fountain, and nobody in it seemed to be in a hurry.",
    "Engineers will watch the cable through the rains before they promise anything more.",
)
_TEXT = "".join(f"<p>{sentence}</p>" for sentence in _SENTENCES)
BODY = "\n\n".join(_SENTENCES)
_PICTURE = (
    '<figure class="opener"><img src="/photographs/{0}.jpg"'
    ' alt="The upper station at dawn (El Reloj)"></figure>'
)
_LOGO = (
    '<meta property="og:image" content="https://www.andean-courier.example/art/courier-logo.png">'
)


def _page(headline: str, who_and_when: str, inside: str, head: str = "") -> str:
    return (
        f"<!doctype html><html><head><title>{headline} – The Courier</title>{head}</head><body>"
        f'{MENU}<h1 class="hed">{headline} – The Courier</h1>'
        f'<p class="who-and-when">{who_and_when}</p>'
        f"{inside}</body></html>"
    )


def _list(*cards: tuple[str, str, str]) -> str:
    rows = "".join(
        f'<li><strong><a href="{path}">{title}</a></strong><i class="when">{day}</i></li>'
        for path, title, day in cards
    )
    return f'<!doctype html><html><body>{MENU}<ol id="front">{rows}</ol></body></html>'


PAGES: Mapping[str, str] = {
    "/": f"<!doctype html><html><body>{MENU}</body></html>",
    "/barrios": _list((TRAM, "The tram climbs to the market", "March 9, 2021")),
    "/economy": _list((VOICE, "A city of patient stairs", "March 8, 2021")),
    "/coffee": _list((BEANS, "Growers hold back their beans", "March 8, 2021")),
    "/album": _list((LANTERNS, "Lanterns over the plaza", "March 7, 2021")),
    TRAM: _page(
        "The tram climbs to Bogotá’s market",
        "<span>by Courier Newsroom with ANC</span><span>CHAPINERO</span>"
        "<span>March 9, 2021 9:30 pm</span>",
        f'{_PICTURE.format(101)}<div class="prose">{_TEXT}<p>The Courier in your inbox</p>'
        "<p>Write to us and we shall write to you, every morning but one.</p></div>",
    ),
    BEANS: _page(
        "Growers hold back their beans",
        "<span>by Inés Robledo</span><span>March 8, 2021 11:15 am</span>",
        f'<div class="prose">{_TEXT}</div>',
        _LOGO,
    ),
    LANTERNS: _page(
        "Lanterns over the plaza",
        "<span>by Andean Courier</span><span>March 7, 2021 8:00 pm</span>",
        f'{_PICTURE.format(102)}<div class="prose">{_TEXT}</div>',
    ),
    VOICE: _page(
        "A city of patient stairs",
        "<span>by Tomás Quijano</span><span>March 8, 2021 6:00 am</span>",
        f'<div class="prose">{_TEXT}</div>',
    ),
}
OLD_CHARSET = "mac-roman"
"""Which no header and no page declares."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        page = PAGES.get(self.path)
        body = (page or "nothing here").encode(OLD_CHARSET)
        self.send_response(404 if page is None else 200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  (the base names it)
        """Tests' output is pytest's."""


@contextmanager
def serving() -> Iterator[str]:
    """Root of the site while it is served."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _Handler) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
            thread.join()
