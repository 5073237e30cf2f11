"""Which archive a command is about."""

from __future__ import annotations

import argparse

from crawler import settings
from crawler.runtime.exceptions import ArgumentError
from pipelines.archive.folder import Folder


def add_folder(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--dir", metavar="FOLDER", help="default: the setting ARCHIVE_DIR")


def folder_of(parsed: argparse.Namespace) -> Folder:
    """Raises ArgumentError where there is no archive."""
    folder = Folder.of(parsed.dir or settings.ARCHIVE_DIR)
    if folder is None:
        raise ArgumentError("ARCHIVE_DIR is empty: there is no archive; name one with --dir")
    return folder
