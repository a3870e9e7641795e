"""A clinic's own template: checked at import, on the shelf beside the shipped ones, retired but never lost."""

from datetime import date
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from sqlalchemy import func, select, update

from mhac.exams import queries as exam_queries
from mhac.exams import service as exams
from mhac.kernel.errors import Invalid, NotAllowed, NotFound, Refused, StaleEdit, Unavailable
from mhac.protocols import library, queries, service
from mhac.protocols.evaluation import evaluate
from mhac.protocols.library import Library
from mhac.protocols.own import check_template
from mhac.protocols.records import OwnTemplate
from mhac.protocols.rules import ItemState
from mhac.protocols.template import Template
from mhac.registration import service as registration
from mhac.registration.rules import Joining, NewCase
from tests.clinic import Clinic
from tests.mhac.exams.examined import family
from tests.mhac.protocols.people import applicant

SOURCE = Path(__file__).with_name("united_kingdom.yaml")
YAML = SOURCE.read_bytes()
ACTION = "protocols.import_template"


def import_it(clinic: Clinic, content: bytes = YAML, role: str = "physician") -> int:
    with clinic.act(role, action=ACTION) as uow:
        return service.import_template(uow, content=content, file_name=SOURCE.name, reason="We examine for it")


def shelf(clinic: Clinic) -> Library:
    with clinic.read("nurse") as uow:
        return queries.library(uow)


def retire(clinic: Clinic, template_id: int, version: int = 1, reason: str = "The rules were changed") -> None:
    with clinic.act("administrator", action="protocols.retire_template") as uow:
        service.retire_template(uow, template_id=template_id, version=version, reason=reason)


@pytest.fixture(autouse=True)
def forgetful() -> None:
    """Every test begins like a program that was just opened."""
    library._OWN.clear()


def test_an_imported_template_stands_beside_the_shipped_ones(clinic: Clinic) -> None:
    before = shelf(clinic)
    assert "GB" not in before.countries()
    import_it(clinic)
    found = shelf(clinic)
    assert set(found.countries()) == {*before.countries(), "GB"}
    (edition,) = found.editions("GB")
    assert (edition.own, edition.edition, edition.valid_from) == (True, "2019-07", date(2013, 12, 31))
    chosen = found.choose("GB", date(2026, 3, 10))
    assert chosen.template.digest == edition.digest
    assert not chosen.before_first
    assert found.choose("GB", date(2000, 1, 1)).before_first
    assert [one.id for one in chosen.template.disabled] == ["UK-6"]


def test_who_when_and_why_are_kept_with_the_text(clinic: Clinic) -> None:
    import_it(clinic, role="administrator")
    with clinic.read("nurse") as uow:
        (row,) = queries.own_templates(uow)
    assert row.source_yaml.encode() == YAML
    assert (row.file_name, row.reason, row.imported_by) == (
        "united_kingdom.yaml", "We examine for it", clinic.actor("administrator").name,
    )  # fmt: skip
    assert row.imported_at == clinic.clock()
    assert row.in_force


def test_a_wrong_template_is_refused_with_its_first_fault(clinic: Clinic) -> None:
    wrong = YAML.replace(b"require: sputum_set", b"require: sputum")
    with pytest.raises(Invalid) as caught:
        import_it(clinic, wrong)
    assert caught.value.code == "protocols.wrong_template"
    assert caught.value.values["count"] == 2
    assert "unknown item sputum" in str(caught.value.values["first"])
    assert check_template(wrong, "a.yaml").problems[0].startswith("a.yaml:")
    with clinic.read("nurse") as uow:
        assert uow.session.scalar(select(func.count()).select_from(OwnTemplate)) == 0


@pytest.mark.parametrize("role", ["receptionist", "nurse"])
def test_only_physicians_and_administrators_import(clinic: Clinic, role: str) -> None:
    with pytest.raises(NotAllowed):
        import_it(clinic, role=role)


def test_a_reason_is_asked_for(clinic: Clinic) -> None:
    with pytest.raises(Invalid) as caught, clinic.act("physician", action=ACTION) as uow:
        service.import_template(uow, content=YAML, file_name="uk.yaml", reason="  ")
    assert caught.value.code == "protocols.reason_missing"


def test_an_edition_is_imported_once_and_never_in_the_place_of_a_shipped_one(clinic: Clinic) -> None:
    import_it(clinic)
    with pytest.raises(Refused) as caught:
        import_it(clinic, YAML.replace(b"value: 11", b"value: 12"))
    assert caught.value.code == "protocols.edition_in_force"
    shipped = library.editions("US")[0]
    as_shipped = YAML.replace(b"country: GB", b"country: US").replace(b"2019-07", shipped.edition.encode())
    with pytest.raises(Refused) as caught:
        import_it(clinic, as_shipped)
    assert caught.value.code == "protocols.edition_ships"


def test_a_clinic_writes_its_own_edition_of_a_shipped_country(clinic: Clinic) -> None:
    own = YAML.replace(b"country: GB", b"country: US").replace(b"2013-12-31\nvalid_to", b"2026-01-01\nvalid_to")
    import_it(clinic, own)
    found = shelf(clinic)
    assert found.choose("US", date(2026, 3, 10)).template.edition == "2019-07"
    assert found.choose("US", date(2025, 12, 31)).template.edition == library.editions("US")[-1].edition


def begin(clinic: Clinic) -> int:
    """The mother's exam in a case of her own for the imported country."""
    household = family(clinic)
    with clinic.act("receptionist", action="registration.open_case") as uow:
        case_id = registration.open_case(
            uow,
            request=NewCase(country="GB", category="VISA"),
            members=(Joining(household.mother, "principal", principal=True),),
        )
    with clinic.act("nurse", action="exams.begin_exam") as uow:
        return exams.begin_exam(uow, person_id=household.mother, case_id=case_id, without_consent="On paper")


def test_an_exam_stays_with_the_text_it_began_with(clinic: Clinic) -> None:
    template_id = import_it(clinic)
    exam_id = begin(clinic)
    retire(clinic, template_id)
    assert "GB" not in shelf(clinic).countries()
    import_it(clinic, YAML.replace(b"value: 11, unit: years, at_least: 1,", b"value: 5, unit: years, at_least: 1,"))
    library._OWN.clear()
    with clinic.read("physician") as uow:
        view = exam_queries.exam(uow, exam_id)
        pinned = queries.template(uow, view.country, view.edition, view.template_digest)
        assert pinned.settings["xray_from"].value == 11
        assert queries.library(uow).choose("GB", date(2026, 3, 10)).template.settings["xray_from"].value == 5
    assert [one.section.key for one in view.sections][:2] == ["identity", "tb"]


def test_an_own_edition_is_adopted_and_changed_like_a_shipped_one(clinic: Clinic) -> None:
    import_it(clinic)
    made = shelf(clinic).choose("GB", date(2026, 3, 10)).template
    which: dict[str, Any] = {"country": made.country, "edition": made.edition, "digest": made.digest}
    with clinic.act("physician", action="protocols.adopt_edition") as uow:
        service.adopt_edition(uow, **which, confirmed_rules=["UK-5"])
        service.change_setting(uow, **which, key="list.uk_tb_listed.BI", value=True, reason="On the list of 2026")
    with clinic.read("nurse") as uow:
        assert queries.is_adopted(uow, **which)
        assert queries.overrides(uow, "GB", "2019-07") == {"list.uk_tb_listed.BI": True}


def test_a_template_is_retired_once_with_a_reason_and_nobody_deletes_it(clinic: Clinic) -> None:
    template_id = import_it(clinic)
    with pytest.raises(StaleEdit):
        retire(clinic, template_id, version=7)
    with pytest.raises(Invalid):
        retire(clinic, template_id, reason=" ")
    retire(clinic, template_id)
    with pytest.raises(Refused) as caught:
        retire(clinic, template_id, version=2)
    assert caught.value.code == "protocols.retired_already"
    with clinic.read("nurse") as uow:
        (row,) = queries.own_templates(uow)
    assert (row.in_force, row.retired_reason) == (False, "The rules were changed")
    import_it(clinic)
    assert "GB" in shelf(clinic).countries()


def test_a_text_that_was_changed_in_the_database_is_not_used(clinic: Clinic) -> None:
    import_it(clinic)
    with clinic.act("administrator", action=ACTION) as uow:
        text = uow.session.scalar(select(OwnTemplate.compiled)) or ""
        uow.session.execute(update(OwnTemplate).values(compiled=text.replace('"value":11', '"value":12')))
    with pytest.raises(Unavailable) as caught:
        shelf(clinic)
    assert caught.value.code == "protocols.own_template_changed"


def test_a_text_that_nobody_imported_is_not_found(clinic: Clinic) -> None:
    with clinic.read("nurse") as uow, pytest.raises(NotFound):
        queries.template(uow, "GB", "2019-07", "0" * 64)


def united_kingdom() -> Template:
    made = check_template(YAML, SOURCE.name).template
    assert made is not None
    return made


STAY = {"stay_months": 24, "residence": "RW"}
PEOPLE = [
    ("an adult", "1990-01-01", "VISA", STAY, {"medical_exam", "chest_xray"}),
    ("of eleven today", "2015-03-10", "VISA", STAY, {"medical_exam", "chest_xray"}),
    ("eleven tomorrow", "2015-03-11", "VISA", STAY, {"medical_exam"}),
    ("a child who coughs", "2020-01-01", "VISA", {**STAY, "tb_symptoms": True},
     {"medical_exam", "chest_xray", "sputum_set"}),
    ("a child after a contact", "2020-01-01", "VISA", {**STAY, "tb_contact": True}, {"medical_exam", "chest_xray"}),
    ("six months", "1990-01-01", "VISA", {**STAY, "stay_months": 6}, set()),
    ("a visitor", "1990-01-01", "VISITOR", STAY, set()),
    ("a diplomat", "1990-01-01", "DIPLOMAT", STAY, set()),
    ("a film that suggests TB", "1990-01-01", "VISA", {**STAY, "chest_xray": "suggests_tb"},
     {"medical_exam", "chest_xray", "sputum_set"}),
]  # fmt: skip


@pytest.mark.parametrize(
    ("born", "category", "facts", "required"), [row[1:] for row in PEOPLE], ids=[row[0] for row in PEOPLE]
)
def test_what_the_fifth_country_asks(born: str, category: str, facts: dict[str, object], required: set[str]) -> None:
    found = evaluate(united_kingdom(), applicant(born, "M", category=category), {"screened": True, **facts})
    assert {result.item for result in found.required} == required


def test_the_fifth_country_says_why_not_and_what_it_does_not_know() -> None:
    made = united_kingdom()
    visitor = evaluate(made, applicant("1990-01-01", "M", category="VISITOR"), {"screened": True, **STAY})
    assert [entry.rule for entry in visitor.item_states["medical_exam"].reasons] == ["UK-1-EXEMPT"]
    elsewhere = {"screened": True, **STAY, "residence": "BI"}
    unknown = evaluate(made, applicant("1990-01-01", "M", category="VISA"), elsewhere)
    assert unknown.item_states["medical_exam"].state is ItemState.UNKNOWN
    assert unknown.item_states["medical_exam"].needs == ("list.uk_tb_listed.BI",)


def test_the_fifth_country_has_its_validity() -> None:
    made = united_kingdom()
    who = applicant("1990-01-01", "M", category="VISA")
    film = {"screened": True, **STAY, "chest_xray": "normal", "chest_xray_on": "2026-03-09"}
    assert evaluate(made, who, film).valid_until == date(2026, 9, 9)
    assert evaluate(made, who, {**film, "tb_contact": True}).valid_until == date(2026, 6, 9)
    ill = evaluate(made, who, {**film, "chest_xray": "suggests_tb", "sputum_smears": "positive"})
    assert (ill.cleared, ill.valid_until) == (False, None)


def test_of_two_workstations_that_import_at_once_one_is_told_so(clinic: Clinic) -> None:
    told: list[str] = []

    def other() -> None:
        try:
            import_it(clinic, role="administrator")
        except Refused as error:
            told.append(error.code)

    thread = Thread(target=other)
    with clinic.act("physician", action=ACTION) as uow:
        service.import_template(uow, content=YAML, file_name=SOURCE.name, reason="We examine for it")
        thread.start()
        thread.join(timeout=1.5)
        assert thread.is_alive()
    thread.join(timeout=20)
    assert told == ["protocols.edition_in_force"]
    with clinic.read("nurse") as uow:
        assert len(queries.own_templates(uow)) == 1
