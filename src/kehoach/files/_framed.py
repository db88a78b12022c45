"""Submissions from a data frame: a row for each, whatever library has made it; narwhals reads them all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, time, timedelta
from decimal import Decimal
from math import isnan
from numbers import Integral, Real
from typing import TYPE_CHECKING, Any, Final

import attrs

from kehoach._clock import Instant
from kehoach._plan import Plan
from kehoach._report import Indicator, Mark, parse_cell
from kehoach._spelling import nfc, shown
from kehoach.errors import Finding, InvalidFile, MissingExtra, Value
from kehoach.files._figures import Numbers, Raw, text_of
from kehoach.files._grid import Grid, Line
from kehoach.files._headings import heading_of
from kehoach.files._submissions import Submissions, asked_of, submissions_of

if TYPE_CHECKING:
    import narwhals as nw

__all__ = ["MARK", "submissions_from_frame"]

MARK: Final = ".mark"
"""Behind the key of an indicator: the column of what stands in place of its figures."""
_SHOWN: Final = "frame"
_EXACT: Final = 10**15  # from here on a number of a sheet may be rounded; an integer of a frame is not
_Spot = tuple[int, int]


def submissions_from_frame(
    frame: object,
    plan: Plan,
    *,
    columns: Mapping[str, str | None] | None = None,
    numbers: Numbers | None = None,
    form: str | None = None,
    period: str | None = None,
    trigger: str | None = None,
    now: Instant | None = None,
) -> Submissions:
    """The submissions of a data frame, and everything that is wrong with its rows, each with row and column.

    Its columns are those of the tables that `read_submissions` reads, by key or title: ``unit``, indicators, sections,
    ``received_at`` and the others. Null says nothing. A mark stands in a column of texts (``nil``, ``n/a``), as
    `kehoach.NIL` in one of objects, or beside the figures in a column of its own, such as ``members.mark``. Floats are
    taken as they print, so that what has more decimals than its indicator is refused and never rounded. Instants with
    a zone are what they say, others are local to the plan. The index of pandas is read where it has a name.

    Args:
        frame: A frame of pandas, polars or pyarrow, or of another library that narwhals knows and that is not lazy.
        plan: Whose units, indicators and sections it speaks of.
        columns: What columns mean that are called otherwise; None: nothing, so that a column is passed over.
        numbers: How figures are written where they are texts, as in `read_submissions`.
        form: Of which form the rows are that do not say it.
        period: Of which period, likewise.
        trigger: What the rows ask for, as in `read_submissions`.
        now: When they are entered, as in `read_submissions`.

    Returns:
        Rows, commands and findings. A row's number is its place in the frame, from 0, and its place ``frame[3]``; what
        is wrong with a cell stands at ``frame[3, "members"]``.

    Raises:
        InvalidFile: It is no frame (KH821), two columns have one name, or a column means nothing; all at once.
        InvalidCommand: The plan has no units, or `numbers` is neither.
        UnknownName: The plan has no such `form` or `period`.
        MissingExtra: The extra ``frames`` is not installed.
    """
    asked = asked_of(plan, numbers=numbers, form=form, period=period, trigger=trigger, now=now)
    grid = _read(_opened(frame), plan)
    found = submissions_of(grid, heading_of(grid, plan, columns or {}, within=1), plan, asked)
    rows = tuple(attrs.evolve(row, number=row.number - 1) for row in found.rows)
    return attrs.evolve(found, rows=rows)


@attrs.frozen
class _FrameGrid(Grid):
    """A table that is a frame: its heading is line 0, and its first row, which frames call 0, is line 1.

    Attributes:
        strange: What is wrong with cells before anybody asks what they mean, by row and column, from 0.
    """

    strange: Mapping[_Spot, Finding] = attrs.field(factory=dict[_Spot, Finding])

    def place(self, line: int, column: int | None = None) -> str:
        """A row, a column or a cell, as Python names them."""
        name = None if column is None else f'"{text_of(self.lines[0].cells[column])}"'
        return f"{_SHOWN}[{', '.join(part for part in (str(line - 1) if line else None, name) if part)}]"

    @property
    def is_doubtful(self) -> bool:
        """Whether any cell is amiss."""
        return bool(self.strange)

    def cell(self, line: int, column: int) -> str:
        """A cell as texts name it."""
        return self.place(line, column)

    def amiss(self, row: int, column: int) -> Finding | None:
        """What is wrong with a cell before anybody asks what it means."""
        return self.strange.get((row, column))

    def at(self, finding: Finding, line: int, column: int | None = None) -> Finding:
        """A finding with its place in this frame; its path is the column."""
        key = finding.path or (text_of(self.lines[0].cells[column]) if column is not None else "")
        place = self.place(line, column) if line or column is not None else _SHOWN
        if key.endswith(MARK):
            place = f'{_SHOWN}[{line - 1}, "{key}"]'
        return attrs.evolve(finding, file=place, line=None, column=None, path=key)


def _opened(frame: object) -> nw.DataFrame[Any]:
    """The frame as narwhals reads it, with the index of pandas where that has a name."""
    try:
        import narwhals as nw
    except ImportError as error:
        raise MissingExtra("narwhals", "frames") from error
    try:
        opened: nw.DataFrame[Any] = nw.from_native(frame, eager_only=True)
        native = opened.to_native()
        if opened.implementation.is_pandas_like() and any(name is not None for name in native.index.names):
            opened = nw.from_native(native.reset_index(), eager_only=True)
    except TypeError as error:
        raise InvalidFile(Finding("KH821", {"value": shown(type(frame).__name__)}, file=_SHOWN)) from error
    except ValueError as error:
        raise InvalidFile(list(_doubled(frame))) from error
    return opened


def _doubled(frame: Any) -> Iterator[Finding]:  # noqa: ANN401 - the frame that narwhals has refused
    """The names that several columns have, an index that has a name among them."""
    named = [one for one in getattr(getattr(frame, "index", None), "names", ()) if one is not None]
    names = list(map(str, [*named, *frame.columns]))
    for name in dict.fromkeys(one for one in names if names.count(one) > 1):
        yield Finding("KH822", {"column": name[:60]}, file=_SHOWN)


def _read(frame: nw.DataFrame[Any], plan: Plan) -> _FrameGrid:
    """The cells of a frame, marks in place of the figures that they stand for."""
    strange: dict[_Spot, Finding] = {}
    marked = {f"{one.key}{MARK}": one for one in plan.indicators}
    names = [str(name) for name in frame.columns if str(name) not in marked]
    names += [one.key for name, one in marked.items() if name in frame.columns and one.key not in names]
    cells: dict[str, list[Raw]] = {}
    for spot, name in enumerate(names):
        cells[name] = [""] * len(frame)
        if name in frame.columns:
            cells[name] = [_raw(value, (row, spot), name, strange) for row, value in enumerate(_values(frame[name]))]
    for name, indicator in marked.items():
        if name in frame.columns:
            spot = names.index(indicator.key)
            for row, value in enumerate(_values(frame[name])):
                said = _raw(value, (row, spot), name, strange)
                if said != "":
                    cells[indicator.key][row] = _marked(
                        indicator, cells[indicator.key][row], said, (row, spot), strange
                    )
    lines = [Line(row + 1, tuple(column[row] for column in cells.values())) for row in range(len(frame))]
    return _FrameGrid(_SHOWN, (Line(0, tuple(names)), *lines), strange=strange)


def _values(series: nw.Series[Any]) -> Iterator[object]:
    """The values of a column; None where it is null, by whatever word the library has for it."""
    pairs = zip(series.to_list(), series.is_null().to_list(), strict=True)
    return (None if is_null else value for value, is_null in pairs)


def _raw(value: object, spot: _Spot, name: str, strange: dict[_Spot, Finding]) -> Raw:
    """What a cell holds as tables know it; what they do not know is noted."""
    if value is None:
        return ""
    if isinstance(value, str):
        return nfc(value).strip()
    if isinstance(value, bool | Mark | Decimal | date | time | timedelta):
        return value
    if isinstance(value, Integral):
        return int(value) if abs(int(value)) < _EXACT else Decimal(int(value))
    if isinstance(value, Real):
        number = float(value)
        if isnan(number):
            return ""
        if abs(number) >= _EXACT:
            return number
        return int(number) if number.is_integer() else Decimal(repr(number))
    told: dict[str, Value] = {"cell": f'{_SHOWN}[{spot[0]}, "{name}"]', "value": shown(value)}
    strange.setdefault(spot, Finding("KH823", told, path=name))
    return ""


def _marked(indicator: Indicator, figure: Raw, said: Raw, spot: _Spot, strange: dict[_Spot, Finding]) -> Raw:
    """The mark beside a figure, in its place; nil may stand beside a 0."""
    name = f"{indicator.key}{MARK}"
    mark = parse_cell(name, said, decimals=0, text=False, negative=False)
    told: dict[str, Value] = {"cell": f'{_SHOWN}[{spot[0]}, "{name}"]', "value": shown(text_of(said))}
    if not isinstance(mark, Mark):
        strange.setdefault(spot, Finding("KH824", told, path=name))
        return ""
    if figure != "" and figure is not mark and not (mark is Mark.NIL and figure == 0):
        told |= {"mark": str(mark), "value": text_of(figure)}
        strange.setdefault(spot, Finding("KH825", told, path=name))
        return ""
    return mark
