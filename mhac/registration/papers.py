"""Is this paper on somebody else's file? What is made out to one person stands on one file, or the desk says why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import select

from mhac.kernel import settings
from mhac.kernel.errors import Refused
from mhac.kernel.unit_of_work import UnitOfWork
from mhac.registration import codes, names
from mhac.registration.records import Identifier, Person
from mhac.registration.rules import IdentifierEntry

TURN = "registration.papers"


def ask_about(uow: UnitOfWork, entries: Sequence[IdentifierEntry], person_id: int | None, because: str) -> None:
    """Refuse a paper of one person that stands on the file of another, unless the desk says why both have it."""
    kinds = codes.identifier_kinds()
    wanted = {(paper.kind, paper.normal): paper.issuer for paper in entries if kinds[paper.kind].one_person}
    if not wanted:
        return
    settings.take_turn(uow, TURN)  # so that of two desks with one paper the second one sees what the first has kept
    rows = uow.session.execute(
        select(Identifier.kind, Identifier.normal, Identifier.issuer, Identifier.value, Identifier.person_id).where(
            Identifier.normal.in_({normal for _, normal in wanted}), Identifier.void_reason.is_(None)
        )
    ).all()
    same = [row for row in rows if _same_issuer(wanted, row.kind, row.normal, row.issuer)]
    own = {(row.kind, row.normal) for row in same if row.person_id == person_id}
    others = [row for row in same if row.person_id != person_id and (row.kind, row.normal) not in own]
    if not others:
        return
    other = uow.get(Person, others[0].person_id)
    if not because.strip():
        raise Refused(
            "registration.paper_on_file", field="identifiers", person_id=other.id, number=others[0].value,
            name=names.display(other.family_name, other.given_names), file_number=other.file_number or "",
        )  # fmt: skip
    uow.note("paper_on_file", other=other.id, number=others[0].value, because=names.tidy(because)[:300])


def _same_issuer(wanted: Mapping[tuple[str, str], str | None], kind: str, normal: str, issuer: str | None) -> bool:
    """Whether a number on file is of a wanted paper: where one issuer is not known, it may be the same."""
    if (kind, normal) not in wanted:
        return False
    ours = wanted[kind, normal]
    return not ours or not issuer or codes.issuer_code(ours) == codes.issuer_code(issuer)
