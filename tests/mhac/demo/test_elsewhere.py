"""Some families of the demo are bound for other countries, and every protocol is adopted: each can be tried."""

from datetime import UTC, datetime

from sqlalchemy import select

from mhac import rooms
from mhac.demo.making import make, users
from mhac.kernel.paths import DataFolder
from mhac.protocols import library
from mhac.protocols.records import Adoption
from mhac.registration.records import Case
from mhac.security import sign_in

NOW = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)


def test_every_country_can_be_tried(tmp_path):
    folder = DataFolder(tmp_path / "clinic")
    make(folder, people=60, now=NOW)
    password = next(each.password for each in users() if each.login == "doctor")
    signed_in = sign_in.sign_in(folder, login="doctor", password=password, granted=rooms.granted(), clock=lambda: NOW)
    with signed_in.database.reading(signed_in.actor) as uow:
        cases = uow.session.scalars(select(Case)).all()
        adopted = {row.country for row in uow.session.scalars(select(Adoption))}
    signed_in.database.close()
    assert {case.country for case in cases} == adopted == set(library.countries())
    for case in cases:
        assert case.category in library.choose(case.country, NOW.date()).template.categories
