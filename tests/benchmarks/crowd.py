"""A crowd of invented people for the search: as many as are asked for, straight into the tables."""

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import insert

from mhac.demo.people import Inventor
from mhac.kernel.database import Database
from mhac.kernel.search import endings
from mhac.registration import names
from mhac.registration.records import Person

BITE = 20_000
DAY = date(2018, 6, 30)


def fill(database: Database, people: int) -> None:
    """Write so many people and their search terms; on PostgreSQL by COPY."""
    persons: list[dict[str, Any]] = []
    terms: list[tuple[str, str, int]] = []
    number = 0
    for family in Inventor(7, DAY).families(people):
        for each in family.members:
            number += 1
            file_number = f"MHAC-{number:07}"
            persons.append(_row(number, file_number, each))
            found = endings([each.family_name, each.given_names], [file_number, family.number])
            terms.extend(("person", term, number) for term in found)
        if len(terms) > 40 * BITE:
            _write(database, persons, terms)
            persons, terms = [], []
    _write(database, persons, terms)
    with database.engine.begin() as connection:
        connection.exec_driver_sql("ANALYZE")


def _row(number: int, file_number: str, each: Any) -> dict[str, Any]:
    birth = each.birth
    return {
        "id": number, "version": 1, "file_number": file_number, "family_name": each.family_name,
        "given_names": each.given_names, "name_key": names.display(each.family_name, each.given_names).lower(),
        "sex": each.sex, "birth_earliest": birth.earliest, "birth_latest": birth.latest,
        "birth_precision": birth.precision.value, "birth_estimated": birth.estimated, "citizenship": each.citizenship,
        "birth_country": each.birth_country, "phone": each.phone, "languages": list(each.languages),
        "registered_at": datetime(2018, 6, 30, tzinfo=UTC), "registered_by": "crowd",
    }  # fmt: skip


def _write(database: Database, persons: list[dict[str, Any]], terms: list[tuple[str, str, int]]) -> None:
    with database.engine.begin() as connection:
        if persons:
            connection.execute(insert(Person), persons)
        if database.dialect_name == "postgresql":
            raw = connection.connection.driver_connection
            with raw.cursor().copy("COPY search_term (subject, term, subject_id) FROM STDIN") as copy:  # type: ignore[union-attr]
                for row in terms:
                    copy.write_row(row)
        else:
            connection.exec_driver_sql("INSERT INTO search_term (subject, term, subject_id) VALUES (?, ?, ?)", terms)
