"""What can be wrong with hierarchies."""

from __future__ import annotations

from kehoach.errors._catalogue._entry import Entry

TEXTS: dict[str, Entry] = {}
