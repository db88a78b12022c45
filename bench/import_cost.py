"""What `import kehoach` costs beside importing attrs and pendulum alone, in the same run.

Bytecode is kept, as it is for users; each way is started afresh, in turn, and the best of the runs counts, since
everything else a machine does only ever adds to it. The aim is a ratio of at most 1.5. With --small: three runs.
"""

from __future__ import annotations

import os
import platform
import subprocess
import sys
import tempfile
import time
from pathlib import Path

SOURCE = Path(__file__).parents[1] / "src"
WAYS = {
    "python alone": "pass",
    "attrs and pendulum": "import attrs, pendulum",
    "kehoach": "import kehoach",
    "kehoach, used": "import kehoach; kehoach.Plan, kehoach.Campaign",
}
RUNS = 3 if "--small" in sys.argv else 15


def seconds(program: str, environment: dict[str, str]) -> float:
    """How long a fresh interpreter takes for a program, in seconds."""
    begun = time.perf_counter()
    subprocess.run([sys.executable, "-c", program], env=environment, check=True)  # noqa: S603  our own interpreter
    return time.perf_counter() - begun


def main() -> None:
    """Measure the ways in turn and print them with their ratios."""
    with tempfile.TemporaryDirectory() as cache:
        environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
        environment |= {"PYTHONPATH": str(SOURCE), "PYTHONPYCACHEPREFIX": cache}
        for program in WAYS.values():
            seconds(program, environment)  # the compiler's turn
        best = dict.fromkeys(WAYS, float("inf"))
        for _ in range(RUNS):
            best = {way: min(best[way], seconds(program, environment)) for way, program in WAYS.items()}
    floor = best["python alone"]
    print(
        f"import cost, best of {RUNS}, {platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    )
    for way, time_taken in best.items():
        print(f"  {way:<20} {1000 * time_taken:7.1f} ms   {1000 * (time_taken - floor):7.1f} ms above python alone")
    peer = best["attrs and pendulum"] - floor
    for way in ("kehoach", "kehoach, used"):
        print(f"  {way} / attrs and pendulum: {(best[way] - floor) / peer:.2f} (aim: at most 1.5)")


if __name__ == "__main__":
    main()
