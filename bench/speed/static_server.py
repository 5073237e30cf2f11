"""Files over HTTP/1.1 with keep-alive and ETags, for machines without nginx.

python -m bench.speed.static_server FOLDER --port 8080
"""

from __future__ import annotations

import argparse
import asyncio
import signal
from pathlib import Path
from typing import Any

HTML = "text/html; charset=utf-8"
PLAIN = "text/plain; charset=utf-8"


class Connection(asyncio.Protocol):
    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._received = b""
        self._transport: Any = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._received += data
        while b"\r\n\r\n" in self._received:
            head, _, self._received = self._received.partition(b"\r\n\r\n")
            self._transport.write(answer(self._folder, head.decode("latin-1")))


def answer(folder: Path, head: str) -> bytes:
    """The whole answer to a request's head."""
    request, *lines = head.split("\r\n")
    target = request.split(" ")[1].partition("?")[0]
    headers = {name.lower(): value for name, _, value in (one.partition(": ") for one in lines)}
    file = _file(folder, target)
    if not file.is_file():
        return _answer("404 Not Found", {"Content-Type": PLAIN}, b"not found")
    known = file.stat()
    etag = f'"{known.st_mtime_ns:x}-{known.st_size:x}"'
    if headers.get("if-none-match") == etag:
        return _answer("304 Not Modified", {"ETag": etag}, None)
    told = {"Content-Type": HTML if file.suffix == ".html" else PLAIN, "ETag": etag}
    packed = file.with_name(f"{file.name}.gz")
    if "gzip" in headers.get("accept-encoding", "") and packed.is_file():
        return _answer("200 OK", {**told, "Content-Encoding": "gzip"}, packed.read_bytes())
    return _answer("200 OK", told, file.read_bytes())


def _file(folder: Path, target: str) -> Path:
    if target == "/robots.txt":
        return folder / "robots.txt"
    return folder / f"{target.strip('/') or 'index'}.html"


def _answer(status: str, headers: dict[str, str], body: bytes | None) -> bytes:
    lines = [f"HTTP/1.1 {status}", *(f"{name}: {value}" for name, value in headers.items())]
    if body is not None:
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join((*lines, "", "")).encode("latin-1") + (body or b"")


async def serve(folder: Path, port: int) -> None:
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Connection(folder), "127.0.0.1", port)
    loop.add_signal_handler(signal.SIGTERM, server.close)
    async with server:
        await server.wait_closed()


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m bench.speed.static_server", description=__doc__
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--port", type=int, required=True)
    options = parser.parse_args()
    asyncio.run(serve(options.folder, options.port))


if __name__ == "__main__":
    main()
