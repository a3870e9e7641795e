"""Find as you type, by any part of any name or number, on both engines.

One table holds every ending of every name word and number ("mukamana", "ukamana", "kamana" ...), so that a part
of a name is the beginning of an ending: a range of one ordered index. One typing error is forgiven by asking for
every word that is one letter away, in one statement. No extension of either engine is needed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Index,
    Integer,
    Select,
    String,
    and_,
    column,
    delete,
    exists,
    insert,
    select,
    tuple_,
    values,
)
from sqlalchemy.orm import Mapped, Session, aliased, mapped_column

from mhac.kernel.folding import fold
from mhac.kernel.records import Record

LONGEST = 40
SHORTEST_FORGIVEN = 4
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
    session: Session, text: str, *, subjects: Sequence[str] = ("person",), limit: int = 50
) -> list[tuple[str, int]]:
    """Return (subject, id) of what fits every word of `text`, best first, at most `limit` of each subject.

    Words may be any part of any name or number, in any order, with or without accents. When nothing fits, one
    typing error in one of the words is forgiven.
    """
    parts = sorted({part[:LONGEST] for part in fold(text).split()}, key=lambda part: (-len(part), part))
    if not parts:
        return []
    found = [(s, number) for s in subjects for number in _exact(session, s, parts[0], parts[1:], limit)]
    for part in parts:
        if found or len(part) < SHORTEST_FORGIVEN:
            break
        others = [other for other in parts if other != part]
        found = [(s, number) for s in subjects for number in _forgiven(session, s, part, others, limit)]
    return found


def _begins(term: Any, part: str) -> ColumnElement[bool]:
    return and_(term >= part, term < part + TOP)


def _others(subject: str, others: Sequence[str]) -> Iterator[ColumnElement[bool]]:
    for part in others:
        other = aliased(SearchTerm)
        yield exists().where(
            other.subject == subject, other.subject_id == SearchTerm.subject_id, _begins(other.term, part)
        )


def _wanted(subject: str, others: Sequence[str]) -> Select[str, int]:
    return select(SearchTerm.term, SearchTerm.subject_id).where(
        SearchTerm.subject == subject, *_others(subject, others)
    )


def _exact(session: Session, subject: str, part: str, others: Sequence[str], limit: int) -> list[int]:
    """Read in bites until `limit` different ids are found; the order of the index is the order of the answer."""
    key = tuple_(SearchTerm.term, SearchTerm.subject_id)
    wanted = _wanted(subject, others).where(_begins(SearchTerm.term, part))
    ordered = wanted.order_by(SearchTerm.term, SearchTerm.subject_id).limit(2 * limit)
    found: dict[int, None] = {}
    rows = session.execute(ordered).all()
    while True:
        found.update(dict.fromkeys(row.subject_id for row in rows))
        if len(rows) < 2 * limit or len(found) >= limit:
            return list(found)[:limit]
        rows = session.execute(ordered.where(key > tuple_(rows[-1].term, rows[-1].subject_id))).all()


def _forgiven(session: Session, subject: str, part: str, others: Sequence[str], limit: int) -> list[int]:
    """Ask for all words one error away at once. No order is asked for: with one, SQLite would read the whole index."""
    away = sorted({word for word in one_error_away(part) if len(word) >= SHORTEST_FORGIVEN - 1})
    table = values(column("start", String), column("stop", String), name="variant")
    variant = table.data([(word, word + TOP) for word in away]).cte("variant")
    near = and_(SearchTerm.term >= variant.c.start, SearchTerm.term < variant.c.stop)
    rows = session.execute(_wanted(subject, others).join(variant, near).limit(4 * limit)).all()
    return list(dict.fromkeys(row.subject_id for row in sorted(rows)))[:limit]
