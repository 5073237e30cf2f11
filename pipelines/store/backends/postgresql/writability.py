"""What this role may do in a database of PostgreSQL, asked before the first night."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Engine, text

from pipelines.store.backends.errors import wrapped
from pipelines.store.backends.writability import Writability

_MAY_CHANGE = text(
    "SELECT coalesce(bool_and(has_table_privilege(c.oid, wanted)), true)"
    " FROM pg_class c, unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE']) wanted"
    " WHERE c.relkind = 'r' AND c.relname = ANY(:names)"
    " AND pg_table_is_visible(c.oid)"
)
_MAY_MAKE = text("SELECT coalesce(has_schema_privilege(current_schema(), 'CREATE'), false)")
_IS_READ_ONLY = text(
    "SELECT pg_is_in_recovery()"
    " OR (SELECT reset_val FROM pg_settings WHERE name = 'default_transaction_read_only') = 'on'"
)
_USER = text("SELECT current_user")


def writability(engine: Engine, tables: Collection[str], *, is_new: bool) -> Writability:
    with wrapped(engine.url), engine.connect() as connection:
        if connection.scalar(_IS_READ_ONLY):
            remedy = "ALTER ROLE … SET default_transaction_read_only = off"
            said = "the server or the role takes no writes"
            return Writability(said, f"name the primary server, or {remedy}")
        user = connection.scalar(_USER)
        if is_new and not connection.scalar(_MAY_MAKE):
            remedy = f'GRANT CREATE ON SCHEMA public TO "{user}"'
            return Writability(f"{user} may make no tables here", remedy)
        if not connection.scalar(_MAY_CHANGE, {"names": list(tables)}):
            rights = "SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public"
            return Writability(f"{user} may not change our tables", f'GRANT {rights} TO "{user}"')
        encoding = connection.scalar(text("SHOW server_encoding"))
    return Writability(f"this role may write; {encoding}")
