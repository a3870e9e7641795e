"""Certificates on both engines: issued once, frozen, signed, replaced, revoked; printed until the paper is there."""

import json
from datetime import timedelta
from io import BytesIO
from threading import Thread

import pytest
from sqlalchemy import select, update

from mhac.certificates import queries, service
from mhac.certificates.checking import read_public_keys, verify_bytes, verify_pdf
from mhac.certificates.code import verify
from mhac.certificates.making import sealed_pdf
from mhac.certificates.records import Certificate, CertificatePicture, SigningKey
from mhac.certificates.rules import PrintState, Status
from mhac.documents.content import Paper
from mhac.kernel.audit import verify as verify_audit
from mhac.kernel.errors import Invalid, NotAllowed, Refused, StaleEdit, Unavailable
from mhac.registration import service as registration
from mhac.registration.records import Person, Photo
from mhac.registration.rules import Joining, NewCase
from mhac.security import queries as security
from mhac.travel import service as travel
from mhac.travel.rules import Outcome
from mhac.travel.views import NewDeparture
from tests.clinic import Clinic
from tests.documents.papers import codes, photo, text
from tests.mhac.certificates.journeys import (
    COUNTRY,
    Journey,
    decide,
    give_signature,
    journey,
    register,
    screen,
    sign_exam,
)


def issue(clinic: Clinic, decision_id: int, role: str = "administrator") -> int:
    with clinic.act(role, action="certificates.issue") as uow:
        return service.issue(uow, decision_id=decision_id)


def row(clinic: Clinic, certificate_id: int):
    with clinic.read("administrator") as uow:
        return queries.certificate(uow, certificate_id)


def keys(clinic: Clinic) -> dict[str, bytes]:
    with clinic.act("administrator") as uow:
        return read_public_keys(service.export_public_keys(uow))


def pdf_of(clinic: Clinic, certificate_id: int, paper: Paper = Paper.A4) -> bytes:
    return sealed_pdf(clinic.database, clinic.actor("administrator"), certificate_id, paper)


def refused(clinic: Clinic, decision_id: int) -> str:
    with pytest.raises(Refused) as error:
        issue(clinic, decision_id)
    return error.value.code


def test_the_whole_way_from_decision_to_checked_paper(clinic: Clinic) -> None:
    give_signature(clinic)
    made = journey(clinic)
    with clinic.read("administrator") as uow:
        (ready,) = queries.ready(uow)
        assert ready.has_photo
    assert (ready.decision_id, ready.outcome) == (made.decision_id, "fit_with_conditions")
    assert ready.name == "NDAYISHIMIYE Pascal"
    issued = issue(clinic, made.decision_id)
    with clinic.read("administrator") as uow:
        assert queries.ready(uow) == ()
    pdf = pdf_of(clinic, issued)
    said = text(pdf)
    for words in ("MHAC-26-000001", "NDAYISHIMIYE Pascal", "02 May 1959 (66)", "Burundi", "Passport OP0904417", "ET807",
                  "In-flight oxygen 2 L/min", "Nurse escort for the whole journey", "Dr Claire Uwase", "RMDC 2231",
                  "13 Mar 2026, 08:00", "MHAC Kigali"):  # fmt: skip
        assert words in said
    found = codes(pdf)
    assert found["Code128"] == {"MHAC-26-000001"}
    (scanned,) = found["QRCode"]
    held = verify(scanned, keys(clinic))
    assert held.holds
    assert held.code is not None
    assert (held.code.number, held.code.initials, held.code.birth_year) == ("MHAC-26-000001", "PN", 1959)
    whole = verify_pdf(pdf, keys(clinic))
    assert whole.holds
    assert whole.checked == ("code", "content", "file")
    assert json.loads(whole.frozen)["content"]["person"]["name"] == "NDAYISHIMIYE Pascal"


def test_one_changed_byte_of_the_file_fails(clinic: Clinic) -> None:
    pdf = pdf_of(clinic, issue(clinic, journey(clinic).decision_id))
    known = keys(clinic)
    for at in [*range(0, len(pdf), 997), *range(len(pdf) - 180, len(pdf))]:
        changed = bytearray(pdf)
        changed[at] ^= 1
        assert not verify_bytes(bytes(changed), known).holds, at
    assert not verify_bytes(pdf + b"\n", known).holds
    assert not verify_bytes(pdf[:-1], known).holds


def test_a_reprint_is_the_same_file_whatever_changed_since(clinic: Clinic) -> None:
    made = journey(clinic)
    issued = issue(clinic, made.decision_id)
    with clinic.read("administrator") as uow:
        before = queries.printable(uow, issued)
    first = pdf_of(clinic, issued)
    with clinic.act("administrator") as uow:
        registration.add_photo(uow, person_id=made.person_id, image=photo((10, 10, 10)))
        person = uow.get(Person, made.person_id)
        person.family_name = "Renamed"
    clinic.clock.forward(days=400)
    assert pdf_of(clinic, issued) == first
    with clinic.read("administrator") as uow:
        after = queries.printable(uow, issued)
    assert after.content == before.content
    assert after.pdf == first


def test_both_papers_are_drawn_from_the_same_content(clinic: Clinic) -> None:
    issued = issue(clinic, journey(clinic).decision_id)
    a4, letter = pdf_of(clinic, issued), pdf_of(clinic, issued, Paper.LETTER)
    assert codes(a4) == codes(letter)
    assert text(a4) == text(letter)
    assert verify_pdf(letter, keys(clinic)).holds


@pytest.mark.parametrize("outcome", [Outcome.TEMPORARILY_UNFIT, Outcome.UNFIT])
def test_no_certificate_of_unfitness(clinic: Clinic, outcome: Outcome) -> None:
    assert refused(clinic, journey(clinic, outcome=outcome).decision_id) == "certificates.not_fit"


def test_a_decision_is_certified_once(clinic: Clinic) -> None:
    made = journey(clinic)
    issue(clinic, made.decision_id)
    assert refused(clinic, made.decision_id) == "certificates.already_issued"


def test_numbers_follow_each_other_and_begin_anew_each_year(clinic: Clinic) -> None:
    numbers = [row(clinic, issue(clinic, journey(clinic, flight=f"ET80{at}", given_names=f"P{at}").decision_id)).number
               for at in range(3)]  # fmt: skip
    clinic.clock.set(clinic.clock().replace(year=2027))
    numbers.append(row(clinic, issue(clinic, journey(clinic, flight="ET900").decision_id)).number)
    assert numbers == ["MHAC-26-000001", "MHAC-26-000002", "MHAC-26-000003", "MHAC-27-000001"]


def test_a_refused_issue_wastes_no_number(clinic: Clinic) -> None:
    unfit = journey(clinic, outcome=Outcome.UNFIT, flight="ET801")
    refused(clinic, unfit.decision_id)
    assert row(clinic, issue(clinic, journey(clinic).decision_id)).number == "MHAC-26-000001"


def change_flight(clinic: Clinic, made: Journey) -> None:
    with clinic.act("administrator") as uow:
        travel.change_flight(
            uow,
            departure_id=made.departure_id,
            version=1,
            reason="flight cancelled",
            request=NewDeparture("ET809", clinic.clock() + timedelta(hours=44), "KGL-ADD-ORD", "US"),
        )


def test_a_decision_for_another_flight_is_not_certified(clinic: Clinic) -> None:
    made = journey(clinic)
    change_flight(clinic, made)
    assert refused(clinic, made.decision_id) == "certificates.decision_gone"


def test_a_paper_for_another_flight_says_so_and_is_not_printed_again(clinic: Clinic) -> None:
    made = journey(clinic)
    issued = issue(clinic, made.decision_id)
    change_flight(clinic, made)
    assert row(clinic, issued).why_not == "flight_changed"
    with clinic.act("administrator") as uow, pytest.raises(Refused) as error:
        service.queue_print(uow, certificate_id=issued, printer="Lobby", paper=Paper.A4)
    assert error.value.values["why"] == "flight_changed"


def test_a_new_decision_replaces_the_paper_of_the_old_one(clinic: Clinic) -> None:
    made = journey(clinic)
    first = issue(clinic, made.decision_id)
    screen(clinic, made.traveller_id)
    second = issue(clinic, decide(clinic, made.traveller_id, Outcome.FIT, before=made.decision_id))
    old, new = row(clinic, first), row(clinic, second)
    assert (old.status, old.replaced_by, new.status) == (Status.REPLACED, new.number, Status.ISSUED)
    assert new.decision == "fit"


def test_a_corrected_name_replaces_the_paper(clinic: Clinic) -> None:
    made = journey(clinic, family_name="Ndayishimye", other_names=())
    first = issue(clinic, made.decision_id)
    with clinic.act("receptionist") as uow:
        uow.get(Person, made.person_id).family_name = "Ndayishimiye"
    with clinic.act("physician") as uow:
        second = service.replace(uow, certificate_id=first, version=1, reason="name misspelt")
    assert "NDAYISHIMIYE" in text(pdf_of(clinic, second))
    old = row(clinic, first)
    assert (old.status, old.ended_reason, old.ended_by) == (Status.REPLACED, "name misspelt", "Dr Claire Uwase")
    with clinic.act("physician") as uow, pytest.raises(Refused) as error:
        service.replace(uow, certificate_id=first, version=old.version, reason="name misspelt")
    assert error.value.code == "certificates.is_replaced"


def test_a_revoked_paper_says_so_to_the_program_and_not_to_the_key_alone(clinic: Clinic) -> None:
    issued = issue(clinic, journey(clinic).decision_id)
    pdf = pdf_of(clinic, issued)
    (scanned,) = codes(pdf)["QRCode"]
    with clinic.read("receptionist") as uow:
        assert queries.check_text(uow, scanned).stands
    with clinic.act("physician") as uow:
        service.revoke(uow, certificate_id=issued, version=1, reason="fever before boarding")
    assert verify(scanned, keys(clinic)).holds
    with clinic.read("receptionist") as uow:
        for found in (queries.check_text(uow, scanned), queries.check_file(uow, pdf)):
            assert found.verification.holds
            assert not found.stands
            assert found.row is not None
            assert (found.row.status, found.row.ended_reason) == (Status.REVOKED, "fever before boarding")


def test_revoking_needs_a_reason_the_right_role_and_the_version_seen(clinic: Clinic) -> None:
    issued = issue(clinic, journey(clinic).decision_id)
    with clinic.act("physician") as uow, pytest.raises(Invalid):
        service.revoke(uow, certificate_id=issued, version=1, reason=" ")
    with clinic.act("nurse") as uow, pytest.raises(NotAllowed):
        service.revoke(uow, certificate_id=issued, version=1, reason="a good reason")
    with clinic.act("physician") as uow, pytest.raises(StaleEdit):
        service.revoke(uow, certificate_id=issued, version=7, reason="a good reason")
    assert row(clinic, issued).status is Status.ISSUED


def test_a_number_alone_finds_the_paper_but_proves_nothing(clinic: Clinic) -> None:
    issue(clinic, journey(clinic).decision_id)
    with clinic.read("nurse") as uow:
        found = queries.check_text(uow, " mhac-26-000001 ")
    assert found.typed_number
    assert found.row is not None
    assert not found.stands
    with clinic.read("nurse") as uow:
        assert queries.check_text(uow, "MHAC-26-000999").verification.reason == "unreadable"


def test_a_true_code_of_another_register_is_not_this_one_s_paper(clinic: Clinic) -> None:
    issued = issue(clinic, journey(clinic).decision_id)
    (scanned,) = codes(pdf_of(clinic, issued))["QRCode"]
    with clinic.act("administrator") as uow:
        uow.session.execute(update(Certificate).values(digest="0" * 64))
    with clinic.read("nurse") as uow:
        found = queries.check_text(uow, scanned)
    assert found.verification.holds
    assert found.row is None
    assert not found.stands


def test_only_a_drawing_of_the_frozen_content_is_sealed(clinic: Clinic) -> None:
    first = issue(clinic, journey(clinic).decision_id)
    second = issue(clinic, journey(clinic, flight="ET801", given_names="Other").decision_id)
    other = pdf_of(clinic, second)
    for drawing in (other, b"%PDF-1.4\n"):
        with clinic.act("administrator") as uow, pytest.raises(ValueError, match="not drawn from"):
            service.attach_file(uow, certificate_id=first, paper=Paper.A4, pdf=drawing)


# Printing --------------------------------------------------------------------------------------------------------


def queued(clinic: Clinic, certificate_id: int, printer: str = "Lobby") -> int:
    with clinic.act("administrator") as uow:
        return service.queue_print(uow, certificate_id=certificate_id, printer=printer, paper=Paper.A4)


def queue(clinic: Clinic):
    with clinic.read("administrator") as uow:
        return queries.print_queue(uow)


def start(clinic: Clinic, job_id: int) -> int:
    with clinic.act("administrator") as uow:
        return service.start_print(uow, job_id=job_id)


def test_a_failed_print_waits_until_it_is_tried_again(clinic: Clinic) -> None:
    issued = issue(clinic, journey(clinic).decision_id)
    job = queued(clinic, issued)
    assert start(clinic, job) == issued
    with clinic.act("administrator") as uow:
        service.fail_print(uow, job_id=job, error="no_such_printer")
    (waiting,) = queue(clinic)
    assert (waiting.state, waiting.error, waiting.attempts) == (PrintState.FAILED, "no_such_printer", 1)
    assert row(clinic, issued).waiting is PrintState.FAILED
    with clinic.act("administrator") as uow:
        service.retry_print(uow, job_id=job, version=waiting.version, printer="Office")
    start(clinic, job)
    with clinic.act("administrator") as uow:
        service.finish_print(uow, job_id=job)
    assert queue(clinic) == ()
    assert (row(clinic, issued).prints, row(clinic, issued).waiting) == (1, None)


def test_a_print_that_the_program_did_not_survive_is_found_again(clinic: Clinic) -> None:
    issued = issue(clinic, journey(clinic).decision_id)
    start(clinic, queued(clinic, issued))
    with clinic.act("administrator") as uow:
        assert service.recover_prints(uow) == 1
    (waiting,) = queue(clinic)
    assert (waiting.state, waiting.error) == (PrintState.FAILED, "interrupted")
    with clinic.act("administrator") as uow:
        assert service.recover_prints(uow) == 0


def test_one_paper_waits_once_and_does_not_start_twice(clinic: Clinic) -> None:
    issued = issue(clinic, journey(clinic).decision_id)
    job = queued(clinic, issued)
    assert queued(clinic, issued, "Office") == job
    start(clinic, job)
    with clinic.act("administrator") as uow, pytest.raises(Refused) as error:
        service.start_print(uow, job_id=job)
    assert error.value.code == "certificates.not_waiting"
    with clinic.act("administrator") as uow, pytest.raises(Refused):
        service.queue_print(uow, certificate_id=issued, printer="Office", paper=Paper.A4)


def test_a_waiting_print_is_withdrawn_by_hand_or_with_its_paper(clinic: Clinic) -> None:
    first = issue(clinic, journey(clinic).decision_id)
    second = issue(clinic, journey(clinic, flight="ET801", given_names="Other").decision_id)
    by_hand, _ = queued(clinic, first), queued(clinic, second)
    version = queue(clinic)[0].version
    with clinic.act("administrator") as uow:
        service.withdraw_print(uow, job_id=by_hand, version=version)
    with clinic.act("administrator") as uow:
        service.revoke(uow, certificate_id=second, version=1, reason="fever before boarding")
    assert queue(clinic) == ()


@pytest.mark.parametrize("role", ["receptionist", "nurse", "physician"])
def test_only_the_administrator_prints(clinic: Clinic, role: str) -> None:
    issued = issue(clinic, journey(clinic).decision_id, "physician")
    with clinic.act(role) as uow, pytest.raises(NotAllowed):
        service.queue_print(uow, certificate_id=issued, printer="Lobby", paper=Paper.A4)


# Keys ------------------------------------------------------------------------------------------------------------


def test_the_private_key_never_lies_in_clear(clinic: Clinic) -> None:
    issue(clinic, journey(clinic).decision_id)
    with clinic.act("administrator") as uow:
        key = uow.session.scalars(select(SigningKey)).one()
        opened = clinic.database.vault.unseal(bytes(key.sealed))
        assert len(opened) == 32
        assert opened not in bytes(key.sealed)
        lines = json.dumps([line.content for line in security.audit_lines(uow)])
    assert opened.hex() not in lines


def test_a_new_key_signs_and_the_old_papers_stay_good(clinic: Clinic) -> None:
    first = issue(clinic, journey(clinic).decision_id)
    with clinic.act("administrator") as uow:
        assert service.renew_key(uow) == "MHAC-2"
    second = issue(clinic, journey(clinic, flight="ET801", given_names="Other").decision_id)
    known = keys(clinic)
    assert set(known) == {"MHAC-1", "MHAC-2"}
    found = [verify_pdf(pdf_of(clinic, each), known) for each in (first, second)]
    assert [each.code.key_id for each in found if each.code] == ["MHAC-1", "MHAC-2"]
    assert all(each.holds for each in found)
    with clinic.read("administrator") as uow:
        standing = uow.session.scalars(select(SigningKey.name).where(SigningKey.retired_at.is_(None))).all()
    assert standing == ["MHAC-2"]


def test_without_the_vault_nothing_is_issued(clinic: Clinic) -> None:
    made = journey(clinic)
    vault, clinic.database.vault = clinic.database.vault, None
    with pytest.raises(Unavailable):
        issue(clinic, made.decision_id)
    clinic.database.vault = vault
    assert row(clinic, issue(clinic, made.decision_id)).number == "MHAC-26-000001"


# Finding ---------------------------------------------------------------------------------------------------------


def test_the_register_finds_by_name_number_and_status(clinic: Clinic) -> None:
    first = issue(clinic, journey(clinic).decision_id)
    second = issue(clinic, journey(clinic, flight="ET801", family_name="Uwase", given_names="Aline").decision_id)
    with clinic.act("physician") as uow:
        service.revoke(uow, certificate_id=second, version=1, reason="fever before boarding")
    with clinic.read("nurse") as uow:
        assert [each.id for each in queries.register(uow)] == [second, first]
        assert [each.id for each in queries.register(uow, "ndayish")] == [first]
        assert [each.id for each in queries.register(uow, "MHAC-26-000002")] == [second]
        assert [each.id for each in queries.register(uow, status=Status.REVOKED)] == [second]


def test_pictures_are_kept_once_and_the_audit_holds(clinic: Clinic) -> None:
    give_signature(clinic)
    for at in range(2):
        issue(clinic, journey(clinic, flight=f"ET80{at}", given_names=f"P{at}").decision_id)
    with clinic.act("administrator") as uow:
        pictures = uow.session.scalars(select(CertificatePicture)).all()
        assert len(pictures) == 3  # two photos, one signature
        assert verify_audit(uow.session).faults == ()
    assert BytesIO(bytes(pictures[0].picture)).read(2) in {b"\xff\xd8", b"\x89P"}


def test_two_desks_issuing_at_once_give_no_number_and_no_paper_twice(clinic: Clinic) -> None:
    made = [journey(clinic, flight=f"ET80{at}", given_names=f"P{at}").decision_id for at in range(4)]
    answers: list[str] = []

    def desk(decisions: list[int]) -> None:
        for decision_id in decisions:
            try:
                answers.append(row(clinic, issue(clinic, decision_id)).number)
            except Refused as error:
                answers.append(error.code)

    desks = [Thread(target=desk, args=(order,)) for order in (made, made[::-1])]
    for each in desks:
        each.start()
    for each in desks:
        each.join()
    assert sorted(answers) == ["MHAC-26-000001", "MHAC-26-000002", "MHAC-26-000003", "MHAC-26-000004",
                               *["certificates.already_issued"] * 4]  # fmt: skip


def test_a_missing_photo_is_told_before_the_paper_is_issued(clinic: Clinic) -> None:
    journey(clinic)
    with clinic.act("receptionist") as uow:
        uow.session.execute(update(Photo).values(replaced_at=uow.now()))
    with clinic.read("administrator") as uow:
        assert [ready.has_photo for ready in queries.ready(uow)] == [False]


def test_who_waits_for_the_family_gets_no_paper(clinic: Clinic) -> None:
    """The same rule as on the board of departures: nobody is handed a paper while the family may not fly."""
    father, child = register(clinic, "Kasongo", "Saidi"), register(clinic, "Kasongo", "Bernard")
    with clinic.act("receptionist") as uow:
        joining = (Joining(father, "principal", principal=True), Joining(child, "child"))
        case_id = registration.open_case(uow, request=NewCase(COUNTRY, "REF", number="RW-2026-00009"), members=joining)
    with clinic.act("physician") as uow:
        for person_id in (father, child):
            sign_exam(uow, person_id, case_id)
    with clinic.act("administrator") as uow:
        flight = NewDeparture("ET807", clinic.clock() + timedelta(hours=40), "KGL-ADD-ORD", COUNTRY)
        departure_id = travel.plan_departure(uow, request=flight)
        travellers = travel.add_travellers(uow, departure_id=departure_id, case_id=case_id)
    for traveller_id in travellers:
        screen(clinic, traveller_id)
    fit = decide(clinic, travellers[0], Outcome.FIT)
    unfit = decide(clinic, travellers[1], Outcome.TEMPORARILY_UNFIT)
    with clinic.read("administrator") as uow:
        assert queries.ready(uow) == ()
    with pytest.raises(Refused, match="waits_for_family") as error:
        issue(clinic, fit)
    assert error.value.values["who"] == "KASONGO Bernard"
    decide(clinic, travellers[1], Outcome.FIT, before=unfit)
    with clinic.read("administrator") as uow:
        assert len(queries.ready(uow)) == 2
    issue(clinic, fit)
