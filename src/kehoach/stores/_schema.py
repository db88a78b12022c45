"""The tables: what stands in a database, in words that any SQL client can read.

Instants are whole microseconds since 1970 in UTC, figures and texts are JSON, and every name is written out: whoever
opens the database without this library still reads who did what, when, and to which report. What is derived from the
log, such as the state of a report, has no column: a second truth could only disagree with the first.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    Text,
)

__all__ = ["APPLICATION", "CHAIN_FORMAT", "SCHEMA", "VERSION_TABLE", "campaign", "log", "metadata", "plan", "snapshot"]

APPLICATION: Final = 0x6B65686F
"""What the header of a SQLite file says it is for: ``keho`` in ASCII. It tells a foreign file apart."""

SCHEMA: Final = 2
"""The number of the last migration: what this release reads and writes."""

VERSION_TABLE: Final = "kehoach_version"
"""Where the number of the schema stands; not Alembic's usual name, since a host application may use that one."""

CHAIN_FORMAT: Final = "kehoach-log-1"
"""Which canonical form and which hash the chain of a campaign is made of."""

metadata = MetaData(naming_convention={"pk": "%(table_name)s_key", "fk": "%(table_name)s_%(referred_table_name)s"})
"""All tables."""

# PostgreSQL would sort by the rules of a language, and so otherwise than SQLite and Python.
_TEXT = Text().with_variant(Text(collation="C"), "postgresql")
# A STRICT table of SQLite knows INTEGER, of eight bytes, and no BIGINT.
_WHOLE = BigInteger().with_variant(Integer(), "sqlite")

campaign = Table(
    "campaign",
    metadata,
    Column("id", _TEXT, nullable=False, comment="its name in this store"),
    Column("ordinal", _WHOLE, nullable=False, comment="1 for the one begun first"),
    Column("seq", _WHOLE, nullable=False, comment="the number of its last line; 0 while there is none"),
    Column("head", _TEXT, nullable=False, comment="the hash of its last line, in hexadecimal"),
    Column("plan_digest", _TEXT, nullable=False, comment="the plan under which it stands"),
    Column("begun_at", _WHOLE, nullable=False, comment="microseconds since 1970 UTC"),
    Column("format", _TEXT, nullable=False, comment="how its chain is made"),
    PrimaryKeyConstraint("id"),
    sqlite_strict=True,
)

# Apart from the campaign, whose row changes with every line: SQLite rewrites whole rows, and a plan is a megabyte.
plan = Table(
    "plan",
    metadata,
    Column("campaign", _TEXT, nullable=False),
    Column("digest", _TEXT, nullable=False),
    Column("text", _TEXT, nullable=False, comment="JSON, its calendar included"),
    PrimaryKeyConstraint("campaign", "digest"),
    ForeignKeyConstraint(["campaign"], ["campaign.id"]),
    sqlite_strict=True,
)

log = Table(
    "log",
    metadata,
    Column("campaign", _TEXT, nullable=False),
    Column("seq", _WHOLE, nullable=False, autoincrement=False, comment="from 1, without a gap"),
    Column("at", _WHOLE, nullable=False, comment="when it was written: microseconds since 1970 UTC"),
    Column("duty", _TEXT, nullable=False),
    Column("version", _WHOLE, nullable=False, comment="the version that was acted on"),
    Column("trigger", _TEXT, nullable=False),
    Column("source", _TEXT, nullable=False, comment="the state before"),
    Column("dest", _TEXT, nullable=False, comment="the state after"),
    Column("by_", _TEXT, nullable=False, comment="who did it: a unit, or issuer"),
    Column("person", _TEXT),
    Column("acting_for", _TEXT),
    Column("received_at", _WHOLE, comment="when the paper came: microseconds since 1970 UTC"),
    Column("reason", _TEXT),
    Column("data", _TEXT, comment="figures, a patch over the last version: JSON"),
    Column("sections", _TEXT, comment="texts, a patch over the last version: JSON"),
    Column("payload", _TEXT, comment="what the application wanted kept: JSON"),
    Column("seen", _WHOLE, comment="the version that the actor saw"),
    Column("due", _TEXT, comment="a new deadline that came with the act"),
    Column("due_before", _WHOLE, comment="that deadline: microseconds since 1970 UTC"),
    Column("command_id", _TEXT),
    Column("clock", _WHOLE, comment="what the clock said, where it was behind the line above"),
    Column("salt", _TEXT, comment="16 random bytes in hexadecimal, with which the content is hashed"),
    Column("content", _TEXT, comment="hash of reason, data, sections and payload, which may have been erased"),
    Column("hash", _TEXT, nullable=False, comment="over the line above and every field of this one, in hexadecimal"),
    PrimaryKeyConstraint("campaign", "seq"),
    ForeignKeyConstraint(["campaign"], ["campaign.id"]),
    sqlite_strict=True,
    sqlite_with_rowid=False,  # the key is the place: a line is written once, not once more into an index
)

# A cache: whoever empties it loses time and nothing else.
snapshot = Table(
    "snapshot",
    metadata,
    Column("campaign", _TEXT, nullable=False),
    Column("part", _WHOLE, nullable=False, autoincrement=False, comment="0: what concerns all; else some duties"),
    Column("seq", _WHOLE, nullable=False, comment="the last line that is folded in"),
    Column("head", _TEXT, nullable=False, comment="the hash of that line, in hexadecimal"),
    Column("format", _TEXT, nullable=False, comment="how it is written"),
    Column("bytes", LargeBinary, nullable=False),
    PrimaryKeyConstraint("campaign", "part"),
    ForeignKeyConstraint(["campaign"], ["campaign.id"]),
    sqlite_strict=True,
)

# A command is one line, whatever happens; most lines have no command id and cost nothing here.
Index(
    "log_command",
    log.c.campaign,
    log.c.command_id,
    unique=True,
    sqlite_where=log.c.command_id.is_not(None),
    postgresql_where=log.c.command_id.is_not(None),
)
