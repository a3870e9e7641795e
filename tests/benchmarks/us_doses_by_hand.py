"""The vaccines and presumptive treatments of the United States, written by hand for the floor of an evaluation."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from mhac.protocols.assessment import Dose, Trace
from tests.benchmarks.us_words_by_hand import LOA, PROGRAMME, RULES, Maybe, equals, every, opposite, some


class Doses:
    """What is due of drugs and vaccines, once the person, the tests and the pregnancy are known."""

    exam: date
    born: date
    age: int
    months: int
    days: int
    told: dict[str, Any]
    known: dict[str, Any]
    pregnant: Maybe

    def fact(self, name: str) -> Any:
        found = self.known.get(name)
        return frozenset((name,)) if found is None else found

    def country(self, table: Mapping[str, Any], key: str, name: str) -> Any:
        examined_in = self.known.get("exam_country")
        if examined_in is None:
            return frozenset(("exam_country",))
        found = self.known[name] = table.get(examined_in)
        return frozenset((f"list.{key}.{examined_in}",)) if found is None else found

    # Vaccines and treatments

    def vaccines(self) -> tuple[tuple[str, ...], list[Trace], dict[str, tuple[str, ...]]]:
        known = self.known
        self.given: Mapping[str, list[date]] | None = self.told.get("vaccines_given")
        if self.given is not None:
            known.update({f"vaccines_given.{code}": doses for code, doses in self.given.items()})
        leaves = known.get("departure_day")
        if leaves is not None:
            known["days_to_departure"] = (leaves - self.exam).days
        live = every(opposite(self.pregnant), leaves is None or known["days_to_departure"] >= 28)
        immune = self.told.get("hbsag") != "positive"
        if known["flag.vaccines_required"]:
            rules = self.required_vaccines(live, immune)
        elif known["flag.vaccines_offered"]:
            rules = self.offered_vaccines(live, immune, leaves is None or known["days_to_departure"] >= 28)
        else:
            rules = []
        due: list[str] = []
        traces: list[Trace] = []
        missing: dict[str, tuple[str, ...]] = {}
        for vaccine, found in rules:
            truth = some(*(one for _, one in found))
            if truth is True:
                due.append(vaccine)
                traces += [self.dose_reason(rule, vaccine, "vaccinate") for rule, one in found if one is True]
            elif truth is not False:
                missing[vaccine] = tuple(sorted(truth))
        return tuple(due), traces, missing

    def fewer(self, vaccine: str, wanted: int, days: int = 0) -> Maybe:
        if self.given is None:
            return frozenset(("vaccines_given",))
        doses = self.given.get(vaccine, [])
        return len(doses) < wanted and self.long_ago(doses, days)

    def long_ago(self, doses: list[date], days: int) -> bool:
        return all((self.exam - day).days >= days for day in doses)

    def required_vaccines(self, live: Maybe, immune: bool) -> list[tuple[str, list[tuple[str, Maybe]]]]:
        age, months, fewer = self.age, self.months, self.fewer
        unknown = frozenset(("vaccines_given",))
        given = self.given
        booster = unknown if given is None else self.long_ago(given.get("td_tdap", []), 3652)
        begun = unknown if given is None else bool(given.get("rotavirus"))
        season = every(self.fact("flu_season"), unknown if given is None else
                       self.long_ago(given.get("influenza", []), 180))  # fmt: skip
        after_1957 = self.born >= date(1957, 1, 1)
        return [
            ("dtap", [("VI-DTAP", months >= 2 and age < 7 and fewer("dtap", 5, 28))]),
            ("td_tdap", [("VI-TD", age >= 7 and fewer("td_tdap", 3, 28)), ("VI-TD-BOOSTER", age >= 7 and booster)]),
            ("polio", [("VI-POLIO", months >= 2 and age < 18 and fewer("polio", 4, 28)),
                       ("VI-POLIO-ADULT", age >= 18 and fewer("polio", 3, 28))]),
            ("mmr", [("VI-MMR", months >= 12 and after_1957 and every(fewer("mmr", 2, 28), live))]),
            ("rotavirus", [("VI-ROTA-FIRST", 42 <= self.days < 105 and fewer("rotavirus", 1)),
                           ("VI-ROTA-NEXT", months < 8 and every(begun, fewer("rotavirus", 3, 28)))]),
            ("hib", [("VI-HIB", 2 <= months < 15 and fewer("hib", 3, 28)),
                     ("VI-HIB-LATE", 15 <= months < 60 and fewer("hib", 1))]),
            ("hepa", [("VI-HEPA", months >= 12 and age < 19 and fewer("hepa", 2, 180))]),
            ("hepb", [("VI-HEPB", age < 60 and immune and fewer("hepb", 3, 28))]),
            ("menacwy", [("VI-MENACWY", 11 <= age < 19 and fewer("menacwy", 1))]),
            ("varicella", [("VI-VARICELLA", months >= 12 and every(fewer("varicella", 2, 90), live))]),
            ("pneumococcal", [("VI-PNEUMO", 2 <= months < 24 and fewer("pneumococcal", 4, 28)),
                              ("VI-PNEUMO-LATE", 24 <= months < 60 and fewer("pneumococcal", 1)),
                              ("VI-PNEUMO-OLD", age >= 65 and fewer("pneumococcal", 1))]),
            ("influenza", [("VI-FLU", months >= 6 and season)]),
        ]  # fmt: skip

    def offered_vaccines(self, live: Maybe, immune: bool, stays: bool) -> list[tuple[str, list[tuple[str, Maybe]]]]:
        age, months, fewer = self.age, self.months, self.fewer
        begun: Maybe = frozenset(("vaccines_given",)) if self.given is None else bool(self.given.get("rotavirus"))
        six_weeks = self.days >= 42
        after_1957 = self.born >= date(1957, 1, 1)
        return [
            ("dtap", [("VR-DTAP", six_weeks and age < 7 and fewer("dtap", 2, 28))]),
            ("td_tdap", [("VR-TD", age >= 7 and fewer("td_tdap", 2, 28))]),
            ("polio", [("VR-POLIO", six_weeks and age < 11 and fewer("polio", 2, 28))]),
            ("mmr", [("VR-MMR", months >= 12 and after_1957 and every(fewer("mmr", 2, 28), live))]),
            ("rotavirus", [("VR-ROTA-FIRST", 42 <= self.days < 105 and every(fewer("rotavirus", 1), stays)),
                           ("VR-ROTA-NEXT", months < 8 and every(begun, fewer("rotavirus", 2, 28), stays))]),
            ("hib", [("VR-HIB", six_weeks and months < 15 and fewer("hib", 2, 28)),
                     ("VR-HIB-LATE", 15 <= months < 60 and fewer("hib", 1))]),
            ("hepb", [("VR-HEPB", immune and fewer("hepb", 2, 28))]),
            ("pneumococcal", [("VR-PNEUMO", six_weeks and age < 2 and fewer("pneumococcal", 2, 28)),
                              ("VR-PNEUMO-LATE", 2 <= age < 5 and fewer("pneumococcal", 1))]),
        ]  # fmt: skip

    def treatments(self) -> tuple[tuple[Dose, ...], dict[str, tuple[str, ...]]]:
        known = self.known
        if not known["flag.presumptive_treatment"]:
            return (), {}
        here = self.country(PROGRAMME, "us_presumptive_treatment", "programme_country")
        allergic = known["drug_allergy"]
        well = not known["seizures"] and not known["neurocysticercosis"]
        weight, not_pregnant = self.fact("weight_kg"), opposite(self.pregnant)
        for_worms = every(here, well, "albendazole" not in allergic, not_pregnant)
        lived, birth = self.fact("lived_in"), self.fact("birth_country")
        exposed = some(equals(birth, *LOA), lived if isinstance(lived, frozenset) else any(c in LOA for c in lived))
        known["loa_exposed"] = None if isinstance(exposed, frozenset) else exposed
        weeks = known.get("pregnancy_weeks")
        late = frozenset(("pregnancy_weeks",)) if weeks is None else weeks > 13
        heavy = weight if isinstance(weight, frozenset) else weight >= 15
        five = weight if isinstance(weight, frozenset) else weight >= 5
        small = 12 <= self.months < 24
        rules: list[tuple[str, str, Maybe]] = [
            ("albendazole", "PT-ALB-SMALL" if small else "PT-ALB", (small or self.age >= 2) and for_worms),
            ("praziquantel", "PT-PZQ",
             self.age >= 4 and every(here, well, "praziquantel" not in allergic)),
            ("ivermectin", "PT-IVM",
             every(here, heavy, not_pregnant, opposite(exposed), "ivermectin" not in allergic)),
            ("artemether_lumefantrine", "PT-AL",
             every(here, five, some(not_pregnant, late), "artemether_lumefantrine" not in allergic)),
        ]  # fmt: skip
        due: list[Dose] = []
        missing: dict[str, tuple[str, ...]] = {}
        for drug, rule, truth in rules:
            if truth is True:
                amounts = self.amounts(drug, weight, small)
                if amounts is None:
                    missing[drug] = ("weight_kg",)
                else:
                    due.append(Dose(drug, RULES[rule].text, amounts, self.dose_reason(rule, drug, "treat")))
            elif truth is not False:
                missing[drug] = tuple(sorted(truth))
        return tuple(due), missing

    def amounts(self, drug: str, weight: Any, small: bool) -> tuple[tuple[str, float], ...] | None:
        if drug == "albendazole":
            return (("total_mg", 200 if small else 400),)
        if isinstance(weight, frozenset):
            return None
        if drug == "praziquantel":
            return (("total_mg", round(40 * weight, 2)),)
        if drug == "ivermectin":
            return (("total_mg", round(0.2 * weight, 2)),)
        return (("total_tablets", 6 if weight < 15 else 12 if weight < 25 else 18 if weight < 35 else 24),)

    def dose_reason(self, rule_id: str, about: str, outcome: str) -> Trace:
        rule, known = RULES[rule_id], self.known
        facts = tuple(
            (t, known[t]) for t in rule.terms if known.get(t) is not None and not isinstance(known[t], list | dict)
        )
        return Trace(about, rule_id, outcome, rule.because, rule.source, rule.confidence, facts)
