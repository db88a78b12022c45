"""Units as they are typed at a keyboard: an id, or a name that only one bears."""

from __future__ import annotations

from kehoach.files._names import actor_of, duty_of, named, shown_name

__all__ = ["actor_of", "duty_of", "named", "shown_name"]
