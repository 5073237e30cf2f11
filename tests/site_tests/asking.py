"""One plain request to the site, without following redirects."""

from __future__ import annotations

import gzip
from dataclasses import dataclass
from http.client import HTTPConnection
from urllib.parse import urlsplit

from tests.site.process import ReplicaSite


@dataclass(frozen=True)
class Reply:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()


def ask(site: ReplicaSite, target: str, **headers: str) -> Reply:
    connection = HTTPConnection(urlsplit(site.url).netloc, timeout=60)
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    try:
        connection.request("GET", target, headers=sent)
        response = connection.getresponse()
        body = response.read()
    finally:
        connection.close()
    received = {name.lower(): value for name, value in response.getheaders()}
    if received.get("content-encoding") == "gzip":
        body = gzip.decompress(body)
    return Reply(response.status, received, body)
