"""``python -m kehoach``: the command line."""

from __future__ import annotations

from kehoach._cli import main

if __name__ == "__main__":
    main()
