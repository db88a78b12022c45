"""Content that can be erased, clocks that jumped back, snapshots, and a log that only grows.

The lines that are there stay as they are: their content stands hashed in the line itself. What grows is held by
triggers, which let one thing pass: that content goes, with its salt, while its hash stays.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from kehoach.stores._naming import here

revision = "0002"
down_revision: str | None = "0001"
branch_labels: str | None = None
depends_on: str | None = None

_TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
_WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_SAID = "kehoach: what was written is neither changed nor removed"
_ERASABLE = ("reason", "data", "sections", "salt")
_KEPT = (
    *("campaign", "seq", "at", "duty", "version", "trigger", "source", "dest", "by_", "person", "acting_for"),
    *("received_at", "seen", "due", "due_before", "command_id", "clock", "content", "hash"),
)


def upgrade() -> None:
    """Add three columns to the log, make the table of snapshots, and the triggers."""
    named = here()
    for column in (
        sa.Column("clock", _WHOLE, comment="what the clock said, where it was behind the line above"),
        sa.Column("salt", _TEXT, comment="16 random bytes in hexadecimal, with which the content is hashed"),
        sa.Column("content", _TEXT, comment="hash of reason, data, sections and payload, which may have been erased"),
    ):
        op.add_column(named.table("log"), column, schema=named.schema)
    _snapshot()
    for statement in _server() if op.get_bind().dialect.name == "postgresql" else _file():
        op.execute(sa.text(statement))


def _snapshot() -> None:
    named = here()
    op.create_table(
        named.table("snapshot"),
        sa.Column("campaign", _TEXT, nullable=False),
        sa.Column(
            "part", _WHOLE, nullable=False, autoincrement=False, comment="0: what concerns all; else some duties"
        ),
        sa.Column("seq", _WHOLE, nullable=False, comment="the last line that is folded in"),
        sa.Column("head", _TEXT, nullable=False, comment="the hash of that line, in hexadecimal"),
        sa.Column("format", _TEXT, nullable=False, comment="how it is written"),
        sa.Column("bytes", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("campaign", "part", name=named.table("snapshot_key")),
        sa.ForeignKeyConstraint(["campaign"], [f"{named.path('campaign')}.id"], name=named.table("snapshot_campaign")),
        schema=named.schema,
        sqlite_strict=True,
    )


def _erasing(same: str) -> str:
    """When a change of a line takes nothing but its content: of a change what its payload says stays."""
    kept = [f"NEW.{name} {same} OLD.{name}" for name in _KEPT]
    gone = [f"NEW.{name} IS NULL" for name in _ERASABLE]
    payload = f"(NEW.payload IS NULL OR (OLD.source = '' AND OLD.dest = '' AND NEW.payload {same} OLD.payload))"
    return " AND ".join([*kept, *gone, payload, "OLD.content IS NOT NULL"])


def _file() -> list[str]:
    """The triggers of SQLite."""
    named, quote = here(), op.get_bind().dialect.identifier_preparer.quote
    made: list[str] = []
    for table, change, unless in (
        ("log", "UPDATE", f"WHEN NOT ({_erasing('IS')})"),
        ("log", "DELETE", ""),
        ("plan", "UPDATE", ""),
        ("plan", "DELETE", ""),
        ("campaign", "DELETE", ""),
    ):
        name = quote(named.table(f"{table}_no_{change.lower()}"))
        made.append(
            f"CREATE TRIGGER {name} BEFORE {change} ON {quote(named.table(table))} {unless}"
            f" BEGIN SELECT RAISE(ABORT, '{_SAID}'); END"
        )
    return made


def _server() -> list[str]:
    """The triggers of PostgreSQL, and the function that they call."""
    named, dialect = here(), op.get_bind().dialect
    refuse = named.quoted("log_refuse", dialect)
    body = f"BEGIN RAISE EXCEPTION '{_SAID}' USING ERRCODE = 'integrity_constraint_violation'; END"
    made = [f"CREATE FUNCTION {refuse}() RETURNS trigger LANGUAGE plpgsql AS $$ {body} $$"]
    for table, change, each in (
        ("log", "UPDATE", f"ROW WHEN (NOT ({_erasing('IS NOT DISTINCT FROM')}))"),
        ("log", "DELETE", "ROW"),
        ("log", "TRUNCATE", "STATEMENT"),
        ("plan", "UPDATE", "ROW"),
        ("plan", "DELETE", "ROW"),
        ("plan", "TRUNCATE", "STATEMENT"),
        ("campaign", "DELETE", "ROW"),
    ):
        name = dialect.identifier_preparer.quote(named.table(f"{table}_no_{change.lower()}"))
        made.append(
            f"CREATE TRIGGER {name} BEFORE {change} ON {named.quoted(table, dialect)}"
            f" FOR EACH {each} EXECUTE FUNCTION {refuse}()"
        )
    return made
