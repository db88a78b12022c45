"""What can be had as a data frame, in one signature for all."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, overload

from kehoach._frames._fields import Field
from kehoach._frames._libraries import Library, frame_of

if TYPE_CHECKING:
    import pandas as pd  # type: ignore[import-untyped]
    import polars as pl

    PandasFrame: TypeAlias = pd.DataFrame
    PolarsFrame: TypeAlias = pl.DataFrame
    ArrowTable: TypeAlias = Any  # pyarrow brings no types, and what is unknown would make the whole method so

__all__ = ["Framed"]


class Framed:
    """What can be had as a data frame."""

    __slots__ = ()

    @abstractmethod
    def _fields(self) -> Sequence[Field]:
        """The columns of the frame, before any library has made one of them."""

    @overload
    def to_frame(self, library: Literal["pandas"]) -> PandasFrame: ...
    @overload
    def to_frame(self, library: Literal["polars"]) -> PolarsFrame: ...
    @overload
    def to_frame(self, library: Literal["pyarrow"]) -> ArrowTable: ...
    @overload
    def to_frame(self, library: Library | None = None) -> object: ...
    def to_frame(self, library: Library | None = None) -> object:
        """The same as a data frame, for pandas, polars or pyarrow.

        Figures are exact: integers of 64 bits, or decimals; instants know their zone; what is not said is null.

        Args:
            library: Which of the three makes it; None: the first of them that is installed.

        Raises:
            UnknownName: It is none of them.
            MissingExtra: It is not installed, or none is.
            InvalidCommand: A figure has more places than a frame keeps exactly (KH696).
        """
        return frame_of(self._fields(), library)
