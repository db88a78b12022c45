"""Every statement that is ever sent to a database, by name, with a sentence and the values it is given, in their order.

They are written in SQLAlchemy's words and compiled once per database; what runs is the text, on the driver's own
cursor, because building a statement anew costs more than SQLite takes to write a line.
"""

from __future__ import annotations

import attrs
import sqlalchemy as sa
from sqlalchemy.engine.interfaces import Dialect

from kehoach.stores._naming import PLAIN, Naming, text_of
from kehoach.stores._schema import VERSION_TABLE, campaign, log, plan, snapshot

__all__ = ["Statements", "compiled"]

_version = sa.table(VERSION_TABLE, sa.column("version_num"))
_given = sa.bindparam
_SNAPSHOT = (snapshot.c.seq, snapshot.c.head, snapshot.c.format, snapshot.c.part, snapshot.c.bytes)


@attrs.frozen
class Statements:
    """Every statement as the text of one database; see the functions below for what each does.

    `line` is None where the database knows no such statement. `many` begins a stream of lines where the database knows
    one, and is `write` elsewhere.
    """

    advance: str
    campaigns: str
    erase: str
    extent: str
    forget: str
    hold: str
    ids: str
    keep_campaign: str
    keep_part: str
    keep_plan: str
    last_ordinal: str
    line: str | None
    many: str
    page: str
    part: str
    parts: str
    plan_of: str
    reach: str
    turn: str
    version: str
    write: str
    written_as: str
    written_by: str


def compiled(dialect: Dialect, naming: Naming = PLAIN) -> Statements:
    """The statements in the words of one database, whose parameters are given by place.

    Args:
        dialect: The words; made for this, and used for nothing else.
        naming: What the tables are called.
    """

    def text(statement: sa.ClauseElement) -> str:
        return text_of(statement, dialect, naming)

    server = dialect.name == "postgresql"
    return Statements(
        advance=text(_advance()),
        campaigns=text(_campaigns()),
        erase=text(_erase()),
        extent=text(_extent()),
        forget=text(_forget()),
        hold=text(_hold()),
        ids=text(_ids()),
        keep_campaign=text(_keep_campaign()),
        keep_part=text(_keep_part()),
        keep_plan=text(_keep_plan()),
        last_ordinal=text(_last_ordinal()),
        line=text(_line()) if server else None,
        many=_copy(dialect, naming) if server else text(_write()),
        page=text(_page()),
        part=text(_part()),
        parts=text(_parts()),
        plan_of=text(_plan_of()),
        reach=text(_reach()),
        turn=text(_turn()),
        version=text(_version_of()),
        write=text(_write()),
        written_as=text(_written_as()),
        written_by=text(_written_by()),
    )


def _erase() -> sa.ClauseElement:
    """Takes the content of a line away where its hash is there: campaign, seq.

    What a change says in its payload stays.
    """
    changes = sa.and_(log.c.source == sa.literal_column("''"), log.c.dest == sa.literal_column("''"))
    payload = sa.case((changes, log.c.payload), else_=sa.null())
    none = sa.null()
    gone = sa.update(log).values(reason=none, data=none, sections=none, payload=payload, salt=none)
    return gone.where(log.c.campaign == _given("id"), log.c.seq == _given("line"), log.c.content.is_not(None))


def _extent() -> sa.ClauseElement:
    """How many campaigns there are, and how many lines they say that they have together."""
    lines = sa.func.coalesce(sa.func.sum(campaign.c.seq), sa.literal_column("0"))
    return sa.select(sa.func.count(), lines).select_from(campaign)


def _forget() -> sa.ClauseElement:
    """Drops the snapshot of a campaign: id."""
    return sa.delete(snapshot).where(snapshot.c.campaign == _given("id"))


def _keep_part() -> sa.ClauseElement:
    """Keeps a part of a snapshot: campaign, part, seq, head, format, bytes."""
    return sa.insert(snapshot)


def _parts() -> sa.ClauseElement:
    """The snapshot of a campaign, part by part: seq, head, format, part, bytes: id."""
    return sa.select(*_SNAPSHOT).where(snapshot.c.campaign == _given("id"))


def _part() -> sa.ClauseElement:
    """One part of it: id, part."""
    return sa.select(*_SNAPSHOT).where(snapshot.c.campaign == _given("id"), snapshot.c.part == _given("part"))


def _version_of() -> sa.ClauseElement:
    """The number of the schema."""
    return sa.select(_version.c.version_num)


def _campaigns() -> sa.ClauseElement:
    """Every campaign with its plan, in the order in which they were begun: id, digest, plan, begun_at."""
    own = sa.and_(plan.c.campaign == campaign.c.id, plan.c.digest == campaign.c.plan_digest)
    chosen = sa.select(campaign.c.id, campaign.c.plan_digest, plan.c.text, campaign.c.begun_at)
    return chosen.select_from(campaign.join(plan, own)).order_by(campaign.c.ordinal, campaign.c.id)


def _ids() -> sa.ClauseElement:
    """The ids of all campaigns, in the order in which they were begun."""
    return sa.select(campaign.c.id).order_by(campaign.c.ordinal, campaign.c.id)


def _last_ordinal() -> sa.ClauseElement:
    """The ordinal of the campaign that was begun last; 0 in an empty store."""
    return sa.select(sa.func.coalesce(sa.func.max(campaign.c.ordinal), sa.literal_column("0")))


def _keep_campaign() -> sa.ClauseElement:
    """Keeps a new campaign: id, ordinal, seq, head, plan digest, begun_at, format."""
    return sa.insert(campaign)


def _keep_plan() -> sa.ClauseElement:
    """Keeps the plan of a campaign: campaign, digest, text."""
    return sa.insert(plan)


def _plan_of() -> sa.ClauseElement:
    """The digest of a campaign's plan and the format of its chain: id."""
    return sa.select(campaign.c.plan_digest, campaign.c.format).where(campaign.c.id == _given("id"))


def _turn() -> sa.ClauseElement:
    """How far a campaign's log reaches, seq and head, held until the transaction ends: id.

    SQLite has locked the whole database by then and leaves out ``FOR UPDATE``.
    """
    return sa.select(campaign.c.seq, campaign.c.head).where(campaign.c.id == _given("id")).with_for_update()


def _hold() -> sa.ClauseElement:
    """Takes the turn to write within a transaction that may only have read: id.

    For SQLite, where a transaction of an application is not known to be one that writes.
    """
    return sa.update(campaign).values(seq=campaign.c.seq).where(campaign.c.id == _given("campaign_id"))


def _reach() -> sa.ClauseElement:
    """What a campaign says of its log, seq and head, and the number of the last line that is there: id.

    One statement sees one moment, whoever writes meanwhile.
    """
    last = sa.select(sa.func.max(log.c.seq)).where(log.c.campaign == campaign.c.id).scalar_subquery()
    return sa.select(campaign.c.seq, campaign.c.head, last).where(campaign.c.id == _given("id"))


def _advance() -> sa.ClauseElement:
    """Says that the log reaches further, if it still reaches where it did: seq, head, id, the seq before."""
    moved = sa.update(campaign).values(seq=_given("new_seq"), head=_given("new_head"))
    return moved.where(campaign.c.id == _given("campaign_id"), campaign.c.seq == _given("old_seq"))


def _write() -> sa.ClauseElement:
    """Writes a line: every column of the table in its order."""
    return sa.insert(log)


def _copy(dialect: Dialect, naming: Naming) -> str:
    """Begins a stream of lines: every column in the order in which `write` is given them."""
    columns = ", ".join(map(dialect.identifier_preparer.quote, log.c.keys()))
    return f"COPY {naming.quoted(log.name, dialect)} ({columns}) FROM STDIN"


def _line() -> sa.ClauseElement:
    """Writes a line and says that the log reaches further, in one message to a server: the values of both, in order."""
    moved = sa.update(campaign).values(seq=_given("new_seq"), head=_given("new_head"))
    here = moved.where(campaign.c.id == _given("campaign_id"), campaign.c.seq == _given("old_seq"))
    return here.add_cte(sa.insert(log).cte("line"))


def _page() -> sa.ClauseElement:
    """The lines of a campaign behind one number, up to another, in order: campaign, behind, up to.

    Every column but the campaign's. Numbers have no gaps, so a page needs no limit.
    """
    columns = [column for column in log.c if column is not log.c.campaign]
    run = sa.and_(log.c.campaign == _given("id"), log.c.seq > _given("after"), log.c.seq <= _given("until"))
    return sa.select(*columns).where(run).order_by(log.c.seq)


def _written_as() -> sa.ClauseElement:
    """The hash of one line: campaign, seq."""
    return sa.select(log.c.hash).where(log.c.campaign == _given("id"), log.c.seq == _given("line"))


def _written_by() -> sa.ClauseElement:
    """The number of the line that a command wrote: campaign, command id."""
    return sa.select(log.c.seq).where(log.c.campaign == _given("id"), log.c.command_id == _given("command"))
