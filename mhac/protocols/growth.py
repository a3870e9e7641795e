"""How a child's measurements stand beside the growth standards of the WHO: z-scores, or why there is none.

Under 5 years by days (standards of 2006), from 5 to 19 years by months (reference of 2007). Length is measured lying
below 2 years and standing from then on. The tables are read when a child is measured, not before.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from mhac.protocols.dates import completed_years

SEXES = {"F": "female", "M": "male"}
STANDING_FROM = 2


class Measure(StrEnum):
    """What is compared with other children of the same age, or of the same length."""

    WEIGHT = "weight_for_age"
    HEIGHT = "height_for_age"
    BMI = "bmi_for_age"
    HEAD = "head_for_age"
    WEIGHT_FOR_HEIGHT = "weight_for_height"


class WhyNot(StrEnum):
    """Why there is no z-score."""

    BIRTH_DATE = "birth_date"
    SEX = "sex"
    BEYOND = "beyond"


@dataclass(frozen=True, slots=True)
class Child:
    """Whom the tables are asked about; a birth date that is not known to the day gives no z-score."""

    sex: str | None
    birth_earliest: date
    birth_latest: date
    measured_on: date


def z_score(measure: Measure, child: Child, values: tuple[float, ...]) -> float | WhyNot:
    """The z-score of a measurement. `values`: kg, cm, kg/m², cm; kg and cm for weight by length or height."""
    if child.birth_earliest != child.birth_latest:
        return WhyNot.BIRTH_DATE
    if child.sex not in SEXES:
        return WhyNot.SEX
    from pygrowup.exceptions import PyGrowUpException
    from pygrowup.pygrowup import Observation

    born, day = child.birth_earliest, child.measured_on
    lying = completed_years(born, day) < STANDING_FROM
    seen = Observation(SEXES[child.sex], dob=born, date_of_observation=day)
    texts = tuple(str(round(value, 2)) for value in values)
    try:
        if measure is Measure.WEIGHT:
            found = seen.wfa(texts[0])
        elif measure is Measure.HEIGHT:
            found = seen.lhfa(texts[0], recumbent=lying, auto_adjust=False)
        elif measure is Measure.BMI:
            found = seen.bmifa(texts[0])
        elif measure is Measure.HEAD:
            found = seen.hcfa(texts[0])
        else:
            found = (seen.wfl if lying else seen.wfh)(*texts)
    except (PyGrowUpException, ArithmeticError):
        return WhyNot.BEYOND
    return float(found)
