"""A small office application: users of its own, one page, tables of its own, and a campaign in the same database.

Each request is one transaction, in which the act of the campaign and the rows of the application are kept together or
not at all. Start it with a database of its own::

    OFFICE_URL=sqlite:///office.db uvicorn --factory app:from_environment
"""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from functools import partial
from html import escape
from pathlib import Path
from typing import Annotated, Final
from urllib.parse import parse_qs

import attrs
import sqlalchemy as sa
from fastapi import APIRouter, Depends, FastAPI, HTTPException, Request, Response
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse
from fastapi.security import HTTPBasic, HTTPBasicCredentials
from sqlalchemy.exc import IntegrityError, OperationalError

import kehoach as kh
from kehoach.stores import SQLStore
from kehoach.testing import ManualClock

PREFIX: Final = "kehoach_"  # the application has a table called log of its own
CAMPAIGN: Final = "2019"
LONGEST: Final = 64 * 1024  # bytes of a form
FIELDS: Final[dict[str, tuple[str, ...]]] = {  # the buttons of the page, and what each asks for
    "submit": ("members", "paper"),
    "recall": (),
    "send_back": ("reason",),
    "review": (),
    "aggregate": (),
    "correct": ("reason",),
}

own = sa.MetaData()
users = sa.Table(
    "users",
    own,
    sa.Column("name", sa.String(40), primary_key=True),
    sa.Column("unit", sa.String(40), nullable=False),
    sa.Column("salt", sa.LargeBinary(16), nullable=False),
    sa.Column("secret", sa.LargeBinary(32), nullable=False),
)
letters = sa.Table(
    "letters",
    own,
    # The number of the line in the log: one act is one letter, however often it is asked for.
    sa.Column("seq", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("receiver", sa.String(40), nullable=False),
    sa.Column("text", sa.String(200), nullable=False),
)
files = sa.Table(
    "files",
    own,
    sa.Column("digest", sa.String(64), primary_key=True),  # one paper cannot be handed in twice
    sa.Column("unit", sa.String(40), nullable=False),
    sa.Column("seq", sa.Integer, nullable=False),
)
log = sa.Table("log", own, sa.Column("user", sa.String(40)), sa.Column("path", sa.String(200)))


@attrs.frozen
class User:
    """Who is at the keyboard.

    Attributes:
        name: As the application knows people.
        unit: The unit for which this person acts.
    """

    name: str
    unit: str


@attrs.frozen
class Office:
    """The database of the application.

    Attributes:
        engine: Its connections.
        plan: The plan of the campaign: whoever has it at hand need not read it from the database at each request.
        clock: What tells the time.
    """

    engine: sa.Engine
    plan: kh.Plan
    clock: kh.SystemClock | ManualClock

    @property
    def units(self) -> kh.Hierarchy:
        """The units of the plan."""
        hierarchy = self.plan.hierarchy
        assert hierarchy is not None  # what is carried out has units
        return hierarchy

    @contextmanager
    def transaction(self) -> Generator[sa.Connection]:
        """One transaction, which is kept when the block ends and undone when it raises."""
        with self.engine.execution_options(kehoach_begin="IMMEDIATE").begin() as connection:
            yield connection

    def campaign(self, connection: sa.Connection) -> kh.Campaign:
        """The campaign within a transaction; it ends with it."""
        store = SQLStore.open(connection, prefix=PREFIX)
        return kh.Campaign.resume(store, id=CAMPAIGN, plan=self.plan, clock=self.clock)

    def furnish(self) -> None:
        """Make the tables and begin the campaign, unless that was done."""
        own.create_all(self.engine)
        with self.transaction() as connection:
            store = SQLStore.open(connection, prefix=PREFIX)
            if not store.campaigns():
                kh.Campaign.begin(self.plan, store, id=CAMPAIGN, clock=self.clock)

    def add(self, user: User, password: str) -> None:
        """A new user."""
        salt = secrets.token_bytes(16)
        row = {"name": user.name, "unit": user.unit, "salt": salt, "secret": _hashed(password, salt)}
        with self.transaction() as connection:
            connection.execute(sa.insert(users).values(row))

    def user(self, name: str, password: str) -> User | None:
        """The user of a name and a password."""
        with self.engine.connect() as connection:
            row = connection.execute(sa.select(users).where(users.c.name == name)).one_or_none()
        salt, secret = (row.salt, row.secret) if row is not None else (bytes(16), bytes(32))
        right = hmac.compare_digest(_hashed(password, salt), secret)  # an unknown name takes as long as a known one
        return User(row.name, row.unit) if row is not None and right else None


def _hashed(password: str, salt: bytes) -> bytes:
    return hashlib.scrypt(password.encode(), salt=salt, n=2**13, r=8, p=1, dklen=32)


def opened(url: str) -> sa.Engine:
    """The engine of the application: SQLite is set as a record of acts needs it, PostgreSQL needs nothing."""
    engine = sa.create_engine(url, hide_parameters=True)
    return SQLStore.settle(engine) if engine.dialect.name == "sqlite" else engine


@attrs.frozen
class Form:
    """What a user sent.

    Attributes:
        command_id: Made with the page: a button that is pressed twice is one act.
        members: The figure of the report.
        reason: Why.
        paper: The text of the paper that comes with it.
    """

    command_id: str
    members: int | None
    reason: str | None
    paper: str | None

    @classmethod
    def read(cls, body: bytes) -> Form:
        """The form in the body of a request."""
        fields = {name: values[-1].strip() for name, values in parse_qs(body.decode()).items()}
        members = fields.get("members", "")
        if members and not (members.isascii() and members.isdigit() and len(members) < 16):
            raise HTTPException(422, "members is a whole number")
        if not fields.get("command_id"):
            raise HTTPException(422, "the form has no command_id")
        return cls(fields["command_id"], int(members) if members else None, fields.get("reason"), fields.get("paper"))


def act(office: Office, user: User, unit: str, trigger: str, form: Form) -> kh.LogEntry:
    """One act, the letter about it and the paper that came with it: all of it, or nothing."""
    with office.transaction() as connection:
        desk = office.campaign(connection).scoped(user.unit, person=user.name)
        data = {} if form.members is None else {"members": form.members}
        entry = desk.fire(unit, trigger, command_id=form.command_id, data=data or None, reason=form.reason)
        if connection.scalar(sa.select(letters.c.seq).where(letters.c.seq == entry.seq)) is None:
            _tell(office, connection, entry)
            _file(connection, entry, form.paper)
        connection.execute(sa.insert(log).values(user=user.name, path=f"{unit}/{trigger}"))
    return entry


def _tell(office: Office, connection: sa.Connection, entry: kh.LogEntry) -> None:
    owner = entry.duty.partition(":")[0]
    superior = next(iter(office.units.superiors(owner)), "issuer")
    letter = {"seq": entry.seq, "receiver": owner if entry.by != owner else superior, "text": f"{owner}: {entry.dest}"}
    connection.execute(sa.insert(letters).values(letter))


def _file(connection: sa.Connection, entry: kh.LogEntry, paper: str | None) -> None:
    if paper:
        digest = hashlib.sha256(paper.encode()).hexdigest()
        connection.execute(sa.insert(files).values(digest=digest, unit=entry.duty, seq=entry.seq))


def page(office: Office, user: User, *, problems: tuple[str, ...] = ()) -> str:
    """The one page: where the user's reports stand, what can be done now, and what came in."""
    with office.engine.connect() as connection:
        desk = office.campaign(connection).scoped(user.unit, person=user.name)
        progress = desk.progress()
        rows = [
            f"<tr><td>{escape(duty)}</td><td>{escape(office.units.name_of(duty))}</td>"
            f"<td>{escape(progress.state(duty))}</td><td>{progress.due(duty).last_day or ''}</td>"
            f"<td>{''.join(_button(duty, one) for one in _buttons(desk, duty))}</td></tr>"
            for duty in progress.duties()
        ]
        mail = connection.scalars(
            sa.select(letters.c.text).where(letters.c.receiver == user.unit).order_by(letters.c.seq)
        )
        items = [f"<li>{escape(text)}</li>" for text in mail]
    told = "".join(f'<p role="alert">{escape(problem)}</p>' for problem in problems)
    return (
        f'<!doctype html><html lang="vi"><meta charset="utf-8"><title>{escape(user.unit)}</title>{told}'
        f"<table>{''.join(rows)}</table><ul>{''.join(items)}</ul></html>"
    )


def _buttons(desk: kh.Scoped, duty: str) -> list[str]:
    """What can be done now; what the form itself asks for does not stand against it."""
    return [
        trigger
        for trigger in FIELDS
        if {blocker.code for blocker in desk.blockers(duty, trigger, reason="…")} <= {"content_missing"}
    ]


def _button(duty: str, trigger: str) -> str:
    inputs = "".join(f'<input name="{name}" aria-label="{name}">' for name in FIELDS[trigger])
    return (
        f'<form method="post" action="/acts/{escape(duty)}/{escape(trigger)}">{inputs}'
        f'<button name="command_id" value="{secrets.token_hex(16)}">{escape(trigger)}</button></form>'
    )


basic = HTTPBasic(realm="office")
router = APIRouter()


def office_of(request: Request) -> Office:
    """The office that an application was made for."""
    office: Office = request.app.state.office
    return office


There = Annotated[Office, Depends(office_of)]
Asking = Annotated[HTTPBasicCredentials, Depends(basic)]


def known(office: There, asking: Asking) -> User:
    """The user of a request."""
    user = office.user(asking.username, asking.password)
    if user is None:
        raise HTTPException(401, "wrong name or password", {"WWW-Authenticate": 'Basic realm="office"'})
    return user


async def sent(request: Request) -> Form:
    """The form of a request."""
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
        raise HTTPException(403, "forms of other sites are not taken")
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > LONGEST:
            raise HTTPException(413, "the form is too long")
    return Form.read(body)


Known = Annotated[User, Depends(known)]
Sent = Annotated[Form, Depends(sent)]


@router.get("/")
def show(office: There, user: Known) -> HTMLResponse:
    """The page."""
    return HTMLResponse(page(office, user))


@router.post("/acts/{unit}/{trigger}")
def do(unit: str, trigger: str, office: There, user: Known, form: Sent) -> Response:
    """A button of the page. The transaction ends in `act`: who is told that it is done is told so after COMMIT."""
    try:
        act(office, user, unit, trigger, form)
    except kh.errors.Refused as refused:
        problems = tuple(blocker.text("vi") for blocker in refused.blockers)
        return HTMLResponse(page(office, user, problems=problems), 409)
    except IntegrityError:
        return HTMLResponse(page(office, user, problems=("this paper was handed in before",)), 409)
    return RedirectResponse("/", 303)


@router.get("/log")
def news(office: There, user: Known, after: int = 0) -> JSONResponse:
    """What happened behind one line, as far as the user may see it."""
    with office.engine.connect() as connection:
        entries = office.campaign(connection).scoped(user.unit).log(after=max(after, 0))
        return JSONResponse([{"seq": one.seq, "duty": one.duty, "state": one.dest} for one in entries])


def make_app(office: Office) -> FastAPI:
    """The application over an office."""
    app = FastAPI(openapi_url=None)
    app.state.office = office
    app.include_router(router)
    failures = (
        (kh.errors.UnknownName, 404),
        (kh.errors.InvalidCommand, 422),
        (kh.errors.Conflict, 409),
        (kh.errors.StoreError, 503),
        (OperationalError, 503),  # asked again with the same command_id, it is one act all the same
    )
    for kind, status in failures:
        app.add_exception_handler(kind, partial(_answer, status))
    return app


def _answer(status: int, _request: Request, error: Exception) -> Response:
    told = str(error) if isinstance(error, kh.errors.KehoachError) else "the database does not answer; ask again"
    return JSONResponse({"detail": told}, status)


def from_environment(environment: Mapping[str, str] = os.environ) -> FastAPI:
    """The application over the database that OFFICE_URL names."""
    plan = kh.load_plan(Path(__file__).parents[1] / "plan_116" / "plan.toml")
    office = Office(opened(environment.get("OFFICE_URL", "sqlite:///office.db")), plan, kh.SystemClock())
    office.furnish()
    return make_app(office)
