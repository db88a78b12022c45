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
    verb(
        "complete",
        """Say that something was done.

        \b
        kehoach complete 2019.db 461:plan --done-on 20/3/2019 --evidence 12/KH
        kehoach complete 2019.db 461 --form plan --done-on 20/3/2019

        For what a plan asks to be done rather than sent. It is in time if it was done in time, whenever it is
        recorded.""",
        trigger="complete",
        act=True,
    ),
    verb("confirm", "Confirm that something was done.", trigger="confirm"),
    verb("reopen", "Take back that something was done, with a reason.", trigger="reopen"),
    verb(
        "waive",
        """Stop expecting reports, with a reason.

        They stand outside gates, rates and coverage until they are expected again. A report into which others are
        expected is waived with --reroute only.""",
        trigger="waive",
        reroute=True,
    ),
    verb("unwaive", "Expect waived reports again.", trigger="unwaive"),
)

VERBS: Mapping[str, click.Command] = {str(command.name): command for command in _MADE}
