"""Processes that read pages, one a core, while this one stores them."""

from __future__ import annotations

import os
import signal
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from itertools import cycle, islice
from multiprocessing import get_context
from multiprocessing.connection import Connection
from queue import SimpleQueue
from threading import Thread
from types import TracebackType
from typing import Self

from crawler.runtime import garbage_collection
from crawler.runtime.exceptions import CrawlError
from pipelines.archive.folder import Folder
from pipelines.reextraction.reading import Reading, read
from pipelines.store.articles.rereading import Page

AHEAD = 2
"""Chunks that a reader has at once, so that it never waits for the next."""

Chunk = Sequence[Page]


class ReaderDied(CrawlError):
    """Raised where a reading process ended: out of memory, or killed."""


class Readers:
    """They end with the process that uses them, however that ends: their pipe is closed then."""

    def __init__(self, folder: Folder, processes: int) -> None:
        context = get_context("spawn")  # a fork would have the database's connections too
        self._pipes: list[Connection[Chunk, list[Reading]]] = []
        self._processes = []
        for number in range(processes):
            ours, theirs = context.Pipe()
            process = context.Process(
                target=_serve, args=(theirs, folder), name=f"reader {number}", daemon=True
            )
            process.start()
            theirs.close()
            self._pipes.append(ours)
            self._processes.append(process)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for pipe in self._pipes:
            pipe.close()
        for process in self._processes:
            process.join()

    def read(self, chunks: Iterable[Chunk]) -> Iterator[tuple[Chunk, list[Reading]]]:
        """Each chunk with its readings, in the chunks' order.

        :raises ReaderDied: a process ended
        """
        turns = cycle(self._pipes)
        rest = iter(chunks)
        given: deque[tuple[Connection[Chunk, list[Reading]], Chunk]] = deque()
        for chunk in islice(rest, AHEAD * len(self._pipes)):
            given.append(self._give(next(turns), chunk))
        while given:
            pipe, chunk = given.popleft()
            try:
                readings = pipe.recv()
            except (EOFError, OSError) as error:
                raise self._death() from error
            for following in islice(rest, 1):
                given.append(self._give(next(turns), following))
            yield chunk, readings

    def _give(
        self, pipe: Connection[Chunk, list[Reading]], chunk: Chunk
    ) -> tuple[Connection[Chunk, list[Reading]], Chunk]:
        try:
            pipe.send(chunk)
        except OSError as error:
            raise self._death() from error
        return pipe, chunk

    def _death(self) -> ReaderDied:
        return ReaderDied("a reading process was killed; the same command goes on from here")


def cores() -> int:
    """That this process may use."""
    return len(os.sched_getaffinity(0))


def _serve(pipe: Connection[list[Reading], Chunk], folder: Folder) -> None:
    # Ctrl-C is for the process that has started this one.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    chunks: SimpleQueue[Chunk | None] = SimpleQueue()
    # Taken at once: were both sides to send without taking, both would wait for ever.
    Thread(target=_take, args=(pipe, chunks), daemon=True).start()
    garbage_collection.settle()
    while (chunk := chunks.get()) is not None:
        readings = [read(folder, page) for page in chunk]
        try:
            pipe.send(readings)
        except OSError:
            return


def _take(pipe: Connection[list[Reading], Chunk], chunks: SimpleQueue[Chunk | None]) -> None:
    try:
        while True:
            chunks.put(pipe.recv())
    except (EOFError, OSError):
        chunks.put(None)
