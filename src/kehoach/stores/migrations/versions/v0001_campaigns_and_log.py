"""Campaigns, their plans, and the log of each: the tables of the first release."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from kehoach.stores._naming import here

revision = "0001"
down_revision: str | None = None
branch_labels: str | None = None
depends_on: str | None = None

_TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
_WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the three tables and the index that makes a command one line."""
    _campaign()
    _plan()
    _log()
    named = here()
    op.create_index(
        named.table("log_command"),
        named.table("log"),
        ["campaign", "command_id"],
        unique=True,
        schema=named.schema,
        sqlite_where=sa.text("command_id IS NOT NULL"),
        postgresql_where=sa.text("command_id IS NOT NULL"),
    )


def _campaign() -> None:
    named = here()
    op.create_table(
        named.table("campaign"),
        sa.Column("id", _TEXT, nullable=False, comment="its name in this store"),
        sa.Column("ordinal", _WHOLE, nullable=False, comment="1 for the one begun first"),
        sa.Column("seq", _WHOLE, nullable=False, comment="the number of its last line; 0 while there is none"),
        sa.Column("head", _TEXT, nullable=False, comment="the hash of its last line, in hexadecimal"),
        sa.Column("plan_digest", _TEXT, nullable=False, comment="the plan under which it stands"),
        sa.Column("begun_at", _WHOLE, nullable=False, comment="microseconds since 1970 UTC"),
        sa.Column("format", _TEXT, nullable=False, comment="how its chain is made"),
        sa.PrimaryKeyConstraint("id", name=named.table("campaign_key")),
        schema=named.schema,
        sqlite_strict=True,
    )


def _plan() -> None:
    named = here()
    op.create_table(
        named.table("plan"),
        sa.Column("campaign", _TEXT, nullable=False),
        sa.Column("digest", _TEXT, nullable=False),
        sa.Column("text", _TEXT, nullable=False, comment="JSON, its calendar included"),
        sa.PrimaryKeyConstraint("campaign", "digest", name=named.table("plan_key")),
        sa.ForeignKeyConstraint(["campaign"], [f"{named.path('campaign')}.id"], name=named.table("plan_campaign")),
        schema=named.schema,
        sqlite_strict=True,
    )


def _log() -> None:
    named = here()
    op.create_table(
        named.table("log"),
        sa.Column("campaign", _TEXT, nullable=False),
        sa.Column("seq", _WHOLE, nullable=False, autoincrement=False, comment="from 1, without a gap"),
        sa.Column("at", _WHOLE, nullable=False, comment="when it was written: microseconds since 1970 UTC"),
        sa.Column("duty", _TEXT, nullable=False),
        sa.Column("version", _WHOLE, nullable=False, comment="the version that was acted on"),
        sa.Column("trigger", _TEXT, nullable=False),
        sa.Column("source", _TEXT, nullable=False, comment="the state before"),
        sa.Column("dest", _TEXT, nullable=False, comment="the state after"),
        sa.Column("by_", _TEXT, nullable=False, comment="who did it: a unit, or issuer"),
        sa.Column("person", _TEXT),
        sa.Column("acting_for", _TEXT),
        sa.Column("received_at", _WHOLE, comment="when the paper came: microseconds since 1970 UTC"),
        sa.Column("reason", _TEXT),
        sa.Column("data", _TEXT, comment="figures, a patch over the last version: JSON"),
        sa.Column("sections", _TEXT, comment="texts, a patch over the last version: JSON"),
        sa.Column("payload", _TEXT, comment="what the application wanted kept: JSON"),
        sa.Column("seen", _WHOLE, comment="the version that the actor saw"),
        sa.Column("due", _TEXT, comment="a new deadline that came with the act"),
        sa.Column("due_before", _WHOLE, comment="that deadline: microseconds since 1970 UTC"),
        sa.Column("command_id", _TEXT),
        sa.Column(
            "hash", _TEXT, nullable=False, comment="over the line above and every field of this one, in hexadecimal"
        ),
        sa.PrimaryKeyConstraint("campaign", "seq", name=named.table("log_key")),
        sa.ForeignKeyConstraint(["campaign"], [f"{named.path('campaign')}.id"], name=named.table("log_campaign")),
        schema=named.schema,
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
