"""A site that is asked by https is never asked in plain text (CONTRACT, promise 4)."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from tests.crawls.altered_site import AlteredSite, Headers, Page
from tests.crawls.crawl import crawl
from tests.databases import Databases
from tests.site.responses import Answer

SECTIONS = "sections=fashion"


class TlsSite(AlteredSite):
    def __init__(self, certificate: Path) -> None:
        super().__init__()
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        # The handshake waits for the thread of the connection: a plain request is that one's error.
        self._server.socket = context.wrap_socket(
            self._server.socket, server_side=True, do_handshake_on_connect=False
        )
        self.url = self.site.root = f"https://localhost:{self._server.server_port}"


def issued(folder: Path) -> Path:
    """A certificate for `localhost` with its key, signed by itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    day = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(day - timedelta(days=1))
        .not_valid_after(day + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = folder / "localhost.pem"
    file.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
    return file


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    return issued(tmp_path)


@pytest.fixture
def site(certificate: Path) -> Iterator[TlsSite]:
    with TlsSite(certificate) as site:
        yield site


def to_plain_once(site: TlsSite, path: str) -> Page:
    """Sends its first visitor to the same page by http."""
    told: list[str] = []

    def page(honest: Answer, _: Headers) -> Answer:
        if told:
            return honest
        told.append(path)
        return Answer(302, headers=(("Location", f"http{site.url[5:]}{path}"),))

    return page


@pytest.mark.parametrize("path", ["/", "/robots.txt", "/fashion"])
def test_a_redirect_to_http_is_asked_for_by_https(
    site: TlsSite, certificate: Path, databases: Databases, path: str
) -> None:
    site.pages[path] = to_plain_once(site, path)
    ended = crawl(
        "sections", site.url, databases.url("sqlite"), SECTIONS, SSL_CERT_FILE=str(certificate)
    )
    assert ended.status == 0, ended.err
    assert [asked for asked in site.asked if asked[0] == path] == [(path, 302), (path, 200)]


def test_a_site_without_a_certificate_that_is_trusted_is_not_read(
    site: TlsSite, databases: Databases
) -> None:
    ended = crawl("sections", site.url, databases.url("sqlite"), SECTIONS)
    assert ended.status == 1
    assert site.asked == []
