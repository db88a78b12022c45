"""Plain data read with care: what has the wrong type is a finding with its place, and is left out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import cast

import attrs

from kehoach.errors import Finding

__all__ = ["Document"]


@attrs.define
class Document:
    """A table of plain data.

    Attributes:
        data: The table.
        names: The keys it may have.
        findings: What was wrong so far.
    """

    data: Mapping[str, object]
    names: Sequence[str]
    findings: list[Finding] = attrs.field(factory=list[Finding])

    def __attrs_post_init__(self) -> None:
        choices = ", ".join(self.names)
        for key in self.data:
            if key not in self.names:
                self.findings.append(Finding("KH714", {"name": str(key)[:60], "choices": choices}, path=str(key)))

    def text(self, key: str) -> str | None:
        """A text, or None."""
        return self._text(self.data.get(key), key)

    def day(self, key: str) -> date | str | None:
        """A day, a text that may be one, or None."""
        value = self.data.get(key)
        return value if isinstance(value, date) else self._text(value, key)

    def texts(self, key: str) -> list[str]:
        """A list of texts; one text is a list of one."""
        value = self.data.get(key)
        given = [value] if isinstance(value, str) else self._list(value, key)
        found = (self._text(one, f"{key}[{k}]") for k, one in enumerate(given))
        return [one for one in found if one is not None]

    def pairs(self, key: str, first: str, second: str) -> list[tuple[str, str]]:
        """A list of tables with two texts."""
        pairs: list[tuple[str, str]] = []
        for k, row in enumerate(self._list(self.data.get(key), key)):
            if not isinstance(row, Mapping):
                self._wrong(f"{key}[{k}]", row, "a table", "bảng")
                continue
            inner = cast("Mapping[str, object]", row)
            one, two = (self._text(inner.get(name), f"{key}[{k}].{name}") for name in (first, second))
            pairs.append((one or "", two or ""))
        return pairs

    def _text(self, value: object, path: str) -> str | None:
        if value is None or isinstance(value, str):
            return value
        self._wrong(path, value, "a text", "văn bản")
        return None

    def _list(self, value: object, path: str) -> Iterable[object]:
        if value is None or isinstance(value, list | tuple):
            return cast("Iterable[object]", value or ())
        self._wrong(path, value, "a list", "danh sách")
        return ()

    def _wrong(self, path: str, value: object, wanted: str, wanted_vi: str) -> None:
        values = {"name": path, "value": repr(value)[:60], "wanted": wanted, "wanted_vi": wanted_vi}
        self.findings.append(Finding("KH715", values, path=path))
