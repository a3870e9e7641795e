"""Situations in which rules of New Zealand fire that no acceptance case makes fire."""

from typing import Any

BASE: dict[str, Any] = {
    "id": "made",
    "country": "NZ",
    "category": "RES",
    "exam_date": "2026-03-10",
    "exam_country": "RW",
    "risk": {"tb_high": True},
    "person": {"birth_date": "1990-02-15", "sex": "M"},
    "facts": {"screened": True},
}

EXEMPT = {"category": "EXEMPT"}
ACCEPTED = {"medical_exam": "2024-07-10", "chest_xray": "2024-07-10", "accepted": True, "high_tb_months": 0}
APPROVED: dict[str, Any] = {"category": "QUOTA", "visa_approved": True}
FLIGHT = {**APPROVED, "departure": "2026-04-10T10:00"}
PLUS = {"facts.dipstick_protein": "2+", "facts.dipstick_blood": "negative", "facts.dipstick_glucose": "negative"}
CULTURE = {"facts.chest_xray": "suggests_tb", "facts.sputum_cultures": "positive"}

MADE: list[tuple[str, dict[str, Any]]] = [
    ("ME-ASKED", {**EXEMPT, "requested": ["medical_exam"]}),
    ("ME-WORSE", {"prior": ACCEPTED, "facts.health_worse": True}),
    ("WHY-EXEMPT", EXEMPT),
    ("WHY-EXEMPT-FILM", EXEMPT),
    ("WHY-RESIDENT", {"category": "RESIDENT"}),
    ("WHY-RESIDENT-FILM", {"category": "RESIDENT"}),
    (
        "XR-NEVER-LIVED",
        {"category": "TEMP", "stay_months": 9, "risk": None, "months_in_high_tb_5y": 0, "person.citizenship": "RW"},
    ),
    ("LAB-ASKED-HIV", {**EXEMPT, "requested": ["hiv"]}),
    ("LAB-ASKED-HBSAG", {**EXEMPT, "requested": ["hbsag"]}),
    ("LAB-ASKED-HCV", {**EXEMPT, "requested": ["hcv"]}),
    ("LAB-ASKED-SYPHILIS", {**EXEMPT, "requested": ["syphilis"]}),
    ("LAB-ASKED-FBC", {**EXEMPT, "requested": ["fbc"]}),
    ("LAB-ASKED-CREATININE", {**EXEMPT, "requested": ["creatinine"]}),
    ("LAB-ASKED-HBA1C", {**EXEMPT, "requested": ["hba1c"]}),
    ("LAB-ASKED-URINE", {**EXEMPT, "requested": ["urinalysis"]}),
    ("LAB-ASKED-SPECIALIST", {**EXEMPT, "requested": ["specialist_report"]}),
    ("LAB-HCV-RNA", {"facts.hcv": "positive"}),
    ("LAB-URINE-AGAIN", PLUS),
    ("LAB-URINE-SAME-DAY", {**PLUS, "facts.urine_on": "2026-03-10", "facts.repeat_urine_on": "2026-03-10"}),
    (
        "ORS",
        {
            "category": "STUDENT_PHD",
            "stay_months": 24,
            "person.birth_date": "2006-01-01",
            "facts.special_education": True,
        },
    ),
    ("BIRTH", {"person.sex": "F", "person.pregnant": True, "facts.birth_planned_in_country": True}),
    ("TB-DST", CULTURE),
    ("TB-ACTIVE", CULTURE),
    ("SET-1251", {**APPROVED, "facts.settlement_consent": "accepted"}),
    ("SET-1253", {**APPROVED, "facts.vaccination_papers": False}),
    ("SET-1254", {**APPROVED, "facts.settlement_consent": "declined_in_absentia"}),
    ("SET-1262", FLIGHT),
    ("SET-CHECK", FLIGHT),
    ("SET-CHECK-EARLY", {**FLIGHT, "check_at": "2026-04-07T09:00"}),
    ("SET-CHECK-LATE", {**FLIGHT, "check_at": "2026-04-11T09:00"}),
    ("GR-FINDING", {"facts.abnormal_finding": True}),
]
