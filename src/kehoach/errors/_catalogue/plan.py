"""What can be wrong with plans."""

from __future__ import annotations

from kehoach.errors._catalogue._entry import Entry

TEXTS: dict[str, Entry] = {
    "KH100": Entry(name="invalid-plan", en="{problem}", vi="{problem}"),
}
