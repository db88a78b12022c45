"""What can be wrong with document numbers."""

from __future__ import annotations

from kehoach.errors._catalogue._entry import Entry

TEXTS: dict[str, Entry] = {}
