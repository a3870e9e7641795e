"""Situations in which rules of Australia fire that no acceptance case makes fire."""

from typing import Any

BASE: dict[str, Any] = {
    "id": "made",
    "country": "AU",
    "category": "TEMP",
    "exam_date": "2026-03-10",
    "exam_country": "RW",
    "stay_months": 2,
    "risk": {"tb_high": True, "hepb_high": True},
    "person": {"birth_date": "1990-02-15", "sex": "M"},
    "facts": {"screened": True},
}

PERM = {"category": "PERM"}
HUM = {"category": "HUM"}
SMALL = {"person.birth_date": "2020-02-15"}
ASKED = {"requested": ["medical_exam"]}
FLIGHT: dict[str, Any] = {**HUM, "visa_approved": True, "departure": "2026-03-12T22:00", "check_at": "2026-03-10T09:00"}
REACTIVE = {"facts.syphilis": {"nontreponemal": "reactive", "treponemal": "reactive"}}
SUSPECT = {**PERM, "facts.chest_xray": "suggests_tb"}
TREATED = {"facts.tb_disease": True, "facts.dot_complete": True}
SOMALIA = {"person.lived_in": ["SO"]}

MADE: list[tuple[str, dict[str, Any]]] = [
    ("CARE-501", {"occupation": "care"}),
    ("CARE-719", {"occupation": "care"}),
    ("CHILD-501", {"occupation": "childcare"}),
    ("HOSP-501", {"facts.hospital_environment": True}),
    ("P2-CONTACT", {**PERM, **SMALL, "facts.tb_contact_family": True}),
    ("P9-CARE", {**PERM, **SMALL, "facts.state_care": True}),
    ("NO-REQUIREMENT", {"subclass": "444"}),
    ("NONMIG-OFFER", {"category": "NONMIG"}),
    ("L-719", {"requested": ["igra"]}),
    ("L-707", {"requested": ["hiv"]}),
    ("L-708", {"requested": ["hbsag"]}),
    ("L-716", {"requested": ["hcv"]}),
    ("L-712", {"requested": ["syphilis"]}),
    ("L-704", {"requested": ["creatinine"]}),
    ("L-URINE", {"requested": ["urinalysis"]}),
    ("L-SPUTUM", {"requested": ["sputum_set"]}),
    ("L-SPECIALIST", {"requested": ["specialist_report"]}),
    ("LETTER-502", {**PERM, **ASKED}),
    ("LETTER-719", {**PERM, **SMALL, **ASKED}),
    ("LETTER-707", {**PERM, **ASKED}),
    ("LETTER-708", {**PERM, **ASKED}),
    ("LETTER-704", {**PERM, **ASKED}),
    ("LETTER-712", {**HUM, **ASKED}),
    ("LETTER-716", {"occupation": "health", **ASKED}),
    ("LETTER-LATE", {"facts.letter_on": "2026-02-01"}),
    ("T-DECL", {"facts.significant_history": True}),
    ("IND-502", {**PERM, **SMALL, "facts.indicated": ["chest_xray"]}),
    ("IND-URINE", {"facts.indicated": ["urinalysis"]}),
    ("IND-704", {**PERM, **SMALL, "facts.indicated": ["creatinine"]}),
    ("IND-REPORT", {"facts.indicated": ["specialist_report"]}),
    ("IND-SPECIALIST", {"facts.vision_poor": True}),
    ("TB-719-502", {**PERM, **SMALL, "facts.igra": "positive"}),
    ("TB-INDETERMINATE", {**PERM, **SMALL, "facts.igra": "indeterminate"}),
    ("TB-SPUTUM-OFFER", {"facts.tb_symptoms": True}),
    ("TB-DST", {**SUSPECT, "facts.sputum_cultures": "positive"}),
    ("TB-ACTIVE", {**SUSPECT, "facts.sputum_cultures": "positive"}),
    ("TB-TREATED", TREATED),
    (
        "TST-LIVE",
        {
            **PERM,
            **SMALL,
            "facts.tb_test_kind": "tst",
            "facts.igra_on": "2026-03-01",
            "facts.live_vaccine_on": "2026-02-10",
        },
    ),
    ("SY-TREAT", {**HUM, **REACTIVE}),
    ("KIDNEY-REPORT", {**PERM, "facts.egfr": 29}),
    ("F815-719", {**PERM, **SMALL, "facts.igra": "positive", "facts.chest_xray": "normal"}),
    ("F815-SYPHILIS", {**HUM, **REACTIVE}),
    ("F815-OUTCOME", {"facts.moc_outcome": "meets_with_undertaking"}),
    ("MOC-DEFERRED", {"facts.moc_outcome": "deferred"}),
    ("MOC-NOT-MET", {"facts.moc_outcome": "does_not_meet"}),
    ("F815-UNSIGNED", {"requested": ["FORM815"], "facts.undertaking_signed": False}),
    ("HUM-PMI", {**HUM, "facts.medical_issue": True}),
    ("CMI-FOLLOW-UP", {**FLIGHT, "facts.followup_soon": True}),
    ("G-PRESSURE", {**PERM, "facts.bp_systolic": 150, "facts.bp2_systolic": 146}),
    ("DHC-OUTSIDE", {**FLIGHT, "check_at": "2026-03-01T09:00"}),
    ("DHC-AFTER", {**FLIGHT, "check_at": "2026-03-13T09:00"}),
    ("DHC-ALB-SMALL", {**FLIGHT, "person.birth_date": "2025-01-10"}),
    ("DHC-MALARIA-DRUG", {**FLIGHT, "person.weight_kg": 61, "facts.malaria_test": "positive"}),
    ("DHC-POLIO", {**FLIGHT, **SOMALIA, "facts.vaccines_given": {}}),
    ("POLIO-WINDOW", {**FLIGHT, **SOMALIA, "facts.vaccines_given": {"polio": ["2026-03-01"]}}),
    ("DHC-INFESTATION", {**FLIGHT, "facts.infestation": True}),
    ("DHC-DELAY", {**FLIGHT, "facts.dhc_outcome": "delay_travel"}),
    ("VAL-EXTENDED", {**PERM, "facts.validity_extended": True}),
    ("VAL-SHORT", {**PERM, "facts.validity_shortened": True}),
]
