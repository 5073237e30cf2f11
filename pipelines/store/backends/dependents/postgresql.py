"""PostgreSQL: what depends on a view keeps it from being dropped, and its grants go with it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from pipelines.store.backends.dependents.properties import Properties, forget_defaults, properties
from pipelines.store.backends.dependents.unkept import Unkept, attempt, run
from pipelines.store.backends.errors import StoreError
from pipelines.store.schema.tables import metadata
from pipelines.store.schema.views import NAMES, create_views, drop_views

OURS = (*NAMES, *metadata.tables, "search_words")

_DEPENDENTS = text("""
    WITH RECURSIVE ours AS (
        SELECT to_regclass(name)::oid AS oid FROM unnest(CAST(:ours AS text[])) AS name
    ), found (oid, depth) AS (
        SELECT oid, 0 FROM ours
        UNION
        SELECT r.ev_class, f.depth + 1 FROM found f
            JOIN pg_depend d ON d.refobjid = f.oid AND d.refclassid = 'pg_class'::regclass
                AND d.classid = 'pg_rewrite'::regclass
            JOIN pg_rewrite r ON r.oid = d.objid AND r.ev_class <> f.oid
    )
    SELECT c.oid, format('%I.%I', n.nspname, c.relname) AS name, c.relkind::text AS kind,
        pg_get_viewdef(c.oid) AS query, pg_get_userbyid(c.relowner) AS owner,
        pg_has_role(c.relowner, 'USAGE') AS is_ours_to_make, c.reloptions AS options,
        c.relispopulated AS is_filled
    FROM found f JOIN pg_class c ON c.oid = f.oid JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('v', 'm') AND f.oid NOT IN (SELECT oid FROM ours WHERE oid IS NOT NULL)
    GROUP BY c.oid, n.nspname ORDER BY max(f.depth), c.oid
""")
_NAMED = text("SELECT to_regclass(:name)::oid")
_COLUMNS = text("""
    SELECT format('CAST(NULL AS %s) AS %I', format_type(atttypid, atttypmod), attname)
    FROM pg_attribute WHERE attrelid = to_regclass(:name) AND attnum > 0 AND NOT attisdropped
    ORDER BY attnum
""")
_STILL_DEPENDED_ON = "2BP01"
_COLUMNS_DIFFER = ("42P16", _STILL_DEPENDED_ON)
"""A view would lose or rename a column; a column that another owner's view reads would go."""


@dataclass(frozen=True, slots=True)
class View:
    """One of the analysts'."""

    name: str
    owner: str
    is_ours_to_make: bool
    kind: str
    """As in `CREATE VIEW`: `VIEW` or `MATERIALIZED VIEW`."""
    create: str
    fill: tuple[str, ...]
    properties: Properties

    @property
    def statements(self) -> tuple[str, ...]:
        return (self.create, *self.fill, *self.properties.statements)


def renew(connection: Connection, migrate: Callable[[], bool]) -> list[Unkept]:
    theirs = dependents(connection)
    if any(not view.is_ours_to_make for view in theirs):
        return _in_place(connection, theirs, migrate)
    ours = {
        name: properties(connection, oid, name, "VIEW")
        for name in NAMES
        if (oid := connection.scalar(_NAMED, {"name": name})) is not None
    }
    _drop(connection, theirs)
    if migrate():
        create_views(connection)
    unkept = []
    for name, had in ours.items():
        if connection.scalar(_NAMED, {"name": name}) is not None:
            unkept += _given_back(connection, name, had)
    for view in theirs:
        unkept += _made_again(connection, view)
    return unkept


def _in_place(
    connection: Connection, theirs: Sequence[View], migrate: Callable[[], bool]
) -> list[Unkept]:
    """What somebody else owns cannot be made anew by us, but stays as long as our views stay and
    keep their columns; so they are cut off from the tables meanwhile, and given the new query.

    :raises StoreError: their columns become others
    """
    others = [f"{view.name} (of {view.owner})" for view in theirs if not view.is_ours_to_make]
    for name in NAMES:
        if columns := connection.scalars(_COLUMNS, {"name": name}).all():
            run(connection, f"CREATE OR REPLACE VIEW {name} AS SELECT {', '.join(columns)}")
    try:
        if migrate():
            create_views(connection, replace=True)
            return []
    except DBAPIError as error:
        if getattr(error.orig, "sqlstate", None) not in _COLUMNS_DIFFER:
            raise
    raise StoreError(
        f"views stand in the way that only their owners can make anew: {', '.join(others)};"
        " upgrade as a superuser or as a member of these roles, or have the views dropped and"
        " made again afterwards"
    )


def dependents(connection: Connection) -> list[View]:
    """In the order in which they can be made."""
    found = []
    for row in connection.execute(_DEPENDENTS, {"ours": list(OURS)}):
        kind = "MATERIALIZED VIEW" if row.kind == "m" else "VIEW"
        options = f" WITH ({', '.join(row.options)})" if row.options else ""
        query = row.query.rstrip(";")
        create = f"CREATE {kind} {row.name}{options} AS {query}"
        fill: tuple[str, ...] = ()
        if row.kind == "m":
            create += " WITH NO DATA"
            fill = (f"REFRESH MATERIALIZED VIEW {row.name}",) if row.is_filled else ()
        had = properties(connection, row.oid, row.name, kind)
        found.append(View(row.name, row.owner, row.is_ours_to_make, kind, create, fill, had))
    return found


def _drop(connection: Connection, theirs: Sequence[View]) -> None:
    try:
        for view in reversed(theirs):
            run(connection, f"DROP {view.kind} {view.name}")
        drop_views(connection)
    except DBAPIError as error:
        if getattr(error.orig, "sqlstate", None) != _STILL_DEPENDED_ON:
            raise
        detail = getattr(getattr(error.orig, "diag", None), "message_detail", None) or ""
        raise StoreError(
            f"something stands in the way: {' '.join(detail.split())}; drop it, upgrade, and make"
            " it again"
        ) from error


def _made_again(connection: Connection, view: View) -> list[Unkept]:
    what = f"{view.kind.lower()} {view.name}"
    if (reason := attempt(connection, [view.create])) is not None:
        return [Unkept(what, reason, view.statements)]
    unkept = _given_back(connection, view.name, view.properties)
    if (reason := attempt(connection, view.fill)) is not None:
        unkept.append(Unkept(f"content of {what}", reason, view.fill))
    return unkept


def _given_back(connection: Connection, name: str, had: Properties) -> list[Unkept]:
    forget_defaults(connection, name)
    return [
        Unkept(f"{what} of {name}", reason, (statement,))
        for what, statement in had
        if (reason := attempt(connection, [statement])) is not None
    ]
