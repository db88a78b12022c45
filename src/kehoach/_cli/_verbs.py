"""The verbs: ``kehoach submit`` and its sisters, each a trigger of the standard lifecycle."""

from __future__ import annotations

from collections.abc import Mapping

import click

from kehoach._cli._wishes import verb

__all__ = ["VERBS"]

_MADE = (
    verb(
        "submit",
        """Send reports, with their figures.

        \b
        kehoach submit 2019.db 19330 --data members=1520
        kehoach submit 2019.db "Phường Đông Giang" --received-at 3/4/2019
        kehoach submit 2019.db --from reports.csv

        A file has the columns unit, received_at, reason, by, person, acting_for, and those of indicators and sections;
        when one row is wrong, nothing is done, unless --partial.""",
        trigger="submit",
        content=True,
    ),
    verb("recall", "Take back what was sent and not reviewed.", trigger="recall"),
    verb("review", "Accept what was sent.", trigger="review"),
    verb("send-back", "Return reports, with a reason.", trigger="send_back", due=True),
    verb("aggregate", "Take accepted reports into the superior's.", trigger="aggregate"),
    verb("release", "Take reports out of the superior's again.", trigger="release"),
    verb("correct", "Open a correction of what counts.", trigger="correct"),
    verb("withdraw", "Give up an open correction.", trigger="withdraw"),
)

VERBS: Mapping[str, click.Command] = {str(command.name): command for command in _MADE}
