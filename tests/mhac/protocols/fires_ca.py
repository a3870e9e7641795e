"""Situations in which the rules of Canada fire: the base is a government-assisted refugee of 36 with nothing found."""

from typing import Any

CLEAR = {"nontreponemal": "nonreactive", "treponemal": "nonreactive"}
REACTIVE = {"nontreponemal": "reactive", "treponemal": "reactive"}
BASE: dict[str, Any] = {
    "id": "made",
    "country": "CA",
    "category": "REF_GAR",
    "exam_date": "2026-03-10",
    "exam_country": "RW",
    "person": {"birth_date": "1990-02-15", "sex": "M"},
    "facts": {
        "screened": True,
        "dipstick_protein": "negative",
        "dipstick_blood": "negative",
        "dipstick_glucose": "negative",
        "chest_xray": "normal",
        "chest_xray_on": "2026-03-10",
        "hiv": "negative",
        "syphilis": CLEAR,
        "egfr": 95,
    },
}
ECONOMIC = {"category": "PR_ECON"}
STUDENT = {"category": "TR_STUDENT", "stay_months": 10}
NO_RESULTS = {"facts.hiv": None, "facts.syphilis": None, "facts.egfr": None, "facts.chest_xray": None}
BOY_2 = {**NO_RESULTS, "person.birth_date": "2024-01-20"}
BOY_7 = {**BOY_2, "person.birth_date": "2019-01-20"}
BOY_13 = {**BOY_7, "person.birth_date": "2013-01-20", "facts.chest_xray": "normal"}
WOMAN = {"person.sex": "F", "person.pregnant": False}
MOTHER = {"person.sex": "F", "person.pregnant": True}
NO_DOSE: dict[str, Any] = {"facts.vaccines_given": {}}


def prior(**changed: Any) -> dict[str, Any]:
    """Somebody of the economic class who was examined four months before as a sponsored spouse, profile M1."""
    return {
        **ECONOMIC,
        "prior": {"medical_exam": "2025-11-01", "category": "PR_FAM_SPOUSE", "profile": "M1", **changed},
    }


BABY = {**BOY_2, "person.birth_date": "2025-06-01", **NO_DOSE}
ASKED = {
    "XRAY": "chest_xray", "REPEAT-XRAY": "repeat_chest_xray", "SPUTUM": "sputum_set", "IGRA": "igra", "HIV": "hiv",
    "SYPHILIS": "syphilis", "CREATININE": "creatinine", "URINE": "urinalysis", "REPEAT-URINE": "repeat_urinalysis",
    "MICROSCOPY": "urine_microscopy", "HBSAG": "hbsag", "HCV": "hcv", "HBA1C": "hba1c", "FBC": "fbc",
    "COGNITION": "cognitive_screen", "ADL": "adl", "MILESTONES": "milestones", "SPECIALIST": "specialist_report",
}  # fmt: skip

MADE: list[tuple[str, dict[str, Any]]] = [
    # Who is examined, and why not
    ("CA-N-PR", ECONOMIC),
    ("CA-N-CLAIM", {"category": "REF_CLAIM"}),
    ("CA-N-SUPER", {"category": "TR_SUPER"}),
    ("CA-N-OCC", {"category": "TR_VISITOR", "stay_months": 1, "occupation": "health"}),
    ("CA-N-FARM", {"category": "TR_OCC", "stay_months": 2, "occupation": "agriculture", "designated_residence": True}),
    ("CA-N-LONG", {**STUDENT, "designated_residence": True}),
    ("CA-N-LONG", {**STUDENT, "facts.residence_country": "RW"}),
    ("CA-N-LONG", {**STUDENT, "designated_residence": True, "absence_days": 14, "facts.unbroken_months": 7}),
    ("CA-N-OFFICER", {"category": "OFFICER"}),
    ("CA-N-OFFICER", {"category": "TR_VISITOR", "stay_months": 1, "facts.officer_grounds": True}),
    ("CA-N-DIPLO", {"category": "DIPLO", "facts.works_beside": True}),
    ("CA-X-BEHIND", {"category": "REF_PSR", "accompanying": False}),
    ("CA-X-BEHIND", {"category": "REF_FAM_NONACC"}),
    ("CA-X-SHORT", {"category": "TR_VISITOR", "stay_months": 6}),
    ("CA-X-SHORT", {**STUDENT, "designated_residence": True, "absence_days": 14, "facts.unbroken_months": 6}),
    ("CA-X-ELSEWHERE", {**STUDENT, "designated_residence": False}),
    ("CA-X-DIPLO", {"category": "DIPLO", "facts.works_beside": False}),
    ("CA-X-PRIOR", prior()),
    ("CA-P-REVIEW", prior(category="TR_LONG", profile="M3")),
    ("CA-P-EXEMPT", prior(profile="EDE_ONLY")),
    ("CA-P-AWAY", prior(high_tb_months=7)),
    ("CA-P-ONCE", {**prior(), "accompanying": False}),
    # By age and for a reason
    ("CA-A-MILESTONES", BOY_2),
    ("CA-A-COGNITION", {"person.birth_date": "1951-03-10"}),
    ("CA-A-ADL", {"person.birth_date": "1951-03-10"}),
    ("CA-I-MILESTONES", {**BOY_7, "facts.development_concern": True}),
    ("CA-I-URINE", {**BOY_2, "facts.urine_indicated": True}),
    ("CA-I-XRAY-TB", {**BOY_7, "facts.tb_contact": True}),
    ("CA-I-XRAY-HIV", {**BOY_7, "facts.hiv_known": True}),
    ("CA-I-XRAY-SYMPTOMS", {**BOY_7, "facts.tb_symptoms": True}),
    ("CA-I-XRAY-CHEST", {**BOY_7, **ECONOMIC, "facts.heart_disease": True}),
    ("CA-I-HIV", {**BOY_7, "facts.mother_hiv": True}),
    ("CA-I-HIV-RISK", {**BOY_7, "facts.hiv_risk": True}),
    ("CA-I-HIV-RISK", {**BOY_7, "facts.hepatitis_known": True}),
    ("CA-I-HIV-RISK", {**BOY_13, "facts.active_tb_suspected": True}),
    ("CA-I-HIV-KNOWN", {**BOY_7, "facts.hiv_known": True}),
    ("CA-I-SYPHILIS", {**BOY_13, "facts.sti_signs": True}),
    ("CA-I-CREATININE", {**BOY_13, "facts.bp_systolic": 141, "facts.bp_diastolic": 80}),
    ("CA-I-CREATININE", {**BOY_13, "facts.bp_systolic": 130, "facts.bp_diastolic": 91}),
    ("CA-I-CREATININE", {**BOY_13, "facts.dipstick_protein": "1+", "facts.repeat_dipstick_protein": "1+"}),
    ("CA-I-COGNITION", {"facts.cognition_concern": True}),
    ("CA-I-ADL", {"facts.loss_of_independence": True}),
    ("CA-I-TBI-CONTACT", {"facts.tb_contact": True}),
    ("CA-I-TBI-CONTACT", {"facts.tb_contact": True, "facts.tb_contact_months": 60}),
    ("CA-I-TBI-RISK", {"facts.ckd_advanced": True}),
    ("CA-I-TBI-RISK", {"facts.head_neck_cancer": True}),
    # Urine, kidney, HIV, syphilis
    ("CA-U-REPEAT", {"facts.dipstick_protein": "1+"}),
    ("CA-U-MICROSCOPY", {"facts.dipstick_blood": "1+"}),
    ("CA-U-PERSISTENT", {"facts.dipstick_protein": "2+", "facts.repeat_dipstick_protein": "1+"}),
    ("CA-U-RATIO", {"facts.dipstick_protein": "2+", "facts.repeat_dipstick_protein": "1+"}),
    ("CA-U-GLUCOSE", {"facts.dipstick_glucose": "1+"}),
    ("CA-U-PERIOD", {**WOMAN, "facts.menstruating": True}),
    ("CA-U-TOO-SOON", {**WOMAN, "facts.period_ended_on": "2026-03-12", "facts.second_urine_on": "2026-03-18"}),
    ("CA-K-URGENT", {"facts.egfr": 29}),
    ("CA-H-COUNSEL", {"facts.hiv": "positive"}),
    ("CA-H-5728", {"facts.hiv": "positive"}),
    ("CA-S-UNTREATED", {"facts.syphilis": REACTIVE}),
    ("CA-S-DISCORDANT", {"facts.syphilis": {"nontreponemal": "nonreactive", "treponemal": "reactive"}}),
    # Tuberculosis, pregnancy
    ("CA-T-SUSPECT", {"facts.chest_xray": "suggests_tb", "facts.active_tb_suspected": True}),
    ("CA-T-ACTIVE", {"facts.tb_disease": True}),
    ("CA-T-ACTIVE", {"facts.tb_disease": True, "facts.dot_complete": True}),
    ("CA-T-AWAIT", {"facts.chest_xray": "suggests_tb"}),
    ("CA-T-SECOND", {"requested": ["repeat_chest_xray"], "facts.repeat_chest_xray_on": "2026-06-09"}),
    ("CA-T-SPUTUM-APART", {"facts.sputum_first_on": "2026-03-11", "facts.sputum_second_on": "2026-03-11"}),
    ("CA-T-DST", {"requested": ["sputum_set"], "facts.sputum_cultures": "positive"}),
    ("CA-R-DEFER", {**MOTHER, "facts.chest_xray": "deferred"}),
    ("CA-R-CHOSEN", {**MOTHER, "facts.chest_xray": None, "facts.pregnancy_choice": "defer"}),
    ("CA-R-POSTPONE", {**MOTHER, "facts.chest_xray": None, "facts.pregnancy_choice": "postpone"}),
    ("CA-R-HOLD", {**MOTHER, "facts.chest_xray": "deferred"}),
    ("CA-R-CONSENT", {**MOTHER, "facts.xray_consent": False}),
    ("CA-R-EARLY", {**MOTHER, "person.pregnancy_weeks": 13}),
    # Papers
    ("CA-F-1017E", {"facts.case_origin": "referred"}),
    ("CA-F-1017B", {"facts.case_origin": "upfront"}),
    ("CA-F-5738", {**BOY_2, "facts.milestones_delayed": True}),
    # Grades
    ("CA-G-FILM-TB", {"facts.chest_xray": "suggests_tb"}),
    ("CA-G-FILM-OTHER", {"facts.chest_xray": "other_abnormal"}),
    ("CA-G-FILM-RADIOLOGIST", {"facts.radiologist_grade": "B"}),
    ("CA-G-OVERALL", {"facts.radiologist_grade": "B"}),
    ("CA-G-TB", {"facts.tb_history": True}),
    ("CA-G-TBI", {"facts.tb_contact": True, "facts.igra": "positive"}),
    ("CA-G-HIV", {"facts.hiv": "positive"}),
    ("CA-G-SYPHILIS", {"facts.syphilis": {**REACTIVE, "treated": True}}),
    ("CA-G-URINE", {"facts.dipstick_blood": "1+", "facts.repeat_dipstick_blood": "1+"}),
    ("CA-G-SUGAR", {"facts.dipstick_glucose": "1+"}),
    ("CA-G-PRESSURE", {"facts.bp_diastolic": 91, "facts.bp_systolic": 140}),
    ("CA-G-KIDNEY", {"facts.egfr": 59}),
    ("CA-G-KIDNEY", {"facts.creatinine_outside": True}),
    ("CA-G-CANCER", {"facts.cancer_recent": True}),
    ("CA-G-MIND", {"facts.seizures": True}),
    ("CA-G-DEVELOPMENT", {**BOY_2, "facts.milestones_delayed": True}),
    ("CA-G-COGNITION", {"person.birth_date": "1950-01-01", "facts.mmse": 23, "facts.adl": "independent"}),
    ("CA-G-FUNCTION", {"person.birth_date": "1950-01-01", "facts.mmse": 24, "facts.adl": "dependent"}),
    ("CA-G-HEART", {"facts.murmur_symptoms": True}),
    ("CA-G-PREGNANCY", {**MOTHER, "facts.pregnancy_complication": True}),
    ("CA-G-LASTING", {"facts.lung_disease": True}),
    ("CA-G-LABORATORY", {"requested": ["fbc"], "facts.fbc": "abnormal"}),
    ("CA-G-SAFETY", {"facts.public_safety": True}),
    ("CA-G-SIGNIFICANT", {"facts.abnormal_finding": True}),
    # The authority
    ("CA-D-SAFETY", {"facts.public_safety": True}),
    ("CA-D-2025", {**ECONOMIC, "exam_date": "2025-12-31", "facts.cost_year": 27163}),
    ("CA-D-2025", {**ECONOMIC, "exam_date": "2025-06-30", "facts.cost_five_years": 135811}),
    ("CA-D-2026", {**ECONOMIC, "exam_date": "2026-01-01", "facts.cost_year": 28879}),
    ("CA-D-2026", {**ECONOMIC, "facts.cost_five_years": 144391}),
    ("CA-D-INADMISSIBLE", {"facts.ircc_profile": "M4/4"}),
    ("CA-D-SURVEILLANCE", {"facts.ircc_profile": "M29"}),
    ("CA-D-SURVEILLANCE", {"facts.ircc_surveillance": "S2.02"}),
    ("CA-D-SURVEILLANCE-URGENT", {"facts.ircc_surveillance": "S2.02U"}),
    ("CA-D-ACTIVE", {"facts.ircc_surveillance": "S2.01"}),
    ("CA-E-STREAMLINED", {"facts.ime_type": "streamlined"}),
    ("CA-E-UPFRONT", {**ECONOMIC, "application_date": "2025-08-21"}),
    *((f"CA-Q-{rule}", {"requested": [item]}) for rule, item in ASKED.items()),
    # Time
    ("CA-W-ATTEND", {"facts.instructed_on": "2026-02-07"}),
    ("CA-W-IEC", {"category": "TR_IEC", "facts.instructed_on": "2026-02-17"}),
    ("CA-W-APPOINTMENT", {"facts.asked_on": "2026-02-23"}),
    ("CA-W-INVESTIGATIONS", {"facts.investigations_on": "2026-03-18"}),
    ("CA-W-DISPATCH", {"facts.reports_complete_on": "2026-03-12", "facts.submitted_on": "2026-03-23"}),
    ("CA-W-FURTHERANCE", {"facts.furtherance_on": "2026-04-01", "facts.furtherance_seen_on": "2026-04-09"}),
    ("CA-W-REPLY", {"facts.furtherance_on": "2026-04-01", "facts.furtherance_answered_on": "2026-04-16"}),
    (
        "CA-W-REPLY-URGENT",
        {
            "facts.furtherance_on": "2026-04-01",
            "facts.furtherance_answered_on": "2026-04-04",
            "facts.furtherance_urgent": True,
        },
    ),
    ("CA-W-INACTIVE", {"facts.submitted_on": "2026-05-06"}),
    ("CA-W-EMERGENCY", {"facts.emergency": True, "facts.instructed_on": "2026-03-08"}),
    ("CA-W-UPP", {"category": "REF_UPP", "facts.submitted_on": "2026-03-16"}),
    # Validity, departure, vaccines
    ("CA-V-HOLD", {"departure": "2027-03-11"}),
    ("CA-V-REASSESS", {"departure": "2027-06-10"}),
    ("CA-V-LAST", {"departure": "2027-02-08"}),
    ("CA-V-SECOND", {"departure": "2027-02-07"}),
    ("CA-V-FIRST", {"departure": "2027-01-08"}),
    ("CA-V-IRCC", {"facts.ircc_valid_until": "2027-03-01"}),
    ("CA-C-CHECK", {"departure": "2026-06-01"}),
    ("CA-C-EARLY", {"departure": "2026-06-04T12:01", "check_at": "2026-06-01T12:00"}),
    ("CA-C-AFTER", {"departure": "2026-06-01T12:00", "check_at": "2026-06-01T12:01"}),
    ("CA-VX-MMR", NO_DOSE),
    ("CA-VX-DTAP", BABY),
    ("CA-VX-TD", NO_DOSE),
    ("CA-VX-POLIO", NO_DOSE),
    ("CA-VX-HEPB", NO_DOSE),
    ("CA-VX-HIB", BABY),
    ("CA-VX-PNEUMO", BABY),
]
