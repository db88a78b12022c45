"""Plans and units as files: read with the place of every problem, written back without loss."""

from __future__ import annotations

from kehoach.files._explain import explain

__all__ = ["explain"]
