"""The way from a frozen sheet to its picture on paper: read what is frozen, draw it, keep it as the snapshot."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from itertools import groupby
from typing import Any

from mhac.documents.content import Clinic, PartialDate, PersonLine
from mhac.documents.words import day_text, moment_text
from mhac.kernel.database import Database
from mhac.kernel.unit_of_work import Actor
from mhac.registration.names import display
from mhac.submissions.queries import printable
from mhac.submissions.rules import RowState
from mhac.submissions.service import attach_snapshot
from mhac.submissions.views import Printable

GATHERED_FROM = 4


def _written(row: Mapping[str, Any]) -> str:
    """A value as it is read; a day also as the authority's screen takes it, for who types from the paper."""
    value, typed = row["value"], row["copy"]
    return f"{value} ({typed})" if row["kind"] == "date" and value and typed not in ("", value) else value


def drawn(found: Printable, zone: Any) -> bytes:
    """Draw a sheet from its frozen content; no database, for the document lane. Loaded only when it is needed."""
    from mhac.documents.worksheet import Worksheet, WorksheetPart, WorksheetRow, draw_worksheet

    content = found.content
    person, paper, exam, clinic = content["person"], content["paper"], content["exam"], content["clinic"]
    parts = tuple(
        WorksheetPart(
            part["heading"],
            tuple(
                WorksheetRow("", "", run[0]["state"], gathered=tuple(row["label"] for row in run))
                if len(run) > 1
                else WorksheetRow(
                    run[0]["label"], _written(run[0]), run[0]["state"], run[0]["flag"], _made(run[0], zone),
                    run[0]["required"],
                )
                for run in _runs(part["rows"])
            ),
            part["help"],
        )
        for part in content["parts"]
    )  # fmt: skip
    physician = content["physician"]
    sheet = Worksheet(
        clinic=Clinic(clinic["name"], place=clinic["place"], phone=clinic["phone"], logo=found.logo),
        code=found.code,
        number=paper["number"],
        title=paper["title"],
        person=PersonLine(
            display(person["family_name"], person["given_names"]),
            person["latin_name"],
            _birth(person["birth"]),
            person["sex"],
            person["file_number"],
            found.photo,
        ),
        has_one_name=not (person["family_name"] and person["given_names"]),
        case_number=person["case_number"],
        category=exam["category"],
        examined=day_text(date.fromisoformat(exam["date"])),
        signed=_local(physician["signed_at"], zone),
        physician=" · ".join(part for part in (physician["name"], physician["licence"]) if part),
        layout=paper["layout"],
        source=paper["source"],
        confirmed=paper["confidence"] == "official",
        seq=exam["seq"],
        edition=exam["edition"],
        digest=found.digest,
        parts=parts,
    )
    return draw_worksheet(sheet, found.frozen)


def _runs(rows: Sequence[Mapping[str, Any]]) -> Iterator[list[Mapping[str, Any]]]:
    """Lines one by one; several in a row that are not asked of this person come together."""
    for state, found in groupby(rows, key=lambda row: row["state"]):
        run = list(found)
        if state == RowState.NOT_ASKED and len(run) >= GATHERED_FROM:
            yield run
        else:
            yield from ([row] for row in run)


def _birth(birth: Mapping[str, Any] | None) -> PartialDate | None:
    if birth is None:
        return None
    earliest, latest = date.fromisoformat(birth["earliest"]), date.fromisoformat(birth["latest"])
    return PartialDate.between(earliest, latest, birth["precision"], birth["estimated"])


def _local(moment: str, zone: Any) -> str:
    return moment_text(datetime.fromisoformat(moment).astimezone(zone))


def _made(row: Mapping[str, Any], zone: Any) -> str:
    return f"{row['by']}, {_local(row['at'], zone)}" if row["by"] and row["at"] else row["by"]


def snapshot_pdf(database: Database, actor: Actor, submission_id: int) -> bytes:
    """Return the snapshot of a sheet; drawn the first time, afterwards the same bytes."""
    with database.reading(actor, action="submissions.printable") as uow:
        found = printable(uow, submission_id)
    if found.pdf is not None:
        return found.pdf
    pdf = drawn(found, database.zone)
    with database.unit_of_work(actor, action="submissions.attach_snapshot") as uow:
        return attach_snapshot(uow, submission_id=submission_id, pdf=pdf)
