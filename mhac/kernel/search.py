"""Find as you type, by any part of any name or number, on both engines.

One table holds every ending of every name word and number ("mukamana", "ukamana", "kamana" ...), so that a part
of a name is the beginning of an ending: a range of one ordered index. One typing error is forgiven by asking for
every word that is one letter away, in one statement. No extension of either engine is needed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Index,
    Integer,
    Select,
    String,
    and_,
    bindparam,
    column,
    delete,
    func,
    insert,
    literal,
    literal_column,
    outerjoin,
    select,
    tuple_,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from mhac.kernel.folding import fold
from mhac.kernel.records import WORDS, Record

LONGEST = 40
SHORTEST_FORGIVEN = 4
COMMON, FAR = 4000, 20_000
LETTERS = "abcdefghijklmnopqrstuvwxyz"
TOP = "\U0010ffff"

__all__ = ["SearchTerm", "endings", "find", "fold", "one_error_away", "replace_terms"]


class SearchTerm(Record):
    """One ending of one word of one subject (a person, a case, a certificate)."""

    __tablename__ = "search_term"
    __audited__ = False
    # subject_id first: an index that begins with `subject` would tempt SQLite to read every term of all people
    __table_args__ = (Index("ix_search_term_subject", "subject_id", "subject", "term"), {"sqlite_with_rowid": False})

    subject: Mapped[str] = mapped_column(String(12), primary_key=True)
    term: Mapped[str] = mapped_column(
        String(LONGEST).with_variant(String(LONGEST, collation="C"), "postgresql"), primary_key=True
    )
    subject_id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)


def endings(names: Iterable[str], numbers: Iterable[str] = ()) -> set[str]:
    """Return every ending (two characters and longer) of the words of names, and of numbers without separators."""
    words = {word for name in names for word in fold(name).split()}
    words.update(fold(number).replace(" ", "") for number in numbers)
    found: set[str] = set()
    for word in words:
        found.update(word[start:][:LONGEST] for start in range(max(1, len(word) - 1)))
    found.discard("")
    return found


def replace_terms(session: Session, subject: str, subject_id: int, *, names: Iterable[str],
                  numbers: Iterable[str] = ()) -> None:
    """Index a subject anew, in the transaction of the change that made it necessary."""
    table: Any = SearchTerm.__table__
    mine = (table.c.subject == subject) & (table.c.subject_id == subject_id)
    wanted = endings(names, numbers)
    known = set(session.scalars(select(table.c.term).where(mine)))
    if gone := known - wanted:
        session.execute(delete(table).where(mine & table.c.term.in_(gone)))
    if fresh := wanted - known:
        rows = [{"term": term, "subject": subject, "subject_id": subject_id} for term in sorted(fresh)]
        session.execute(insert(table), rows)


def one_error_away(word: str) -> Iterator[str]:
    """Yield every word that one typing error makes of this one: a letter wrong, missing, doubled or swapped."""
    for i in range(len(word)):
        yield word[:i] + word[i + 1:]
        if i + 1 < len(word):
            yield word[:i] + word[i + 1] + word[i] + word[i + 2:]
    for letter in LETTERS:
        for i in range(len(word) + 1):
            yield word[:i] + letter + word[i:]
            if i < len(word):
                yield word[:i] + letter + word[i + 1:]


def find(
    connection: Connection, text: str, *, subjects: Sequence[str] = ("person",), limit: int = 50
) -> list[tuple[str, int]]:
    """Return (subject, id) of what fits every word of `text`, best first, at most `limit` of each subject.

    Words may be any part of any name or number, in any order, with or without accents. When nothing fits, one
    typing error in one of the names is forgiven. In a number none is, and it is never taken apart at its hyphens:
    a scanned number must not lead to somebody whose number looks like it.
    """
    parts = sorted({part[:LONGEST] for part in _parts(text)}, key=lambda part: (-len(part), part))
    if not parts:
        return []
    if len(parts) > 1:
        parts.sort(key=lambda part: _commonness(connection, subjects[0], part))
    found = [(s, number) for s in subjects for number in _exact(connection, s, parts, limit)]
    for part in parts:
        if found or len(part) < SHORTEST_FORGIVEN or _is_number(part):
            continue
        others = [other for other in parts if other != part]
        found = [(s, number) for s in subjects for number in _forgiven(connection, s, part, others, limit)]
    return found


SIGNS_OF_NUMBERS = re.compile(r"[\w+()./:#-]+")  # with others between its letters it is no number, but a strange name


def _parts(text: str) -> Iterator[str]:
    """What is looked for: each word of names, each number as it is kept, without its separators."""
    for typed in text.split():
        words = fold(typed).split()
        yield from ["".join(words)] if _is_number(typed) and SIGNS_OF_NUMBERS.fullmatch(typed) and words else words


def _is_number(part: str) -> bool:
    return any(sign.isdecimal() for sign in part)


_TERM = SearchTerm.__table__.c
_ONE: ColumnElement[int] = literal_column("1")


def _begins(term: ColumnElement[str], number: int) -> ColumnElement[bool]:
    """Say that a term begins with the part of this number: from the part itself up to, but without, part + TOP."""
    return and_(term >= bindparam(f"from_{number}"), term < bindparam(f"to_{number}"))


def _with_others(wanted: Select[str, int], found: Any, others: int) -> Select[str, int]:
    """Keep subjects that have, besides, an ending for each of the other parts (numbers 1 to `others`).

    The other parts are looked up for each term found: a query of one value is never made a join. As a join, with
    `exists`, PostgreSQL compared every term of one word with every term of the other (seconds for common names).
    """
    for number in range(1, others + 1):
        other = SearchTerm.__table__.alias().c
        same = and_(other.subject == bindparam("subject"), other.subject_id == found.subject_id)
        has: Select[Any] = select(_ONE).where(same, _begins(other.term, number)).limit(_ONE)
        wanted = wanted.where(has.scalar_subquery() == _ONE)
    return wanted


_COUNT = select(func.count()).select_from(
    select(_ONE).select_from(SearchTerm.__table__)
    .where(_TERM.subject == bindparam("subject"), _begins(_TERM.term, 0)).limit(bindparam("most")).subquery()
)  # fmt: skip


def _commonness(connection: Connection, subject: str, part: str) -> int:
    """How many terms begin with a part, up to a bound: the rarest word is looked for first."""
    return int(connection.execute(_COUNT, {"subject": subject, "most": COMMON, **_bounds([part], 0)}).scalar_one())


@lru_cache(maxsize=64)
def _exact_statement(parts: int, *, further: bool) -> Select[str, int]:
    """Made once: building a statement takes longer than answering it."""
    wanted = select(_TERM.term, _TERM.subject_id).where(_TERM.subject == bindparam("subject"), _begins(_TERM.term, 0))
    wanted = _with_others(wanted, _TERM, parts - 1)
    if further:
        wanted = wanted.where(tuple_(_TERM.term, _TERM.subject_id) > tuple_(bindparam("term"), bindparam("number")))
    return wanted.order_by(_TERM.term, _TERM.subject_id).limit(bindparam("bite"))


def _bounds(parts: Sequence[str], first: int) -> dict[str, str]:
    ends = ((f"from_{n}", part, f"to_{n}", part + TOP) for n, part in enumerate(parts, first))
    return {name: value for a, b, c, d in ends for name, value in ((a, b), (c, d))}


def _exact(connection: Connection, subject: str, parts: Sequence[str], limit: int) -> list[int]:
    """Read in bites until `limit` different ids are found; the order of the index is the order of the answer."""
    values_of: dict[str, Any] = {"subject": subject, "bite": 2 * limit, **_bounds(parts, 0)}
    found: dict[int, None] = {}
    rows = connection.execute(_exact_statement(len(parts), further=False), values_of).all()
    while True:
        found.update(dict.fromkeys(row[1] for row in rows))
        if len(rows) < 2 * limit or len(found) >= limit:
            return list(found)[:limit]
        last = {"term": rows[-1][0], "number": rows[-1][1]}
        rows = connection.execute(_exact_statement(len(parts), further=True), {**values_of, **last}).all()


@lru_cache(maxsize=16)
def _forgiving_statement(dialect: str, others: int) -> Select[str, int]:
    """The near terms first, so many and no more; then those of them that have the other parts.

    An outer join and no order: otherwise SQLite may read the whole index for each variant.
    """
    if dialect == "sqlite":
        variant = func.json_each(bindparam("variants", type_=WORDS)).table_valued(column("value", String))
    else:
        given = func.unnest(bindparam("variants", type_=WORDS))
        variant = given.table_valued(column("value", String), name="variant").render_derived()
    start = variant.c.value
    near = and_(_TERM.subject == bindparam("subject"), _TERM.term >= start, _TERM.term < start.concat(literal(TOP)))
    each = outerjoin(variant, SearchTerm.__table__, near)
    meant = select(_TERM.term, _TERM.subject_id).select_from(each).limit(FAR).subquery("meant")
    found = select(meant.c.term, meant.c.subject_id).where(meant.c.subject_id.is_not(None))
    return _with_others(found, meant.c, others).limit(bindparam("bite"))


def _forgiven(connection: Connection, subject: str, part: str, others: Sequence[str], limit: int) -> list[int]:
    """Ask for all words one error away at once."""
    away = sorted({word for word in one_error_away(part) if len(word) >= SHORTEST_FORGIVEN - 1})
    statement = _forgiving_statement(connection.dialect.name, len(others))
    rows = connection.execute(
        statement, {"subject": subject, "variants": away, "bite": 4 * limit, **_bounds(others, 1)}
    )
    by_term: list[tuple[str, int]] = sorted((term, number) for term, number in rows)
    return list(dict.fromkeys(number for _, number in by_term))[:limit]
