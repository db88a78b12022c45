"""The libraries that make a frame of columns, each loaded when it is used."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping, Sequence
from difflib import get_close_matches
from importlib.util import find_spec
from typing import Any, Final, Literal, cast, get_args

from kehoach._frames._fields import MOST_FIGURES, Field, Kind
from kehoach.errors import MissingExtra, UnknownName

__all__ = ["LIBRARIES", "Library", "chosen", "frame_of"]

Library = Literal["pandas", "polars", "pyarrow"]
LIBRARIES: Final[tuple[Library, ...]] = get_args(Library)
"""The libraries by name; the first that is installed is taken where none is named."""


def chosen(library: Library | None = None) -> Library:
    """The library that makes frames.

    Args:
        library: Its name; None: the first that is installed.

    Raises:
        UnknownName: It is none that is known here.
        MissingExtra: It is not installed, or none is.
    """
    if library is not None and library not in LIBRARIES:
        raise UnknownName("library", str(library), get_close_matches(str(library), LIBRARIES, 1) or LIBRARIES)
    wanted = LIBRARIES if library is None else (library,)
    found: Library | None = next((name for name in wanted if find_spec(name) is not None), None)
    if found is None:
        raise MissingExtra(wanted[0])
    return found


def frame_of(fields: Sequence[Field], library: Library | None = None) -> object:
    """A frame of columns.

    Args:
        fields: The columns, all of one length.
        library: Which library makes it; None: the first that is installed.

    Raises:
        UnknownName: It is none that is known here.
        MissingExtra: It is not installed, or none is.
    """
    name = chosen(library)
    try:
        module = importlib.import_module(name)
    except ImportError as error:
        raise MissingExtra(name) from error
    return _MAKERS[name](module, fields)


# A library is Any here: pandas and pyarrow bring no types, and what is made of them is told by `Framed.to_frame`.


def _of_pandas(pd: Any, fields: Sequence[Field]) -> object:  # noqa: ANN401
    """Nullable columns; decimals are objects, since without pyarrow pandas has no exact figures of its own."""
    kinds: Mapping[Kind, str] = {"text": "string", "integer": "Int64", "flag": "boolean", "decimal": "object"}
    columns: dict[str, object] = {}
    for field in fields:
        if field.kind == "instant":
            stamps = pd.DatetimeIndex(_counted(field, "M8[us]"), tz="UTC").tz_convert(field.zone)
            columns[field.name] = pd.Series(stamps)
        elif field.kind == "day":
            columns[field.name] = pd.Series(_counted(field, "M8[D]").astype("M8[us]"))
        elif field.kind == "length":
            columns[field.name] = pd.Series(_counted(field, "m8[us]"))
        else:
            columns[field.name] = pd.Series(list(field.values), dtype=kinds[field.kind])
    return pd.DataFrame(columns)


def _counted(field: Field, unit: str) -> Any:  # noqa: ANN401 - a column of numpy, for pandas
    """Instants, days or lengths as numpy counts them."""
    import numpy as np

    if field.kind == "day":
        return np.array([np.datetime64("NaT") if day is None else day for day in field.values], dtype=unit)
    none = np.iinfo(np.int64).min
    return np.array([none if value is None else value for value in field.values], dtype=np.int64).view(unit)


def _of_polars(pl: Any, fields: Sequence[Field]) -> object:  # noqa: ANN401
    kinds: Mapping[Kind, object] = {
        "text": pl.String,
        "integer": pl.Int64,
        "flag": pl.Boolean,
        "day": pl.Date,
        "length": pl.Duration("us"),
    }
    columns: list[object] = []
    for field in fields:
        values = list(field.values)
        if field.kind in ("instant", "length"):
            dtype = pl.Datetime("us", field.zone) if field.kind == "instant" else pl.Duration("us")
            columns.append(pl.Series(field.name, values, dtype=pl.Int64).cast(dtype))
        else:
            dtype = pl.Decimal(MOST_FIGURES, field.decimals) if field.kind == "decimal" else kinds[field.kind]
            columns.append(pl.Series(field.name, values, dtype=dtype))
    return cast("object", pl.DataFrame(columns))


def _of_pyarrow(pa: Any, fields: Sequence[Field]) -> object:  # noqa: ANN401
    kinds: Mapping[Kind, object] = {
        "text": pa.string(),
        "integer": pa.int64(),
        "flag": pa.bool_(),
        "day": pa.date32(),
        "length": pa.duration("us"),
    }
    columns: dict[str, object] = {}
    for field in fields:
        values = list(field.values)
        if field.kind == "instant":
            columns[field.name] = pa.array(values, pa.int64()).cast(pa.timestamp("us", tz=field.zone))
        else:
            dtype = pa.decimal128(MOST_FIGURES, field.decimals) if field.kind == "decimal" else kinds[field.kind]
            columns[field.name] = pa.array(values, dtype)
    return cast("object", pa.table(columns))


_MAKERS: Final[Mapping[Library, Callable[[Any, Sequence[Field]], object]]] = {
    "pandas": _of_pandas,
    "polars": _of_polars,
    "pyarrow": _of_pyarrow,
}
