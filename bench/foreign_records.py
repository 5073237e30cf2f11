"""How fast others' records are passed over, beside a bare loop of fastwarc over the same file.

python -m bench.foreign_records
"""

from __future__ import annotations

import argparse
import gzip
import random
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

from fastwarc.warc import ArchiveIterator, WarcRecordType

from crawler.newspaper.active import PROFILE
from crawler.urls import Site
from crawler.warc.reading import Captures

PAGE_BYTES = 60_000
OURS_ONE_IN = 500
MIN_SHARE = 0.9
_WORDS = 4_000
_HEAD = (
    "WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:{id}>\r\n"
    "WARC-Date: 2021-10-15T08:00:00Z\r\nWARC-Target-URI: {url}\r\n"
    "Content-Type: application/http; msgtype=response\r\nContent-Length: {length}\r\n\r\n"
)
_HTTP = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.foreign_records", description=__doc__)
    parser.add_argument("--records", type=int, default=3_000)
    parser.add_argument("--runs", type=int, default=5)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "foreign.warc.gz"
        size = write(file, given.records)
        # In turn, so that what else the machine does meets both.
        rates = [
            (size / seconds(bare, file), size / seconds(ours, file)) for _ in range(given.runs)
        ]
    share = median(own / other for other, own in rates)
    say(f"fastwarc alone {median(other for other, _ in rates) / 1e6:.0f} MB/s of records")
    say(f"Captures       {median(own for _, own in rates) / 1e6:.0f} MB/s")
    say(f"share          {share:.2f}, at least {MIN_SHARE}")
    sys.exit(share < MIN_SHARE)


def write(file: Path, records: int) -> int:
    """Pages of many newspapers, each in a gzip member; their bytes unpacked."""
    some = random.Random(1)
    words = ["".join(some.choices("abcdefghij", k=some.randint(2, 9))) for _ in range(_WORDS)]
    size = 0
    with file.open("wb") as out:
        for number in range(records):
            host = (
                "www.dailysabah.com" if number % OURS_ONE_IN == 0 else f"news{number % 90}.example"
            )
            body = _HTTP + " ".join(some.choices(words, k=PAGE_BYTES // 7)).encode()
            url = f"https://{host}/world/story-{number}"
            head = _HEAD.format(id=number, url=url, length=len(body)).encode()
            record = head + body + b"\r\n\r\n"
            size += len(record)
            out.write(gzip.compress(record, 6))
    return size


def bare(file: Path) -> int:
    with file.open("rb") as opened:
        records = ArchiveIterator(opened, record_types=WarcRecordType.response, parse_http=False)
        return sum(1 for _ in records)


def ours(file: Path) -> int:
    site = Site(PROFILE.root)
    return sum(1 for _ in Captures(file, site.is_named_in))


def seconds(loop: Callable[[Path], int], file: Path) -> float:
    began = time.process_time()
    loop(file)
    return time.process_time() - began


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")


if __name__ == "__main__":
    main()
