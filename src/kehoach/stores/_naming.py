"""What the tables are called: by their own names, or with a prefix, or in a schema of their own.

The tables of a host application stand in the same database and may be called `log` as well. Statements and steps are
written with the plain names; here they become those of one store.
"""

from __future__ import annotations

import re
from typing import Final

import attrs
from sqlalchemy.engine.interfaces import Dialect
from sqlalchemy.sql import ClauseElement

from kehoach.errors import Finding, InvalidCommand
from kehoach.stores._schema import VERSION_TABLE

__all__ = ["OPTION", "PLAIN", "Naming", "here", "text_of"]

OPTION: Final = "kehoach_naming"
"""The option of Alembic's context under which the steps find how tables are called."""

_PREFIX: Final = re.compile(r"[a-z_][a-z0-9_]{0,29}")
_SCHEMA: Final = re.compile(r"[\w-]{1,63}")  # PostgreSQL cuts longer names
_MARK: Final = "kehoach_place"  # where a table is named, while a statement is being compiled
_MARKED: Final = re.compile(rf"{_MARK}\.(\"?)(\w+)\1")


@attrs.frozen
class Naming:
    """What the tables of one store are called.

    Attributes:
        prefix: What stands before the name of each table, index and key.
        schema: The schema of the database in which they lie; None: the one that the connection would take.

    >>> Naming("kehoach_").table("log")
    'kehoach_log'
    """

    prefix: str = ""
    schema: str | None = None

    @classmethod
    def given(cls, prefix: str, schema: str | None) -> Naming:
        """The names that a caller asks for.

        Raises:
            InvalidCommand: `prefix` or `schema` can stand in no name (KH960), all of them named.
        """
        wrong = [] if prefix == "" or _fits(_PREFIX, prefix) else [("prefix", prefix)]
        wrong += [] if schema is None or _fits(_SCHEMA, schema) else [("schema", schema)]
        if wrong:
            findings = [Finding("KH960", {"what": what, "value": str(value)[:60]}, path=what) for what, value in wrong]
            raise InvalidCommand(findings)
        return cls(prefix, schema)

    def table(self, name: str) -> str:
        """The name of a table, or of an index or key: those have names of their own in the whole schema."""
        # With the prefix kehoach_ the plain name would be that of a store without one.
        return self.prefix + ("schema_version" if self.prefix and name == VERSION_TABLE else name)

    def path(self, name: str) -> str:
        """A table as another one refers to it."""
        return self.table(name) if self.schema is None else f"{self.schema}.{self.table(name)}"

    def quoted(self, name: str, dialect: Dialect) -> str:
        """A table as it stands in a statement."""
        words = dialect.identifier_preparer
        table = words.quote(self.table(name))
        return table if self.schema is None else f"{words.quote(self.schema)}.{table}"


def _fits(pattern: re.Pattern[str], name: object) -> bool:
    return isinstance(name, str) and pattern.fullmatch(name) is not None


PLAIN: Final = Naming()
"""Tables that are called by their own names."""


def text_of(statement: ClauseElement, dialect: Dialect, naming: Naming) -> str:
    """A statement in the words of one database, with its tables called as they are there.

    Args:
        statement: With the plain names.
        dialect: Made for this, and used for nothing else.
        naming: What the tables are called.
    """
    if naming == PLAIN:
        return str(statement.compile(dialect=dialect))
    dialect.identifier_preparer.schema_for_object = lambda _table: _MARK
    return _MARKED.sub(lambda found: naming.quoted(found[2], dialect), str(statement.compile(dialect=dialect)))


def here() -> Naming:
    """What the tables are called in the database that a step of Alembic is working on."""
    from alembic import op

    naming: Naming = op.get_context().opts.get(OPTION, PLAIN)
    return naming
