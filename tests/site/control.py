"""What tests tell the running site, under paths that are never logged."""

from __future__ import annotations

import json
from typing import Any

from tests.site.lies import Lie
from tests.site.state import Site

CONTROL = "/__site__/"


def control(site: Site, method: str, command: str, body: bytes) -> Any:
    told = json.loads(body) if body else {}
    if method == "GET" and command == "log":
        return site.log
    if method != "POST":
        raise ValueError(f"no control {method} {command}")
    match command:
        case "reset":
            site.log.clear()
        case "night":
            site.set_night(int(told["night"]))
        case "lie":
            site.lies[str(told["path"])] = Lie(str(told["kind"]), dict(told.get("options", {})))
        case "fault":
            site.add_fault(str(told["name"]), dict(told.get("options", {})))
        case "truthful":
            site.tell_truth()
        case "variant":
            site.set_variants(told["names"])
        case "clock":
            site.clock_error = told["seconds"]
        case "validators":
            site.validators = bool(told["on"])
        case _:
            raise ValueError(f"no control {command!r}")
    return {"night": site.night, "variants": sorted(site.variants), "validators": site.validators}
