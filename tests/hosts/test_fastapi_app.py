"""An application with pages and tables of its own, asked through HTTP, over SQLite and PostgreSQL."""

from __future__ import annotations

import importlib.util
import re
import socket
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from threading import Thread
from types import ModuleType
from typing import Any

import pytest
import sqlalchemy as sa

import kehoach as kh
from kehoach.stores import SQLStore
from kehoach.testing import ManualClock
from server import Server, binaries

pytest.importorskip("fastapi")
httpx = pytest.importorskip("httpx")
uvicorn = pytest.importorskip("uvicorn")

EXAMPLES = Path(__file__).parents[2] / "examples"
PASSWORD = "gate-quorum-116"
WORKERS = 4


@pytest.fixture(scope="module")
def app() -> ModuleType:
    """The program of the example."""
    spec = importlib.util.spec_from_file_location("fastapi_app", EXAMPLES / "fastapi_app" / "app.py")
    assert spec is not None
    assert spec.loader is not None
    module = sys.modules["fastapi_app"] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def plan() -> kh.Plan:
    return kh.load_plan(EXAMPLES / "plan_116" / "plan.toml")


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """A PostgreSQL server of this module."""
    programs = binaries()
    if programs is None:
        pytest.skip("there are no programs of PostgreSQL here (on Debian and Ubuntu: apt install postgresql)")
    server = Server(programs)
    try:
        server.start()
        yield server
        server.stop()
    finally:
        server.remove()


@pytest.fixture(params=["SQLite", "PostgreSQL"])
def office(request: pytest.FixtureRequest, app: ModuleType, plan: kh.Plan, tmp_path: Path) -> Iterator[Any]:
    """The application's database, with four users."""
    if request.param == "PostgreSQL":
        url = request.getfixturevalue("server").place()
    else:
        url = f"sqlite:///{tmp_path}/office.db"
    office = app.Office(app.opened(url), plan, ManualClock("2019-04-03T08:00+07:00"))
    office.furnish()
    for name, unit in (("hong", "19330"), ("lan", "19333"), ("minh", "461"), ("an", "issuer")):
        office.add(app.User(name, unit), PASSWORD)
    yield office
    office.engine.dispose()


@pytest.fixture(scope="module")
def served(app: ModuleType) -> Iterator[tuple[Any, str]]:
    """The application on a port that was free, and its address; each test gives it an office."""
    made = app.make_app(None)
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()  # who asks before the server is up waits in this line
        settings = uvicorn.Config(made, log_level="warning", http="h11", ws="none", lifespan="off")
        serving = uvicorn.Server(settings)
        thread = Thread(target=serving.run, kwargs={"sockets": [listening]})
        thread.start()
        host, port = listening.getsockname()
        yield made, f"http://{host}:{port}"
        serving.should_exit = True
        thread.join()


@pytest.fixture
def ask(served: tuple[Any, str], office: Any) -> Iterator[Callable[..., Any]]:
    """What makes a client of a user."""
    with ExitStack() as clients:
        served[0].state.office = office

        def client(name: str, password: str = PASSWORD) -> Any:
            auth = httpx.BasicAuth(name, password)
            return clients.enter_context(httpx.Client(base_url=served[1], auth=auth, timeout=30, trust_env=False))

        yield client


def submit(client: Any, unit: str, id: str, paper: str) -> Any:
    """Press the button of a report."""
    return client.post(f"/acts/{unit}/submit", data={"command_id": id, "members": "7", "paper": paper})


def rows(office: Any, table: str) -> list[tuple[object, ...]]:
    with office.engine.connect() as connection:
        return [tuple(row) for row in connection.exec_driver_sql(f"SELECT * FROM {table}").all()]


def verified(office: Any) -> int:
    with office.engine.connect() as connection:
        return office.campaign(connection).verify().entries


def state(office: Any, unit: str) -> str:
    with office.engine.connect() as connection:
        return office.campaign(connection).progress().state(unit)


def counts(office: Any) -> tuple[int, int, int, int]:
    """How many letters, papers, notes of the application and lines of the campaign there are."""
    return (*(len(rows(office, table)) for table in ("letters", "files", "log")), verified(office))


def test_a_report_goes_up_through_the_page(office: Any, ask: Callable[[str], Any]) -> None:
    """A clerk submits by the button of the page, the district finds a letter and reviews; each sees its own units."""
    commune, district = ask("hong"), ask("minh")
    shown = commune.get("/")
    assert shown.status_code == 200
    assert "Phường Đông Giang" in shown.text
    assert "19333" not in shown.text
    button = re.search(r'action="(/acts/19330/submit)".*?name="command_id" value="(\w+)"', shown.text)
    assert button is not None
    answer = commune.post(button[1], data={"command_id": button[2], "members": "1520", "paper": "báo cáo"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert counts(office) == (1, 1, 1, 1)
    assert "19330: submitted" in district.get("/").text
    assert "19333" in district.get("/").text
    assert district.post("/acts/19330/review", data={"command_id": "r"}).status_code == 303
    assert state(office, "19330") == "reviewed"
    assert "19330: reviewed" in commune.get("/").text
    assert commune.get("/log", params={"after": 1}).json() == [{"seq": 2, "duty": "19330", "state": "reviewed"}]


def test_a_request_that_fails_behind_its_act_undoes_both(office: Any, ask: Callable[[str], Any]) -> None:
    """The paper was handed in before: the act, which was done, goes with the letter, and its number is free again."""
    first, second = ask("hong"), ask("lan")
    assert submit(first, "19330", "a", "báo cáo").status_code == 303
    before = counts(office)
    answer = submit(second, "19333", "b", "báo cáo")
    assert answer.status_code == 409
    assert "handed in before" in answer.text
    assert counts(office) == before == (1, 1, 1, 1)
    assert state(office, "19333") == "draft"
    assert submit(second, "19333", "b", "báo cáo khác").status_code == 303
    assert counts(office) == (2, 2, 2, 2)


def test_a_button_that_is_pressed_twice_is_one_act(office: Any, ask: Callable[[str], Any]) -> None:
    """The same form again has the same answer, one line and one letter; another act under its id is refused."""
    clerk = ask("hong")
    form = {"command_id": "a", "members": "7", "paper": "báo cáo"}
    answers = [clerk.post("/acts/19330/submit", data=form).status_code for _ in range(3)]
    assert answers == [303, 303, 303]
    assert counts(office)[:2] == (1, 1)
    assert verified(office) == 1
    answer = clerk.post("/acts/19330/recall", data=form | {"members": "", "paper": ""})
    assert answer.status_code == 422
    assert "line 1" in answer.json()["detail"] or "entry 1" in answer.json()["detail"]


def test_what_is_refused_is_said_on_the_page(office: Any, ask: Callable[[str], Any]) -> None:
    """A superior that does not wait is told so in its language, and nothing of its request is kept."""
    answer = ask("minh").post("/acts/461/submit", data={"command_id": "a", "members": "7", "paper": "báo cáo"})
    assert answer.status_code == 409
    assert 'role="alert">còn 9/9 đơn vị chưa tổng hợp' in answer.text
    assert counts(office) == (0, 0, 0, 0)


SENSELESS = [
    ("/acts/19333/submit", {"command_id": "a"}, 404),
    ("/acts/nowhere/submit", {"command_id": "a"}, 404),
    ("/acts/19330/dance", {"command_id": "a"}, 404),
    ("/acts/19330/submit", {"command_id": "a", "members": "7.5"}, 422),
    ("/acts/19330/submit", {"members": "7"}, 422),
    ("/acts/19330/submit", {"command_id": "x" * 70_000}, 413),
]


def test_a_request_that_makes_no_sense_has_an_answer(office: Any, ask: Callable[[str], Any]) -> None:
    """A unit out of sight is unknown as one that is nowhere, figures are whole, a form has its id and an end."""
    clerk = ask("hong")
    for path, form, status in SENSELESS:
        answer = clerk.post(path, data=form)
        assert (path, answer.status_code) == (path, status)
        assert "Traceback" not in answer.text
    assert counts(office) == (0, 0, 0, 0)


def test_who_is_not_known_does_nothing(office: Any, ask: Callable[..., Any]) -> None:
    """A wrong password, an unknown name and a form of another site are turned away before anything is read."""
    for client in (ask("hong", "wrong"), ask("nobody")):
        assert client.post("/acts/19330/submit", data={"command_id": "a"}).status_code == 401
    elsewhere = {"Sec-Fetch-Site": "cross-site"}
    answer = ask("hong").post("/acts/19330/submit", data={"command_id": "a"}, headers=elsewhere)
    assert answer.status_code == 403
    assert counts(office) == (0, 0, 0, 0)


def test_requests_at_once_are_one_after_the_other(office: Any, ask: Callable[[str], Any]) -> None:
    """Many requests for one act, and for two, at the same moment: each act is done once, with its letter."""
    clients = [ask(name) for name in ("hong", "lan") * WORKERS]

    def press(number: int) -> int:
        unit = ("19330", "19333")[number % 2]
        return int(submit(clients[number], unit, f"a-{unit}", unit).status_code)

    with ThreadPoolExecutor(len(clients)) as pool:
        assert set(pool.map(press, range(len(clients)))) == {303}
    assert counts(office)[:2] == (2, 2)
    assert verified(office) == 2


@pytest.mark.parametrize("office", ["SQLite"], indirect=True)
def test_a_database_that_is_held_is_told_as_busy(app: ModuleType, plan: kh.Plan, tmp_path: Path, office: Any) -> None:
    """When another program keeps the database too long, the request is undone, and is done when it is sent again."""
    impatient = SQLStore.settle(sa.create_engine(f"sqlite:///{tmp_path}/office.db"), timeout=0.05)
    waiting, clerk = app.Office(impatient, plan, office.clock), app.User("hong", "19330")
    form = app.Form("a", 7, None, None)
    with office.transaction(), pytest.raises(sa.exc.OperationalError):
        app.act(waiting, clerk, "19330", "submit", form)
    app.act(waiting, clerk, "19330", "submit", form)
    assert verified(office) == 1
    impatient.dispose()


def test_the_tables_of_both_stand_side_by_side(office: Any) -> None:
    """The application keeps a table called log of its own; those of the campaign bear a prefix."""
    names = set(sa.inspect(office.engine).get_table_names())
    assert {"users", "letters", "files", "log"} <= names
    assert {"kehoach_campaign", "kehoach_plan", "kehoach_log", "kehoach_schema_version"} <= names
    office.furnish()  # a second start finds all of it
    assert verified(office) == 0


def test_it_starts_as_its_first_lines_say(app: ModuleType, tmp_path: Path) -> None:
    """The factory that a server calls makes the database that the environment names."""
    made = app.from_environment({"OFFICE_URL": f"sqlite:///{tmp_path}/office.db"})
    assert (tmp_path / "office.db").is_file()
    made.state.office.engine.dispose()
