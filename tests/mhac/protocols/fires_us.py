"""Situations in which rules of the United States fire that no acceptance case makes fire."""

from typing import Any

BASE: dict[str, Any] = {
    "id": "made",
    "country": "US",
    "category": "REF",
    "exam_date": "2026-03-10",
    "exam_country": "RW",
    "person": {"birth_date": "1990-02-15", "sex": "M"},
    "facts": {"screened": True},
}

DONE = dict.fromkeys(("facts.sputum_smears", "facts.sputum_cultures", "facts.sputum_molecular"), "negative")
TWICE = {"facts.igra": "indeterminate", "facts.repeat_igra": "indeterminate"}
BABY = {"person.birth_date": "2025-11-01"}
ONE_DOSE = {"facts.vaccines_given": {"rotavirus": ["2026-01-15"]}}
NO_DOSE: dict[str, Any] = {"facts.vaccines_given": {}}
OLD_DOSES = {"facts.vaccines_given": {"td_tdap": ["2010-01-01", "2010-03-01", "2011-01-01"]}}
REACTIVE = {"nontreponemal": "reactive", "treponemal": "reactive"}
TREATED = {"facts.tb_disease": True, "facts.dot_complete": True}
ALCOHOL = {
    "disorder": "alcohol use disorder", "substance": "alcohol",
    "harmful_behaviour": "past", "months_since_criteria": 12,
}  # fmt: skip
CONTACT = {"facts.tb_contact_ended_on": "2026-01-01", "facts.repeat_igra_on": "2026-02-25"}


def doses(vaccine: str, *days: str) -> dict[str, Any]:
    """Doses of one vaccine that were given."""
    return {"facts.vaccines_given": {vaccine: list(days)}}


MADE: list[tuple[str, dict[str, Any]]] = [
    ("TB-02", {"person.birth_date": "2025-01-20", "facts.tb_symptoms": True}),
    ("TB-04-HISTORY", {"person.birth_date": "2018-01-20", "facts.tb_history": True}),
    ("TB-05-AGAIN", {"person.birth_date": "2017-04-04", **TWICE}),
    ("TB-12-HISTORY", {"facts.tb_history": True, "facts.chest_xray": "normal"}),
    ("B-OTHER-CONDITION", {"facts.hypertension": True}),
    ("SY-5-A-LATE", {"facts.syphilis": {**REACTIVE, "stage": "late_latent", "treated": False}}),
    ("SY-7", {"facts.syphilis": {"nontreponemal": "nonreactive", "treponemal": "reactive"}}),
    ("MH-7", {"facts.mental": {"disorder": "depression", "harmful_behaviour": "none"}}),
    ("VX-A-AFFIDAVIT", {"category": "IV", "facts.vaccination": "affidavit"}),
    ("VX-WAIVER", {"category": "IV", "facts.vaccination": "individual_waiver"}),
    ("DEP-1", {"departure": "2026-05-12"}),
    ("DEP-3", {"departure": "2026-05-12", "check_at": "2026-05-13"}),
    ("DEP-4", {"departure": "2026-05-12", "facts.chest_xray": "suggests_tb", **DONE}),
    ("VI-TD-BOOSTER", {"category": "IV", **OLD_DOSES}),
    ("VI-ROTA-NEXT", {"category": "IV", **BABY, **ONE_DOSE}),
    ("VI-HIB-LATE", {"category": "IV", "person.birth_date": "2023-11-01", **NO_DOSE}),
    ("VI-HEPA", {"category": "IV", "person.birth_date": "2016-11-01", **NO_DOSE}),
    ("VI-PNEUMO-LATE", {"category": "IV", "person.birth_date": "2023-01-01", **NO_DOSE}),
    ("VR-ROTA-FIRST", {"person.birth_date": "2026-01-10", **NO_DOSE}),
    ("VR-ROTA-NEXT", {**BABY, **ONE_DOSE}),
    ("VR-HIB", {**BABY, **NO_DOSE}),
    ("VR-PNEUMO", {**BABY, **NO_DOSE}),
    (
        "VI-DTAP-LATE",
        {
            "category": "IV",
            "person.birth_date": "2023-01-01",
            **doses("dtap", "2023-03-01", "2023-05-01", "2023-07-01"),
        },
    ),
    ("VI-TD-THIRD", {"category": "IV", **doses("td_tdap", "2025-01-01", "2025-03-01")}),
    (
        "VI-POLIO-LAST",
        {
            "category": "IV",
            "person.birth_date": "2020-01-01",
            **doses("polio", "2020-03-01", "2020-05-01", "2020-07-01"),
        },
    ),
    ("VI-HEPB-THIRD", {"category": "IV", **doses("hepb", "2025-01-01", "2025-03-01")}),
    ("SY-1-PREGNANT", {"person.sex": "F", "person.pregnant": True, "person.birth_date": "1979-01-01"}),
    ("QD-A", {"facts.quarantinable_disease": True}),
    ("OB-EXPOSURE", {"facts.outbreak_exposure": True}),
    (
        "TB-B1P-REFUSED",
        {"facts.tb_disease": True, "facts.dot_complete": False, "facts.dot_refused_on": "2025-03-10", **DONE},
    ),
    (
        "TB-TST",
        {"person.birth_date": "2025-01-20", "facts.tb_contact": True, "facts.igra": "negative", "facts.tst_mm": 5},
    ),
    ("TB-11-EARLY", {"facts.tb_contact": True, "facts.igra": "negative", **CONTACT}),
    ("TB-11-WINDOW", {"person.birth_date": "2023-01-20", "facts.tb_contact": True, "facts.igra": "negative"}),
    (
        "TB-06-DAYS",
        {"facts.sputum_on_1": "2026-01-05", "facts.sputum_on_2": "2026-01-05", "facts.sputum_on_3": "2026-01-06"},
    ),
    ("TB-06-CULTURE", {**DONE, "facts.sputum_on_3": "2026-01-05", "facts.final_culture_on": "2026-02-15"}),
    ("LEARNING-REPORT", {"facts.learning_disability": True}),
    ("VX-TOO-EARLY", {"person.birth_date": "2023-01-01", **doses("mmr", "2023-12-31")}),
    ("VX-OPEN", {"category": "IV", "facts.vaccination": "complete", **NO_DOSE}),
    ("TB-12-MOLECULAR", {**DONE, **TREATED, "facts.sputum_molecular": "positive"}),
    ("MH-HARM-APART", {"facts.mental": {**ALCOHOL, "months_since_harm": 11}}),
    ("MH-HARM-ALONE", {"facts.mental": {"disorder": "none", "harmful_behaviour": "past"}}),
    ("MH-HX-HARM", {"facts.harm_in_history": True}),
    ("MH-HX-SUBSTANCE", {"facts.substance_in_history": True}),
    ("MH-HX-DISORDER", {"facts.mental_in_history": True}),
]
