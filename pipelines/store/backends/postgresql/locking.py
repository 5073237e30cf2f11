"""The run's lock on PostgreSQL: an advisory lock of a session that does nothing else."""

from __future__ import annotations

import math
import zlib
from contextlib import suppress

from sqlalchemy import URL, Connection, Engine, Row, text
from sqlalchemy.exc import SQLAlchemyError

from pipelines.store.backends.backend import Lock
from pipelines.store.backends.engine import open_engine
from pipelines.store.backends.errors import DatabaseUnavailable, StoreError, describe, wrapped
from pipelines.store.backends.lifelines import lifelines_of
from pipelines.store.backends.lock_holders import Held, Holder, LockLost, own_name

RUNS_CLASS = 0x5ABA5
"""First half of the advisory locks' keys; the second half is the spider's."""
_MAX_APPLICATION_NAME_LENGTH = 63

_TAKE = text("SELECT pg_try_advisory_lock(:class, :key)")
_SESSION = text("SELECT pid, backend_start FROM pg_stat_activity WHERE pid = pg_backend_pid()")
_HOLDER = text(
    "SELECT pid, application_name, backend_start FROM pg_locks JOIN pg_stat_activity USING (pid)"
    " WHERE locktype = 'advisory' AND granted AND classid = :class AND objid = :key"
    " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
)
_END = text("SELECT pg_terminate_backend(:pid)")
_SET = text("SELECT set_config(:setting, :value, false)")


def run_lock(engine: Engine, name: str, lease: float) -> Lock:
    return AdvisoryLock(engine.url, name, lease)


class AdvisoryLock:
    """The connection is named after its holder.

    The lock is its only use, for transactions that fail or a pool that recycles would give the
    lock away.
    """

    def __init__(self, url: URL, name: str, lease: float) -> None:
        self._url = url
        self._name = name
        self._lease = lease
        self._asked = {"class": RUNS_CLASS, "key": zlib.crc32(name.encode()) & 0x7FFF_FFFF}
        self._engine: Engine | None = None
        self._connection: Connection | None = None
        self._session: tuple[object, ...] | None = None

    def acquire(self) -> None:
        self.release()
        with wrapped(self._url):
            engine = open_engine(self._url.render_as_string(hide_password=False))
            self._engine = engine
            try:
                # Nothing is kept of an attempt that was cut off: another one may be under way.
                self._connection = lifelines_of(engine).run(lambda: self._taken(engine))
            except BaseException:
                engine.dispose()
                raise

    def _taken(self, engine: Engine) -> Connection:
        # Without a transaction: one that idles for hours keeps the server from tidying up.
        connection = engine.execution_options(isolation_level="AUTOCOMMIT").connect()
        try:
            self._take(connection)
        except BaseException:
            _close(connection)
            raise
        return connection

    def _take(self, connection: Connection) -> None:
        if not connection.scalar(_TAKE, self._asked):
            holder = connection.execute(_HOLDER, self._asked).first()
            if holder is None or (holder.pid, holder.backend_start) != self._session:
                raise Held(self._name, _named(holder))
            # Our own session of before, which the server does not know to be dead.
            connection.execute(_END, {"pid": holder.pid})
            raise DatabaseUnavailable(f"{describe(self._url)} ends the lock's former session")
        for setting, value in self._settings(connection).items():
            connection.execute(_SET, {"setting": setting, "value": value})
        own = connection.execute(_SESSION).first()
        self._session = None if own is None else tuple(own)

    def _settings(self, connection: Connection) -> dict[str, str]:
        own = own_name()
        settings = {
            "application_name": f"{own.pid} {own.host}"[:_MAX_APPLICATION_NAME_LENGTH],
            # A holder whose machine lost its power is found out within two minutes.
            "tcp_keepalives_idle": "60",
            "tcp_keepalives_interval": "10",
            "tcp_keepalives_count": "6",
        }
        if (connection.dialect.server_version_info or (0,)) >= (14,):
            settings["idle_session_timeout"] = f"{int(self._lease * 1000)}ms"
        return settings

    def check(self) -> None:
        """Ask the server, which blocks on the network.

        :raises LockLost: the session is no more, and the lock with it
        """
        connection = self._connection
        if connection is None:
            raise LockLost("the lock is not held")
        try:
            with wrapped(self._url):
                connection.execute(text("SELECT 1"))
        except StoreError as error:
            raise LockLost(str(error)) from error

    def fileno(self) -> int | None:
        """Readable when the server said something unasked, such as good-bye."""
        connection = self._connection
        if connection is None or connection.closed or connection.invalidated:
            return None
        with suppress(SQLAlchemyError):
            driver = connection.connection.driver_connection
            if driver is not None and not driver.closed:
                return int(driver.fileno())
        return None

    def cut(self) -> None:
        if self._engine is not None:
            lifelines_of(self._engine).cut()

    @property
    def silent_for(self) -> float:
        return math.inf if self._engine is None else lifelines_of(self._engine).silent_for

    def release(self) -> None:
        if self._connection is not None:
            _close(self._connection)
            self._connection = None
        if self._engine is not None:
            self._engine.dispose()
            self._engine = None


def _close(connection: Connection) -> None:
    """For good, not put back: the session's end is what frees the lock."""
    connection.invalidate()
    connection.close()


def _named(holder: Row[tuple[object, ...]] | None) -> Holder | None:
    # The server hides other roles' names from a role without rights.
    pid, _, host = ((holder and holder.application_name) or "").partition(" ")
    if holder is None or not pid.isdigit() or not host:
        return None
    return Holder(pid=int(pid), host=host, since=holder.backend_start)
