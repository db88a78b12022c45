"""The report of a superior as a whole: headings, figures, who sent, and what all that rests on."""

from __future__ import annotations

from datetime import date, datetime

import attrs

from kehoach._report import NA, Mark
from kehoach._rollup._gathering import Heading
from kehoach._rollup._official import markdown_of, sentence_of, text_of
from kehoach._rollup._total import Total
from kehoach.errors import Lang

__all__ = ["Consolidated", "Figure", "Provenance", "Sender"]


@attrs.frozen
class Figure:
    """A total under its name.

    Attributes:
        key: The indicator.
        title: What the indicator is called.
        total: Its total, with its coverage.
        names: Of texts that go up with their units, what each unit is called, in the order of the total's value.
    """

    key: str
    title: str
    total: Total
    names: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether nobody is asked for it and nobody gave it."""
        return self.total.value is NA and not self.total.expected and isinstance(self.total.own, Mark)

    def to_dict(self) -> dict[str, object]:
        """As plain data."""
        return {"key": self.key, "title": self.title, "total": self.total.to_dict(), "names": list(self.names)}


@attrs.frozen(kw_only=True)
class Sender:
    """A direct subordinate, and whether its report came.

    Attributes:
        unit: The duty.
        name: What the unit is called.
        version: Which version of its report the superior holds; 0: none.
        bucket: How it stands, as `Standing.bucket`.
        phase: As `Standing.phase`.
        submitted_at: When it came in, in the plan's zone; None: it did not.
        days_late: Whole days begun since the due, for what is overdue or was late.
        is_asked: Whether it is only asked to report, and stands outside the count.
    """

    unit: str
    name: str
    version: int
    bucket: str
    phase: str | None
    submitted_at: datetime | None
    days_late: int
    is_asked: bool = False

    @property
    def has_sent(self) -> bool:
        """Whether its report came."""
        return self.bucket.startswith("met")

    @property
    def is_expected(self) -> bool:
        """Whether its report is waited for, or came: neither waived, lapsed, dormant nor cancelled."""
        return self.has_sent or self.bucket == "open"

    def to_dict(self) -> dict[str, object]:
        """As plain data."""
        said = attrs.asdict(self)
        said["submitted_at"] = None if self.submitted_at is None else self.submitted_at.isoformat()
        return said


@attrs.frozen(kw_only=True)
class Provenance:
    """What a consolidated report was made from.

    Attributes:
        campaign: The id of the campaign.
        title, number, issuer, issued_on: Of the directive.
        plan: The digest of the plan.
        seq: The last line of the log that was read: for a version that was sent, the line that sent it.
        at: The instant it speaks of, in the plan's zone.
        state: The state of the report then.
        sent_at: When the version was sent, in the plan's zone; None: it is not sent.
        hash: The hash of what the sent version holds; None: it is not sent, or not all of it is shown.
    """

    campaign: str
    title: str
    number: str
    issuer: str
    issued_on: date | None
    plan: str
    seq: int
    at: datetime
    state: str
    sent_at: datetime | None
    hash: str | None

    def to_dict(self) -> dict[str, object]:
        """As plain data."""
        said = attrs.asdict(self)
        for key in ("issued_on", "at", "sent_at"):
            said[key] = None if said[key] is None else said[key].isoformat()
        return said


@attrs.frozen(kw_only=True)
class Consolidated:
    """The whole report of a unit: what it and all below it said, and what that rests on.

    One of a version that was sent is what it was when it was sent, whatever came after.

    Attributes:
        unit: The duty.
        name: What the unit is called.
        version: Which version of its report.
        headings: The headings of the outline, in their order.
        figures: The totals of the indicators that go up, in their order.
        senders: The direct subordinates, in official order.
        provenance: What it was made from.
        others: How many direct subordinates are not shown.
    """

    unit: str
    name: str
    version: int
    headings: tuple[Heading, ...]
    figures: tuple[Figure, ...]
    senders: tuple[Sender, ...]
    provenance: Provenance
    others: int = 0

    def heading(self, key: str) -> Heading:
        """The heading of a key.

        Raises:
            KeyError: There is none.
        """
        for one in self.headings:
            if one.key == key:
                return one
        raise KeyError(key)

    @property
    def sent(self) -> tuple[Sender, ...]:
        """Who is expected and sent, in official order."""
        return tuple(one for one in self.senders if one.has_sent and not one.is_asked)

    @property
    def unsent(self) -> tuple[Sender, ...]:
        """Who is expected and has not sent, in official order."""
        return tuple(one for one in self.senders if one.bucket == "open" and not one.is_asked)

    def sentence(self, lang: Lang = "en") -> str:
        """How many of those that are expected sent, on time or late, and who did not; empty where nobody is.

        Whoever is only asked is not counted, nor is who is waived.
        """
        return sentence_of(self, lang)

    def text(self, lang: Lang = "en") -> str:
        """The report for people, as lines."""
        return text_of(self, lang)

    def markdown(self, lang: Lang = "en") -> str:
        """The report for people, as Markdown; what units wrote stands in it word for word, its marks escaped."""
        return markdown_of(self, lang)

    def to_dict(self) -> dict[str, object]:
        """The report as plain data, ready for JSON."""
        return {
            "unit": self.unit,
            "name": self.name,
            "version": self.version,
            "headings": [one.to_dict() for one in self.headings],
            "figures": [one.to_dict() for one in self.figures],
            "senders": [one.to_dict() for one in self.senders],
            "provenance": self.provenance.to_dict(),
            "others": self.others,
        }
