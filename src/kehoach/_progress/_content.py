"""What a sent version holds, as one number: the hash by which it is told from any other content."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

from kehoach._report import stored_cell

if TYPE_CHECKING:
    from kehoach._progress._board import Board

__all__ = ["content_hash"]


def content_hash(board: Board, duty: int, version: int) -> str:
    """The SHA-256 of what one sent version says: its figures and sections, and which versions it holds.

    It is worked out when it is asked for, and never changes: what was sent is frozen. The canonical form is JSON with
    keys sorted and no blanks, as in the chain of the log.

    Args:
        board: Where everything stands.
        duty: The number of the duty.
        version: A version of it that was sent.
    """
    names, frame = board.grid.names, board.frame(duty, version)
    cells, texts = board.filed.get((duty, version), ({}, {}))
    content = {
        "duty": names[duty],
        "version": version,
        "data": {key: stored_cell(cell) for key, cell in cells.items()},
        "sections": dict(texts),
        "rows": [[names[frame.edge_unit[edge]], taken] for edge, taken in board.rows_of(duty, version)],
    }
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()
