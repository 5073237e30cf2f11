from __future__ import annotations

import argparse
import json
from dataclasses import asdict

from crawler.runtime.printable import json_text
from pipelines.doctor import screen
from pipelines.doctor.finding import exit_status
from pipelines.doctor.looks import Looks


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def run_alone(parsed: argparse.Namespace) -> int:
    """Print what was found, each line as soon as it is; 0, 1 or 3."""
    looks = Looks(parsed.database)
    lines = []
    for line in looks.lines():
        lines.append(line)
        if not parsed.json:
            screen.say(line)
    status = exit_status(lines)
    if parsed.json:
        told = {
            "exit_status": status,
            "site": looks.site,
            "requests": looks.requests,
            "lines": [asdict(line) for line in lines],
        }
        print(json_text(json.dumps(told, indent=2, ensure_ascii=False)), flush=True)
    else:
        print(screen.summary(lines, looks.requests), flush=True)
    return status
