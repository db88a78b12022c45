"""Facts about where a process runs: no due depends on it."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

CODE = """
import hashlib
from datetime import date
import pendulum
{setting}
from kehoach._calendar import Calendar
from kehoach._deadline import Deadline, Reading

texts = ["trước ngày 05/4/2019", "by 17:00 on 5 April 2019", "10 ngày làm việc kể từ ngày 26/4/2019",
         "1 month after 31/1/2019",
         "trong quý II/2019", "giữa năm 2019", "by Friday every week", "5 weeks after issued"]
anchors = {{"issued": date(2019, 3, 14), "period_last": date(2019, 3, 31)}}
said = []
for text in texts:
    for reading in (Reading(), Reading(before="inclusive", roll="next", zone="Europe/Berlin", closing="17:00")):
        due = Deadline.parse(text).resolve(reading, anchors)
        said += [str(due.to_dict()), str(due.explain()), str(due.explain("vi")), str(due.due_before)]
said.append(Calendar.vietnam().digest)
print(hashlib.sha256("\\n".join(said).encode()).hexdigest())
"""
ODD = (
    "pendulum.week_starts_at(pendulum.SUNDAY); pendulum.week_ends_at(pendulum.SATURDAY); "
    "pendulum.set_locale('fr'); pendulum.set_local_timezone(pendulum.timezone('Pacific/Kiritimati'))"
)
PLACES = {
    "far east": ({"TZ": "Pacific/Kiritimati", "LC_ALL": "C.UTF-8", "LANGUAGE": "th"}, ODD),
    "far west": ({"TZ": "America/St_Johns", "LC_ALL": "C", "LANG": "vi_VN.UTF-8", "LANGUAGE": "vi"}, ""),
    "Hanoi": ({"TZ": "Asia/Ho_Chi_Minh", "LC_ALL": "C.UTF-8", "LANGUAGE": "en_US"}, ""),
}


def answer(environment: dict[str, str], setting: str) -> str:
    """What a fresh process answers, as a digest."""
    import kehoach

    source = str(Path(kehoach.__file__).parents[1])
    env = {**os.environ, **environment, "PYTHONPATH": source, "PYTHONUTF8": "1"}
    code = CODE.format(setting=setting)
    done = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, check=True)
    assert len(done.stdout.strip()) == hashlib.sha256().digest_size * 2
    return done.stdout


@pytest.mark.slow
def test_no_due_depends_on_the_process() -> None:
    """Zone, locale, language and the globals of pendulum change nothing, down to the last character."""
    assert len({answer(environment, setting) for environment, setting in PLACES.values()}) == 1
