"""The audit: who did what, when and where, with what stood before and after; append-only and chained.

Each workstation writes one chain: every entry carries the hash of the one before it, over the stored canonical
text. A daily common head records where every chain stood, and is chained itself, so that a chain cut short is
noticed too. The database refuses update and delete (`append_only_statements`).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Index, String, Text, UniqueConstraint, bindparam, insert, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from mhac.kernel.canonical import canonical, digest
from mhac.kernel.records import Keyed, Record, UtcTime

START = "0" * 64


class AuditEntry(Keyed, Record):
    """One act: its canonical text, and the hash that ties it to the act before it on the same workstation."""

    __tablename__ = "audit_entry"
    __audited__ = False
    __table_args__ = (UniqueConstraint("chain", "seq"), Index("ix_audit_entry_person", "person_id"))

    chain: Mapped[str] = mapped_column(String(80))
    seq: Mapped[int]
    at: Mapped[datetime] = mapped_column(UtcTime)
    actor_id: Mapped[int | None]
    action: Mapped[str] = mapped_column(String(80))
    person_id: Mapped[int | None]
    text: Mapped[str] = mapped_column(Text)
    previous_hash: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))


class AuditChain(Record):
    """Where a workstation's chain stands now; locked while an entry is added."""

    __tablename__ = "audit_chain"
    __audited__ = False

    chain: Mapped[str] = mapped_column(String(80), primary_key=True)
    seq: Mapped[int]
    hash: Mapped[str] = mapped_column(String(64))


class AuditHead(Keyed, Record):
    """The common head of a day: where every chain stood, chained to the day before."""

    __tablename__ = "audit_head"
    __audited__ = False

    day: Mapped[str] = mapped_column(String(10), unique=True)
    text: Mapped[str] = mapped_column(Text)
    previous_hash: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))


APPEND_ONLY = ("audit_entry", "audit_head")


def append_only_statements(table: str, dialect: str) -> list[str]:
    """Return the statements that make the database refuse update and delete of a table."""
    if dialect == "sqlite":
        return [
            f"CREATE TRIGGER {table}_no_{verb} BEFORE {verb.upper()} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            for verb in ("update", "delete")
        ]
    return [
        f"CREATE OR REPLACE FUNCTION {table}_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{table} is append-only'; END $$",
        f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION {table}_refuse()",
        f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {table}_refuse()",
    ]


_ENTRIES: Any = AuditEntry.__table__
_CHAINS: Any = AuditChain.__table__
# Made once: every act of every day sends these, and building a statement takes longer than running it.
_HEAD = select(_CHAINS.c.seq, _CHAINS.c.hash).where(_CHAINS.c.chain == bindparam("which")).with_for_update()
_ENTER = insert(_ENTRIES).inline()
_BEGIN = insert(_CHAINS).inline()
_STEP = (
    update(_CHAINS)
    .where(_CHAINS.c.chain == bindparam("which"))
    .values(seq=bindparam("new_seq"), hash=bindparam("new_hash"))
)


def append(connection: Connection, chain: str, entry: dict[str, Any], *, at: datetime) -> str:
    """Add one entry to a workstation's chain, in the transaction of the act itself; returns its hash.

    `entry` holds `action`, `actor` ({"id", "name"}), `person`, and `changes` or `reads`.
    """
    head = connection.execute(_HEAD, {"which": chain}).first()
    seq, previous = (head.seq + 1, head.hash) if head else (1, START)
    text = canonical({"chain": chain, "seq": seq, "at": at, **entry})
    own = digest(previous + text)
    connection.execute(_ENTER, {
        "chain": chain, "seq": seq, "at": at, "actor_id": entry["actor"]["id"], "action": entry["action"],
        "person_id": entry.get("person"), "text": text, "previous_hash": previous, "hash": own,
    })
    if head is None:
        connection.execute(_BEGIN, {"chain": chain, "seq": seq, "hash": own})
    else:
        connection.execute(_STEP, {"which": chain, "new_seq": seq, "new_hash": own})
    return own


def came_about(connection: Connection, chain: str, own: str) -> bool:
    """Tell whether an entry was committed whose transaction lost its connection; waits until that is decided.

    The transaction holds the head of its chain: who gets the head finds the entry, or it will never be there.
    """
    connection.execute(_HEAD, {"which": chain})
    return connection.execute(select(_ENTRIES.c.id).where(_ENTRIES.c.hash == own).limit(1)).first() is not None


def close_day(session: Session, day: str) -> None:
    """Record where every chain stands, once a day (ISO date); a second call on the same day does nothing.

    The heads are chained as they were made, not by their days: a clock that was wrong for a day must not break them.
    """
    if session.scalar(select(AuditHead.id).where(AuditHead.day == day)) is not None:
        return
    chains = session.execute(select(AuditChain.chain, AuditChain.seq, AuditChain.hash).order_by(AuditChain.chain)).all()
    previous = session.scalar(select(AuditHead.hash).order_by(AuditHead.id.desc()).limit(1)) or START
    text = canonical({"day": day, "chains": [list(row) for row in chains]})
    session.add(AuditHead(day=day, text=text, previous_hash=previous, hash=digest(previous + text)))
    session.flush()


@dataclass(frozen=True)
class Fault:
    """The first bad place found: which chain, which entry (its number in the chain), and what is wrong with it.

    `what` is one of: changed, missing, reordered, cut (entries behind the head are gone), head, emptied (no chain
    has anything left).
    """

    chain: str
    seq: int
    what: str


@dataclass(frozen=True)
class AuditReport:
    """The outcome of a verification: how many entries were read, and the first fault of each chain."""

    entries: int
    chains: int
    faults: tuple[Fault, ...]


def _walk(session: Session, chain: str, marks: dict[int, str]) -> Iterator[tuple[int, Fault | None, str]]:
    """Follow one chain; stops behind the first fault."""
    wanted = (
        select(AuditEntry.seq, AuditEntry.text, AuditEntry.previous_hash, AuditEntry.hash, AuditEntry.at,
               AuditEntry.actor_id, AuditEntry.action, AuditEntry.person_id)
        .where(AuditEntry.chain == chain).order_by(AuditEntry.seq).execution_options(yield_per=2000)
    )
    with closing(session.execute(wanted)) as rows:
        previous, expected = START, 1
        for seq, text, stored_previous, stored, *beside in rows:
            what = None
            if seq != expected:
                what = "missing"
            elif stored_previous != previous:
                what = "reordered"
            elif digest(previous + text) != stored or marks.get(seq, stored) != stored:
                what = "changed"
            else:
                what = None if _tells(text, chain, seq, *beside) else "changed"
            yield seq, Fault(chain, expected, what) if what else None, stored
            if what:
                return
            previous, expected = stored, seq + 1


def _tells(text: str, *columns: object) -> bool:
    """Tell whether the columns by which entries are found say what the chained text says."""
    entry = json.loads(text)
    at = datetime.fromisoformat(entry["at"])
    return columns == (entry["chain"], entry["seq"], at, entry["actor"]["id"], entry["action"], entry.get("person"))


def verify(session: Session) -> AuditReport:
    """Read every chain from its first entry on and name the first bad entry of each, if there is one.

    Every clinic has the entry of its founding: an audit without any was emptied.
    """
    marks, faults = _head_marks(session)
    heads = {c: (s, h) for c, s, h in session.execute(select(AuditChain.chain, AuditChain.seq, AuditChain.hash))}
    names = set(heads) | set(session.scalars(select(AuditEntry.chain).distinct())) | set(marks)
    entries = 0
    if not names:
        faults.append(Fault("", 1, "emptied"))
    for chain in sorted(names):
        last, last_hash, fault = 0, START, None
        for seq, found, own in _walk(session, chain, marks.get(chain, {})):
            entries += 1
            last, last_hash, fault = seq, own, found
        known = max([heads.get(chain, (0, ""))[0], *marks.get(chain, {0: ""})])
        if fault is None and last < known:
            fault = Fault(chain, last + 1, "cut")
        if fault is None and heads.get(chain) != (last, last_hash):
            fault = Fault(chain, last, "head")
        if fault:
            faults.append(fault)
    return AuditReport(entries, len(names), tuple(faults))


def _head_marks(session: Session) -> tuple[dict[str, dict[int, str]], list[Fault]]:
    """Return what the daily heads say of each chain ({chain: {seq: hash}}) and faults among the heads themselves."""
    marks: dict[str, dict[int, str]] = {}
    previous, faults = START, []
    for number, head in enumerate(_heads(session), 1):
        said = json.loads(head.text) if digest(previous + head.text) == head.hash else {}
        if head.previous_hash != previous or said.get("day") != head.day:
            faults.append(Fault("daily heads", number, "changed"))
            break
        previous = head.hash
        for chain, seq, own in said["chains"]:
            marks.setdefault(chain, {})[seq] = own
    return marks, faults


def _heads(session: Session) -> Sequence[AuditHead]:
    return session.scalars(select(AuditHead).order_by(AuditHead.id)).all()
