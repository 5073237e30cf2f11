"""What a view on PostgreSQL has beside its query: owner, comments, grants, indexes, triggers,
rules, defaults."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Connection, text

from pipelines.store.backends.dependents.unkept import run

# Grants last: whoever gives the view away may have no right to grant on it any more; a superuser
# does it as the owner.
_QUERIES = {
    "default": """
        SELECT format('ALTER VIEW %s ALTER COLUMN %I SET DEFAULT %s', CAST(:name AS text),
            a.attname, pg_get_expr(d.adbin, d.adrelid))
        FROM pg_attrdef d JOIN pg_attribute a ON a.attrelid = d.adrelid AND a.attnum = d.adnum
        WHERE d.adrelid = :oid""",
    "index": """
        SELECT pg_get_indexdef(indexrelid) FROM pg_index WHERE indrelid = :oid
        ORDER BY indexrelid""",
    "trigger": """
        SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE tgrelid = :oid AND NOT tgisinternal
        ORDER BY oid""",
    "rule": """
        SELECT pg_get_ruledef(oid) FROM pg_rewrite WHERE ev_class = :oid
        AND rulename <> '_RETURN' ORDER BY oid""",
    "comment": """
        SELECT CASE WHEN d.objsubid = 0
            THEN format('COMMENT ON %s %s IS %L', CAST(:kind AS text), CAST(:name AS text),
                d.description)
            ELSE format('COMMENT ON COLUMN %s.%I IS %L', CAST(:name AS text), a.attname,
                d.description) END
        FROM pg_description d
            LEFT JOIN pg_attribute a ON a.attrelid = d.objoid AND a.attnum = d.objsubid
        WHERE d.classoid = 'pg_class'::regclass AND d.objoid = :oid ORDER BY d.objsubid""",
    "grant": """
        SELECT format('GRANT %s ON %s TO %s%s', g.privilege_type, CAST(:name AS text),
            coalesce(quote_ident(r.rolname), 'PUBLIC'),
            CASE WHEN g.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END)
        FROM pg_class c CROSS JOIN LATERAL aclexplode(c.relacl) g
            LEFT JOIN pg_roles r ON r.oid = g.grantee
        WHERE c.oid = :oid AND g.grantee <> c.relowner
        UNION ALL
        SELECT format('GRANT %s (%I) ON %s TO %s%s', g.privilege_type, a.attname,
            CAST(:name AS text), coalesce(quote_ident(r.rolname), 'PUBLIC'),
            CASE WHEN g.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END)
        FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
            CROSS JOIN LATERAL aclexplode(a.attacl) g LEFT JOIN pg_roles r ON r.oid = g.grantee
        WHERE c.oid = :oid AND NOT a.attisdropped AND g.grantee <> c.relowner""",
    "owner": """
        SELECT format('ALTER %s %s OWNER TO %I', CAST(:kind AS text), CAST(:name AS text),
            pg_get_userbyid(relowner))
        FROM pg_class WHERE oid = :oid AND relowner <> (
            SELECT oid FROM pg_roles WHERE rolname = current_user)""",
}
_GRANTED_BY_DEFAULT = text(
    "SELECT DISTINCT coalesce(quote_ident(r.rolname), 'PUBLIC') FROM pg_class c"
    " CROSS JOIN LATERAL aclexplode(c.relacl) g LEFT JOIN pg_roles r ON r.oid = g.grantee"
    " WHERE c.oid = to_regclass(:name) AND g.grantee <> c.relowner"
)


@dataclass(frozen=True, slots=True)
class Properties:
    found: tuple[tuple[str, str], ...]
    """What it is, and the statement that makes it again."""

    def __iter__(self) -> Iterator[tuple[str, str]]:
        return iter(self.found)

    @property
    def statements(self) -> tuple[str, ...]:
        return tuple(statement for _, statement in self.found)


def properties(connection: Connection, oid: int, name: str, kind: str) -> Properties:
    given = {"oid": oid, "name": name, "kind": kind}
    return Properties(
        tuple(
            (what, str(statement))
            for what, query in _QUERIES.items()
            for statement in connection.scalars(text(query), _used(query, given))
        )
    )


def _used(query: str, given: dict[str, object]) -> dict[str, object]:
    return {name: value for name, value in given.items() if f":{name}" in query}


def forget_defaults(connection: Connection, name: str) -> None:
    """Take away what default privileges gave: the grants that there were are given back alone."""
    for grantee in connection.scalars(_GRANTED_BY_DEFAULT, {"name": name}).all():
        run(connection, f"REVOKE ALL ON {name} FROM {grantee}")
