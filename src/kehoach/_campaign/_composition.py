"""Changes of who is expected: units that close, groups that are named, and reports that nobody asked for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import TypedDict, Unpack

from kehoach._calendar import parse_day
from kehoach._campaign._changes import Changes
from kehoach._progress import WHOLE, LogEntry, forms_known, units_selected
from kehoach._report import Signed
from kehoach._spelling import nearest
from kehoach.errors import Finding, InvalidCommand, UnknownName

__all__ = ["Composition", "Filing"]


class Filing(TypedDict):
    """What a report that nobody asked for carries beside who files it; see `Composition.file`."""

    data: Mapping[str, object] | None
    sections: Mapping[str, str] | None
    payload: Mapping[str, object] | None
    received_at: datetime | str | int | None
    reason: str | None


class Composition(Changes):
    """What changes who is expected under way. Each act stands in the log, and names the document it follows."""

    __slots__ = ()

    def close(
        self,
        units: str | Iterable[str],
        on: date | str,
        *,
        reason: str | None = None,
        document: str | None = None,
        by: str | None = None,
        **options: Unpack[Signed],
    ) -> LogEntry:
        """Say that units cease to exist: what they still owe lapses when the day is over, what is counted stays.

        A lapsed duty cannot be sent any more and is in no gate, denominator or coverage. Units below are not closed
        with theirs: they are closed as well, or waived, or what they owe is rerouted first.

        Args:
            units: Ids of units, tiers or groups; ``tier:commune`` where a word is several things.
            on: The last day on which they exist; their duties lapse at 24:00 of it in the plan's zone.
            reason: Why.
            document: The document that says so.
            by: Who records it: a superior of them all, or ``issuer``.
            **options: `person`, `acting_for`, `command_id`.

        Raises:
            Refused: Not by this actor, without a reason, while others are expected to report into one of them, or one
                is closed already.
            UnknownName: A word names nothing.
            InvalidCommand: No unit is named (KH541).
            InvalidDeadline: The day cannot be read.
        """
        names = self._units(units)
        said = {"units": list(names), "on": parse_day(on).isoformat(), "document": document}
        details = self._details(reason, options, said)
        return self._shell.change("close", WHOLE, self._duties(names), by, details)

    def name_group(
        self,
        group: str,
        units: str | Iterable[str],
        *,
        reason: str | None = None,
        document: str | None = None,
        by: str | None = None,
        **options: Unpack[Signed],
    ) -> LogEntry:
        """Let units join a group of the plan: from then on holds for them what its rows say of the group.

        Dues, openings and closings move as by any act: only those that no act has moved, and a due that has passed
        stays. What binds, too. Naming never adds or takes away duties.

        Args:
            group: The group; a plan may leave it empty.
            units: Ids of units, tiers or other groups.
            reason: Why; it may be left out.
            document: The document that names them.
            by: Who decides: a superior of them all, or ``issuer``.
            **options: `person`, `acting_for`, `command_id`.

        Raises:
            Refused: Not by this actor, or all of them are in the group already.
            UnknownName: The plan has no such group or unit.
            InvalidCommand: It would add or take away duties, or change who receives them or what must stand before
                (KH540); or no unit is named (KH541).
            InvalidPlan: The rows of the plan contradict each other for one of them.
        """
        known = [one.id for one in self.plan.groups]
        if group not in known:
            raise UnknownName("group", group, nearest(group, known))
        names = self._units(units)
        details = self._details(reason, options, {"group": group, "units": list(names), "document": document})
        return self._shell.change("name_group", WHOLE, self._duties(names), by, details)

    def file(
        self,
        unit: str,
        form: str = "report",
        *,
        by: str | None = None,
        data: Mapping[str, object] | None = None,
        sections: Mapping[str, str] | None = None,
        payload: Mapping[str, object] | None = None,
        received_at: datetime | str | int | None = None,
        reason: str | None = None,
        **options: Unpack[Signed],
    ) -> LogEntry:
        """Keep a report that nobody asked for: of a unit that does not owe the form, or not at that time.

        It is kept with its content and counted apart: it stands in no gate, rate or total.

        Args:
            unit: The unit it comes from.
            form: Its form, with the period where it is of one: ``report``, ``stock@2019-03``.
            by: Who files it: the unit, a superior of it, or ``issuer``.
            data: Figures, read as those of a report.
            sections: Texts, read as those of a report.
            payload: Plain data of the application, kept with the line.
            received_at: When the paper came, stated by who received it.
            reason: Why.
            **options: `person`, `acting_for`, `command_id`.

        Raises:
            Refused: Not by this actor, or the unit owes it: then it is submitted.
            UnknownName: No such unit or form; the nearest is proposed.
            InvalidCommand: What it carries is ill-formed; every problem at once.
        """
        self._duties((unit,))
        forms = dict.fromkeys(forms_known(self.plan))
        if form not in forms:
            raise UnknownName("form", form, nearest(form, tuple(forms), 3))
        kept = {"unit": unit, "form": form} | ({} if payload is None else {"payload": payload})
        details = self._shell.read.of_form(
            self.plan.columns.forms.index(form.partition("@")[0]),
            by,
            data=data,
            sections=sections,
            payload=kept,
            received_at=received_at,
            reason=reason,
            **options,
        )
        return self._shell.change("file", WHOLE, (), by, details)

    def _units(self, selection: str | Iterable[str]) -> tuple[str, ...]:
        words = [selection] if isinstance(selection, str) else list(selection)
        names = units_selected(self._shell.current().plan, words)
        if not names:
            raise InvalidCommand(Finding("KH541", {"selection": ", ".join(words) or "nothing"}, path="units"))
        return names
