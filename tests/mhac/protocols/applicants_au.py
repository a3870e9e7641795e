"""Named applicants for Australia, each with exactly what it asks of them, and the words for more of them."""

from typing import Any

from mhac.protocols import library
from mhac.protocols.assessment import Applicant, Assessment
from mhac.protocols.evaluation import evaluate
from mhac.protocols.template import Template
from tests.mhac.protocols.people import CLEAR, EXAM, applicant

SETTLES = "medical_exam chest_xray hiv creatinine"
HIGH: dict[str, Any] = {"risk": {"tb_high": True, "hepb_high": True}}
LOW: dict[str, Any] = {"risk": {"tb_high": False, "hepb_high": False}}
SPUTUM: dict[str, Any] = {"sputum_smears": "negative", "sputum_cultures": "negative", "sputum_molecular": "negative"}
NORMAL: dict[str, Any] = {
    "chest_xray": "normal", "igra": "negative", "hiv": "negative", "hbsag": "negative", "hcv": "negative",
    "syphilis": CLEAR, "egfr": 95,
}  # fmt: skip
FLIGHT: dict[str, Any] = {"visa_approved": True, "departure": "2026-03-12T22:00", "check_at": "2026-03-10T09:00"}
Row = tuple[str, Applicant, dict[str, Any], str]


def au() -> Template:
    return library.choose("AU", EXAM).template


def somebody(born: str, sex: str = "M", category: str = "PERM", **more: Any) -> Applicant:
    if category == "HUM":
        more.setdefault("unaccompanied_minor", False)
    return applicant(born, sex, category, **{**HIGH, **more})


def assess(who: Applicant, settings: dict[str, Any] | None = None, **facts: Any) -> Assessment:
    return evaluate(au(), who, {"screened": True, "pregnant": False, **facts}, settings=settings)


def told(who: Applicant, **facts: Any) -> Assessment:
    """The assessment with normal results, but for what is said."""
    return assess(who, **{key: value for key, value in {**NORMAL, **facts}.items() if value is not None})


# name, person, facts beside "examined, not pregnant, all results normal", and all that is required
APPLICANTS: list[Row] = [
    ("Keza, baby of 4 months", somebody("2025-11-01", "F", "HUM"), {}, "medical_exam"),
    ("Ganza, the day before 2", somebody("2024-03-11", category="HUM"), {}, "medical_exam"),
    ("Ganza, 2 today", somebody("2024-03-10", category="HUM"), {}, "medical_exam igra"),
    ("Ganza, 2 today, low risk, permanent", somebody("2024-03-10", **LOW), {}, "medical_exam"),
    ("Ganza, 2 today, low risk, humanitarian", somebody("2024-03-10", "M", "HUM", **LOW), {}, "medical_exam igra"),
    (
        "Ineza, 6, low risk, her uncle had TB",
        somebody("2020-01-10", "F", **LOW),
        {"tb_contact": True, "tb_contact_family": True},
        "medical_exam igra",
    ),
    ("Hugo, the day before 11", somebody("2015-03-11"), {}, "medical_exam igra"),
    ("Hugo, 11 today", somebody("2015-03-10"), {}, "medical_exam chest_xray"),
    (
        "Hugo, 9, infected, an undertaking is expected",
        somebody("2017-03-10"),
        {"igra": "positive"},
        "medical_exam igra chest_xray guardian_signature",
    ),
    (
        "Hugo, 9, film indicated",
        somebody("2017-03-10"),
        {"indicated": ["chest_xray", "urinalysis"], "dipstick_protein": "negative"},
        "medical_exam igra chest_xray urinalysis",
    ),
    ("Aimee, the day before 15", somebody("2011-03-11", "F", "HUM"), {}, "medical_exam chest_xray"),
    ("Aimee, 15 today", somebody("2011-03-10", "F", "HUM"), {}, f"{SETTLES} hbsag syphilis"),
    (
        "Aimee, 14, without parents",
        somebody("2011-03-11", "F", "HUM", unaccompanied_minor=True),
        {},
        "medical_exam chest_xray hiv hbsag",
    ),
    ("Beata, permanent, 34", somebody("1991-06-12", "F"), {}, f"{SETTLES} hbsag"),
    ("Beata, low hepatitis B risk", somebody("1991-06-12", "F", **LOW), {}, SETTLES),
    ("Beata, provisional", somebody("1991-06-12", "F", "PROV"), {}, f"{SETTLES} hbsag"),
    (
        "Beata, applied before 1 July 2024",
        somebody("1991-06-12", "F", application_date="2024-06-30"),
        {},
        SETTLES,
    ),
    (
        "Solange, pregnant, low risk, will give birth in Australia",
        somebody("1995-12-01", "F", "PROV", **LOW),
        {"pregnant": True, "birth_planned_in_country": True},
        f"{SETTLES} hbsag",
    ),
    (
        "Claire, nurse, skilled visa",
        somebody("1990-01-01", "F", occupation="health"),
        {},
        f"{SETTLES} hbsag hcv igra",
    ),
    ("Noah, 8, for adoption", somebody("2018-01-01"), {"adoption": True}, "medical_exam igra hbsag hiv"),
    ("Noah, 8, in state care", somebody("2018-01-01"), {"state_care": True}, "medical_exam igra hbsag"),
    ("Noah, 8, his mother has HIV", somebody("2018-01-01"), {"mother_hiv": True}, "medical_exam igra hiv"),
    ("Noah, 8, transfused", somebody("2018-01-01"), {"transfusion": True}, "medical_exam igra hiv"),
    ("Noah, 8, evidence of HIV", somebody("2018-01-01"), {"hiv_evidence": True}, "medical_exam igra hiv"),
    ("Jean, resident return", somebody("1980-01-01", subclass="155"), {}, ""),
    (
        "Jean, 403 as a diplomat",
        somebody("1980-01-01", category="TEMP", subclass="403"),
        {"privileges_stream": True},
        "",
    ),
    ("Tite, 5 months", somebody("1980-09-09", category="TEMP", stay_months=5), {}, ""),
    (
        "Tite, 6 months",
        somebody("1980-09-09", category="TEMP", stay_months=6),
        {},
        "medical_exam chest_xray creatinine",
    ),
    ("Tite, 2 years, low risk", somebody("1980-09-09", category="TEMP", stay_months=24, **LOW), {}, ""),
    ("Tite's son of 14", somebody("2011-09-09", category="TEMP", stay_months=24), {}, "medical_exam chest_xray"),
    ("Tite's son of 10", somebody("2015-09-09", category="TEMP", stay_months=24), {}, "medical_exam"),
    (
        "Girl of 5, two months, her father had TB",
        somebody("2020-09-09", "F", "TEMP", stay_months=2),
        {"tb_contact": True, "tb_contact_family": True},
        "medical_exam igra",
    ),
    (
        "Diane, doctor for two months",
        somebody("1980-09-09", "F", "TEMP", stay_months=2, occupation="health"),
        {},
        "medical_exam chest_xray creatinine hiv hbsag hcv igra",
    ),
    (
        "Diane, doctor of a low-risk country",
        somebody("1980-09-09", "F", "TEMP", stay_months=2, occupation="health", **LOW),
        {},
        "medical_exam chest_xray creatinine hiv hbsag hcv",
    ),
    (
        "Odile cares for the old",
        somebody("1980-09-09", "F", "TEMP", stay_months=2, occupation="care"),
        {},
        "medical_exam chest_xray creatinine igra",
    ),
    (
        "Odile works in a creche",
        somebody("1980-09-09", "F", "TEMP", stay_months=2, occupation="childcare", **LOW),
        {},
        "medical_exam chest_xray creatinine",
    ),
    (
        "Odile goes to hospital",
        somebody("1980-09-09", "F", "TEMP", stay_months=2),
        {"hospital_environment": True},
        "medical_exam chest_xray creatinine",
    ),
    (
        "Odile goes to hospital, low risk",
        somebody("1980-09-09", "F", "TEMP", stay_months=2, **LOW),
        {"hospital_environment": True},
        "",
    ),
    (
        "Odile gives birth in Australia",
        somebody("1995-09-09", "F", "TEMP", stay_months=4),
        {"pregnant": True, "birth_planned_in_country": True},
        "hbsag",
    ),
    ("Marthe, visitor, the day before 75", somebody("1951-03-11", "F", "TEMP", stay_months=2, subclass="600"), {}, ""),
    (
        "Marthe, visitor, 75 today",
        somebody("1951-03-10", "F", "TEMP", stay_months=2, subclass="600"),
        {},
        "medical_exam",
    ),
    (
        "Marthe, visitor with an electronic authority",
        somebody("1951-03-10", "F", "TEMP", stay_months=2, subclass="601"),
        {},
        "medical_exam",
    ),
    ("Marthe, eVisitor", somebody("1951-03-10", "F", "TEMP", stay_months=2, subclass="651"), {}, "medical_exam"),
    ("Marthe, 75, not a visitor", somebody("1951-03-10", "F", "TEMP", stay_months=2, subclass="408"), {}, ""),
    (
        "Visitor of whom the letter asks a film",
        somebody("1980-09-09", category="TEMP", stay_months=2, requested=["medical_exam", "chest_xray"]),
        {},
        "medical_exam chest_xray",
    ),
    ("A brother who stays at home", somebody("1980-09-09", category="NONMIG"), {}, ""),
    (
        "A brother who stays at home, asked for",
        somebody("1980-09-09", category="NONMIG", requested=["medical_exam", "hiv"]),
        {},
        "medical_exam hiv",
    ),
    (
        "Girl of 15, undertaking asked for",
        somebody("2011-03-10", "F", "HUM", requested=["FORM815"]),
        {},
        f"{SETTLES} hbsag syphilis guardian_signature",
    ),
    (
        "Girl of 16, undertaking asked for",
        somebody("2010-03-10", "F", "HUM", requested=["FORM815"]),
        {},
        f"{SETTLES} hbsag syphilis",
    ),
    (
        "Theo, film suggests TB",
        somebody("1975-05-05"),
        {"chest_xray": "suggests_tb", **SPUTUM},
        f"{SETTLES} hbsag sputum_set",
    ),
    (
        "Theo, culture positive",
        somebody("1975-05-05"),
        {"chest_xray": "suggests_tb", **SPUTUM, "sputum_cultures": "positive", "dst_on": "2026-03-09"},
        f"{SETTLES} hbsag sputum_set dst",
    ),
    ("Felix, HIV", somebody("1975-05-05"), {"hiv": "positive"}, f"{SETTLES} hbsag specialist_report"),
    ("Felix, eGFR 29", somebody("1975-05-05"), {"egfr": 29}, f"{SETTLES} hbsag nephrologist_report"),
    ("Felix, eGFR 30", somebody("1975-05-05"), {"egfr": 30}, f"{SETTLES} hbsag"),
    (
        "Felix sees little",
        somebody("1975-05-05"),
        {"vision_poor": True},
        f"{SETTLES} hbsag specialist_report",
    ),
    (
        "Esther before her flight",
        somebody("1995-06-06", "F", "HUM", **FLIGHT),
        {},
        f"{SETTLES} hbsag syphilis malaria_test",
    ),
    (
        "Esther before her flight, coughs",
        somebody("1995-06-06", "F", "HUM", **FLIGHT),
        {"tb_symptoms": True},
        f"{SETTLES} hbsag syphilis malaria_test tb_evaluation",
    ),
    (
        "Esther declines the check",
        somebody("1995-06-06", "F", "HUM", **FLIGHT),
        {"tb_history": True, "dhc_outcome": "declined"},
        f"{SETTLES} hbsag syphilis",
    ),
]
