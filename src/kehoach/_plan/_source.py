"""Where a plan was loaded from, so that it can be written back without loss."""

from __future__ import annotations

import attrs

__all__ = ["Include", "Source"]


@attrs.frozen
class Include:
    """A file of units that a plan names.

    Attributes:
        name: As the plan writes it.
        digest: The SHA-256 of its text when it was read, in hexadecimal.
        ids: The ids of its units, in its order.
    """

    name: str
    digest: str
    ids: tuple[str, ...] = attrs.field(default=(), repr=False)


@attrs.frozen
class Source:
    """The text a plan was read from.

    Attributes:
        text: The text, line ends as they are in the file.
        shown: What it is called in findings.
        path: The file, resolved; None for a text that came from elsewhere.
        folder: Where the files of units lie that it names.
        includes: These files.
        seen: Digests of the texts that stood in the file when it was read or written by way of this source; whoever
            finds another text there knows that somebody else has changed it.
    """

    text: str
    shown: str
    path: str | None = None
    folder: str | None = None
    includes: tuple[Include, ...] = ()
    seen: list[str] = attrs.field(factory=list[str], eq=False, repr=False)
