"""HTTP/1.1 with keep-alive, gzip and, when asked, validators."""

from __future__ import annotations

import asyncio
import json
import traceback
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from http import HTTPStatus

from tests.site.clock import http_style
from tests.site.control import CONTROL, control
from tests.site.lies import Lie
from tests.site.responses import PLAIN, Answer
from tests.site.state import Site

Headers = dict[str, str]
CUTTING = "cut"


class Connection:
    def __init__(
        self, site: Site, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        self.site = site
        self.reader = reader
        self.writer = writer

    async def serve(self) -> None:
        try:
            while await self._exchange():
                pass
        except (asyncio.IncompleteReadError, ConnectionError, asyncio.LimitOverrunError):
            pass
        except Exception:
            traceback.print_exc()
        finally:
            self.writer.close()

    async def _exchange(self) -> bool:
        """One request and its answer; false when the connection ends."""
        head = await self.reader.readuntil(b"\r\n\r\n")
        request_line, *lines = head.decode("latin-1").rstrip().split("\r\n")
        method, target, _ = request_line.split(" ", 2)
        headers = {
            name.strip().lower(): value.strip()
            for name, _, value in (line.partition(":") for line in lines)
        }
        body = await self.reader.readexactly(int(headers.get("content-length", 0)))
        if target.startswith(CONTROL):
            answer = self._controlled(method, target, body)
            self._send(answer, method, {})
        else:
            lie = self.site.lie_for(target)
            await asyncio.sleep(self.site.pause(lie))
            if not self._answer(method, target, headers, lie):
                return False
        await self.writer.drain()
        return headers.get("connection", "").lower() != "close"

    def _controlled(self, method: str, target: str, body: bytes) -> Answer:
        try:
            told = control(self.site, method, target.removeprefix(CONTROL), body)
        except (ValueError, KeyError, TypeError) as error:
            return Answer(400, str(error).encode(), PLAIN)
        return Answer(200, json.dumps(told).encode(), "application/json; charset=utf-8")

    def _answer(self, method: str, target: str, headers: Headers, lie: Lie | None) -> bool:
        answer = self.site.respond(target, lie)
        extra = self._validators(target, answer)
        status = answer.status
        if extra and _is_fresh(headers, extra):
            status = 304
        self.site.record(
            {
                "method": method,
                "path": target,
                "status": status,
                "user_agent": headers.get("user-agent"),
                "if_none_match": headers.get("if-none-match"),
                "unexpected": answer.unexpected,
            }
        )
        packed = "gzip" in headers.get("accept-encoding", "")
        extra = self._date() | extra
        if status == 304:
            self.writer.write(_head(304, None, extra))
        elif lie and lie.kind == CUTTING:
            self._send_half(answer, extra, packed=packed)
            return False
        else:
            self._send(answer, method, extra, packed=packed)
        return True

    def _validators(self, target: str, answer: Answer) -> Headers:
        if not (self.site.validators and answer.validated and answer.status == 200):
            return {}
        modified = http_style(self.site.last_modified(target))
        return {"ETag": answer.etag, "Last-Modified": modified}

    def _date(self) -> Headers:
        error = self.site.clock_error
        if error is None:
            return {}
        return {"Date": http_style(datetime.now(UTC) + timedelta(seconds=error))}

    def _send(self, answer: Answer, method: str, extra: Headers, *, packed: bool = False) -> None:
        payload, headers = _payload(answer, packed=packed)
        self.writer.write(_head(answer.status, len(payload), headers | extra))
        if method != "HEAD":
            self.writer.write(payload)

    def _send_half(self, answer: Answer, extra: Headers, *, packed: bool) -> None:
        payload, headers = _payload(answer, packed=packed)
        self.writer.write(_head(answer.status, len(payload), headers | extra))
        self.writer.write(payload[: len(payload) // 2])


def _payload(answer: Answer, *, packed: bool) -> tuple[bytes, Headers]:
    headers = {"Content-Type": answer.content_type, **dict(answer.headers)}
    if packed and len(answer.body) > 200 and "Content-Encoding" not in headers:
        return answer.packed, headers | {"Content-Encoding": "gzip", "Vary": "Accept-Encoding"}
    return answer.body, headers


def _head(status: int, length: int | None, headers: Headers) -> bytes:
    lines = [f"HTTP/1.1 {status} {HTTPStatus(status).phrase}", "Server: newspaper"]
    lines.extend(f"{name}: {value}" for name, value in headers.items())
    if length is not None:
        lines.append(f"Content-Length: {length}")
    return "\r\n".join((*lines, "", "")).encode("latin-1")


def _is_fresh(asked: Headers, ours: Headers) -> bool:
    tags = asked.get("if-none-match")
    if tags is not None:
        return ours["ETag"] in tags or tags.strip() == "*"
    since = asked.get("if-modified-since")
    if since is None:
        return False
    try:
        asked_time = parsedate_to_datetime(since)
    except ValueError:
        return False
    return parsedate_to_datetime(ours["Last-Modified"]) <= asked_time.astimezone(UTC)


async def listen(site: Site, port: int) -> asyncio.Server:
    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await Connection(site, reader, writer).serve()

    server = await asyncio.start_server(connected, "127.0.0.1", port)
    site.root = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    return server
