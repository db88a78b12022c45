"""Data frames of pandas, polars or pyarrow, whichever there is: columns with types, and nulls where nothing is said."""

from __future__ import annotations

from kehoach._frames._fields import Field, Kind, decimals_of
from kehoach._frames._framed import Framed
from kehoach._frames._libraries import LIBRARIES, Library, chosen, frame_of

__all__ = ["LIBRARIES", "Field", "Framed", "Kind", "Library", "chosen", "decimals_of", "frame_of"]
