"""A folder of pages on a free port of the loopback: by nginx where it is installed."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.speed.printing import PAGES
from crawler.runtime import paths

START_SECONDS = 10
NGINX = """\
daemon off;
master_process off;
error_log stderr warn;
pid {folder}/nginx.pid;
events {{ worker_connections 256; }}
http {{
    access_log off;
    sendfile on;
    tcp_nopush on;
    keepalive_requests 1000000;
    types {{ text/html html; text/plain txt; }}
    charset utf-8;
    gzip_static on;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    server {{
        listen 127.0.0.1:{port};
        root {folder}/{pages};
        location = / {{ try_files /index.html =404; }}
        location = /robots.txt {{ }}
        location / {{ try_files $uri.html =404; }}
    }}
}}
"""
"""One process, as small a configuration as serves files."""


def nginx() -> str | None:
    return shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


@contextmanager
def serving(folder: Path, port: int) -> Iterator[None]:
    """Serve `folder/pages` meanwhile, in a process of its own."""
    with subprocess.Popen(_command(folder, port), cwd=paths.ROOT) as process:
        try:
            _wait_for(port, process)
            yield
        finally:
            process.terminate()


def _command(folder: Path, port: int) -> list[str]:
    program = nginx()
    if program is None:
        pages = str(folder / PAGES)
        return [sys.executable, "-m", "bench.speed.static_server", pages, "--port", str(port)]
    settings = folder / "nginx.conf"
    settings.write_text(NGINX.format(folder=folder, port=port, pages=PAGES), encoding="utf-8")
    return [program, "-p", str(folder), "-e", "stderr", "-c", str(settings)]


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    give_up = time.monotonic() + START_SECONDS
    while time.monotonic() < give_up and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.02)
        else:
            return
    raise RuntimeError("the server of the pages did not start")
