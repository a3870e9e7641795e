"""The floor of an evaluation: the rules of the United States written out in Python, with the same answer and trace.

The rules are those of `us_rules.json`, the template of the United States as it was first complete enough for all
acceptance cases; it is kept here, so that the floor need not follow every later rule. Whoever has been examined
("screened") and has a whole birth date is served, which is 136 of 137 cases; `test_evaluation.py` proves that each is
answered as the template does, entry for entry. Names and sentences are read from the template, everything is decided
here: no conditions as data, no settings, no other country.

An unknown is the set of what is missing; a test that is not asked for and was not done is None.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from mhac.protocols.assessment import Applicant, Assessment, ClassResult, ItemResult, Note, Trace
from mhac.protocols.dates import add_months, completed_months
from mhac.protocols.rules import ItemState, Stage
from tests.benchmarks.us_doses_by_hand import Doses
from tests.benchmarks.us_words_by_hand import (
    CLASS_HOLDS,
    CLASSES,
    FLAGS,
    INCIDENCE,
    KINDS,
    LASTING,
    LATER,
    NOBODY,
    NOTHING_FOUND,
    RULES,
    TEXTS,
    US,
    Maybe,
    Needs,
    below,
    equals,
    every,
    opposite,
    plain,
    some,
)  # fmt: skip


class ByHand(Doses):
    """One evaluation."""

    def __init__(self, applicant: Applicant, facts: Mapping[str, Any]) -> None:
        self.exam = applicant.exam_date
        born = applicant.birth_earliest
        months = completed_months(born, self.exam)
        self.months, self.age, self.days = months, months // 12, (self.exam - born).days
        self.told: dict[str, Any] = {**applicant.more, **facts}
        self.known: dict[str, Any] = {
            **NOTHING_FOUND, **self.told, **FLAGS[applicant.category], "category": applicant.category,
            "exam_date": self.exam, "birth_date": born, "age": self.age, "age_months": months, "age_days": self.days,
        }  # fmt: skip
        for name in ("sex", "exam_country", "citizenship", "birth_country"):
            value = getattr(applicant, name)
            if value is not None:
                self.known[name] = value
        self.born, self.category = born, applicant.category
        self.items: dict[str, ItemResult] = {}
        self.truths: dict[str, Maybe] = {}
        self.reasons: dict[str, list[Trace]] = {}

    # Words

    def reason(self, rule_id: str, about: str, outcome: str, needs: Maybe = True) -> Trace:
        rule, known = RULES[rule_id], self.known
        facts = tuple((t, plain(known[t])) for t in rule.terms if known.get(t) is not None)
        missing = tuple(sorted(needs)) if isinstance(needs, frozenset) else ()
        return Trace(about, rule_id, outcome, rule.because, rule.source, rule.confidence, facts, missing)

    def result(self, name: str, item: str) -> Any:
        """The result of a test that has been decided on."""
        told = self.told.get(name)
        if told is not None:
            return frozenset((name,)) if told in LATER.get(name, ()) else told
        decided = self.items[item]
        asked = decided.state not in (ItemState.NOT_REQUIRED, ItemState.OPTIONAL)
        return frozenset((*decided.needs, name)) if asked else None

    # Items

    def item(self, code: str, done: bool, *rules: tuple[str, Maybe], defer: Maybe = False, offer: str = "") -> None:
        require = some(*(truth for _, truth in rules))
        missing: Needs = NOBODY
        if require is False:
            state = ItemState.OPTIONAL if offer else ItemState.NOT_REQUIRED
            reasons = [self.reason(offer, code, "offer")] if offer else []
        elif defer is True:
            state = ItemState.DEFERRED
            reasons = [self.reason("TB-10", code, "defer")]
            reasons += [self.reason(rule, code, "require") for rule, truth in rules if truth is True]
        elif require is True and defer is False:
            state = ItemState.REQUIRED
            reasons = [self.reason(rule, code, "require") for rule, truth in rules if truth is True]
        else:
            state = ItemState.UNKNOWN
            missing = frozenset().union(*(part for part in (require, defer) if isinstance(part, frozenset)))
            reasons = [
                self.reason(rule, code, "require" if truth is True else "unknown", truth)
                for rule, truth in rules
                if truth is not False
            ]
            if isinstance(defer, frozenset):
                reasons.append(self.reason("TB-10", code, "unknown", defer))
        self.items[code] = ItemResult(*KINDS[code], state, done, tuple(reasons), tuple(sorted(missing)))

    def is_done(self, *names: str) -> bool:
        told = self.told
        return all(told.get(name) is not None and told[name] not in LATER.get(name, ()) for name in names)

    def ask(self) -> None:
        """Which tests are asked for."""
        known, age = self.known, self.age
        young = age < 15
        self.pregnant = self._pregnant()
        suspected = self.suspected = known["tb_symptoms"] or known["hiv_known"] or self.told.get("hiv") == "positive"
        incidence = self.country(INCIDENCE, "tb_incidence", "tb_incidence")
        burden: Maybe = incidence if isinstance(incidence, frozenset) else incidence >= 20
        history = known["tb_history"] or known["tb_extrapulmonary"] or known["tb_disease"]
        contact = known["tb_contact"]
        tested = 2 <= age <= 14

        self.item("medical_exam", True, ("EX-01", True))
        self.item("igra", self.is_done("igra"), ("TB-02", age < 2 and suspected), ("TB-03", tested and burden),
                  ("TB-03-LOW", tested and every(opposite(burden), suspected)), ("TB-11", contact))  # fmt: skip
        igra = self.igra = self.result("igra", "igra")
        self.item("repeat_igra", self.is_done("repeat_igra"), ("TB-11-REPEAT", contact and equals(igra, "negative")),
                  ("TB-05-REPEAT", equals(igra, "indeterminate")))  # fmt: skip
        again = self.again = self.result("repeat_igra", "repeat_igra")
        self.infected = some(
            equals(igra, "positive"),
            every(equals(igra, "indeterminate"), equals(again, "positive")),
            every(equals(igra, "negative"), self.told.get("repeat_igra") == "positive"),
        )
        put_off = self.told.get("chest_xray") in LATER["chest_xray"]
        self.item("chest_xray", self.is_done("chest_xray"), ("TB-02-XRAY", young and suspected),
                  ("TB-03-XRAY", young and self.infected), ("TB-04", not young), ("TB-04-HISTORY", history),
                  defer=put_off and self.pregnant)  # fmt: skip
        self.film = self.result("chest_xray", "chest_xray")
        self.ask_sputum()
        self.ask_others()

    def _pregnant(self) -> Maybe:
        told = self.told.get("pregnant")
        if told is None:
            told = self.fact("pregnant") if self.known.get("sex") != "M" and 11 <= self.age <= 55 else False
        self.known["pregnant"] = None if isinstance(told, frozenset) else told
        return told

    def ask_sputum(self) -> None:
        known = self.known
        extra = known["tb_extrapulmonary"] or known["tb_disease"]
        names = ("sputum_smears", "sputum_cultures", "sputum_molecular")
        self.item("sputum_set", self.is_done(*names), ("TB-06", some(equals(self.film, "suggests_tb"), self.suspected)),
                  ("TB-06-EXTRA", extra))  # fmt: skip
        self.sputum = [self.result(name, "sputum_set") for name in names]
        self.item("dst", self.is_done("dst_on"), ("TB-07", equals(self.sputum[1], "positive")))
        self.negative = every(*(equals(one, "negative") for one in self.sputum))
        self.positive = some(*(equals(one, "positive") for one in self.sputum))
        self.untreated = known["tb_disease"] and not known["dot_complete"]

    def ask_others(self) -> None:
        known, age = self.known, self.age
        self.item("hiv", self.is_done("hiv"), ("TB-09", some(self.positive, self.untreated)))
        self.hiv = self.result("hiv", "hiv")
        sti = known["sti_history"] or known["sti_signs"]
        pair = self.told.get("syphilis") or {}
        for name in ("nontreponemal", "treponemal", "stage", "treated"):
            known[f"syphilis.{name}"] = pair.get(name)
        done = pair.get("nontreponemal") is not None and pair.get("treponemal") is not None
        self.item("syphilis", done, ("SY-1", 18 <= age < 45), ("SY-1-REASON", sti or known["syphilis_risk"]))
        self.item("gonorrhea", self.is_done("gonorrhea"), ("GC-1", 18 <= age < 25), ("GC-1-REASON", sti))
        self.gonorrhea = self.result("gonorrhea", "gonorrhea")
        offered = known["flag.vaccines_offered"]
        self.item("hbsag", self.is_done("hbsag"), offer="HB-OFFER" if offered else "")
        self.item("hcv", self.is_done("hcv"))
        self.hbsag, self.hcv = self.result("hbsag", "hbsag"), self.result("hcv", "hcv")
        self.item("vaccination_review", self.is_done("vaccination"), ("VX-1", known["flag.vaccines_required"]),
                  offer="VX-OFFER" if offered else "")  # fmt: skip
        self.vaccination = self.result("vaccination", "vaccination_review")

    def ask_departure(self) -> None:
        travels = self.known["flag.travel_programme"] and "departure" in self.told
        self.item("departure_check", "check_at" in self.told, ("DEP-1", travels))
        self.item("tb_evaluation", False, ("DEP-4", travels and self.truths["TB_B1_PULM"]))

    # Classes

    def give(self, code: str, *rules: tuple[str, Maybe]) -> None:
        holds = some(*(truth for _, truth in rules))
        if holds is not False:
            holds = every(holds, *(opposite(self.truths[other]) for other in CLASSES[code].excluded_by))
        self.truths[code] = holds
        self.known[f"class.{code}"] = None if isinstance(holds, frozenset) else holds
        if holds is True:
            self.reasons[code] = [self.reason(rule, code, "class") for rule, truth in rules if truth is True]

    def classify(self) -> None:
        known, film = self.known, self.film
        disease = known["tb_disease"]
        smears, cultures, _ = self.sputum
        suspect = some(equals(film, "suggests_tb"), self.suspected, known["tb_history"])
        self.give("TB_A", ("TB-A", some(self.positive, self.untreated)))
        self.give("TB_B0", ("TB-B0", every(disease, known["dot_complete"], equals(smears, "negative"),
                                           equals(cultures, "negative"))))  # fmt: skip
        self.give("TB_B1_PULM", ("TB-B1P", every(self.negative, not disease, suspect)))
        self.give("TB_B1_EXTRA", ("TB-B1E", every(known["tb_extrapulmonary"], self.negative, not disease)))
        self.give("TB_B2", ("TB-B2", self.infected))
        self.give("TB_B3", ("TB-B3", known["tb_contact"]))
        self.classify_infections()
        self.classify_mind()
        self.give("PREG_B", ("PREG-B", self.pregnant))
        required = known["flag.vaccines_required"]
        adopted = known["adoption"] and self.age <= 10
        self.give("VAX_A", ("VX-A", required and equals(self.vaccination, "refused")),
                  ("VX-A-AFFIDAVIT", required and not adopted and equals(self.vaccination, "affidavit")))  # fmt: skip
        lasting = any(known[name] for name in LASTING) or self.told.get("hiv") == "positive"
        liver = some(equals(self.hbsag, "positive"), equals(self.hcv, "positive"))
        self.give("B_OTHER", ("B-OTHER-XRAY", equals(film, "other_abnormal")),
                  ("B-OTHER-CONDITION", some(lasting, liver)))  # fmt: skip

    def classify_infections(self) -> None:
        known = self.known
        asked = self.items["syphilis"].state is not ItemState.NOT_REQUIRED
        told = self.told.get("syphilis")

        def part(name: str, *, test: bool = False) -> Any:
            found = known[f"syphilis.{name}"]
            if found is not None:
                return found
            if test:
                return frozenset((f"syphilis.{name}",)) if asked else None
            return frozenset(("syphilis" if told is None else f"syphilis.{name}",))

        plain, special = part("nontreponemal", test=True), part("treponemal", test=True)
        stage, treated = part("stage"), part("treated")
        staged = stage if isinstance(stage, frozenset) else stage != "none"
        reactive = equals(special, "reactive")
        confirmed = some(
            every(equals(plain, "reactive"), reactive), every(reactive, equals(plain, "nonreactive"), staged)
        )
        untreated = opposite(equals(treated, True))
        self.give("SYPH_A",
                  ("SY-5-A", every(confirmed, untreated, equals(stage, "primary", "secondary", "early_latent"))),
                  ("SY-5-A-LATE", every(confirmed, untreated, equals(stage, "late_latent", "tertiary"))))  # fmt: skip
        self.give("SYPH_B", ("SY-5-B", every(confirmed, equals(treated, True))))
        self.discordant = every(reactive, equals(plain, "nonreactive"), known["syphilis.stage"] is None)
        positive = equals(self.gonorrhea, "positive")
        self.give("GONO_A", ("GC-2-A", every(positive, not known["gonorrhea_treated"])))
        self.give("GONO_B", ("GC-2-B", every(positive, known["gonorrhea_treated"])))

    def classify_mind(self) -> None:
        known, told = self.known, self.told
        hansen: Mapping[str, Any] | None = told.get("hansens")
        form: Any = None
        days: Any = None
        if hansen is not None:
            known.update({f"hansens.{key}": value for key, value in hansen.items()})
            form = hansen.get("form", frozenset(("hansens.form",)))
            days = hansen.get("treatment_days", frozenset(("hansens.treatment_days",)))
        sick = equals(form, "multibacillary", "paucibacillary")
        self.give("HANSEN_A", ("HD-1-A", every(sick, below(days, 7))))
        self.give("HANSEN_B", ("HD-1-B", every(sick, opposite(below(days, 7)))))
        mind: Mapping[str, Any] | None = told.get("mental")
        if mind is None:
            self.truths.update(dict.fromkeys(("MENTAL_A", "MENTAL_B", "SUBST_A", "SUBST_B"), False))
            return
        known.update({f"mental.{key}": value for key, value in mind.items()})

        def part(name: str) -> Any:
            found = mind.get(name)
            return frozenset((f"mental.{name}",)) if found is None else found

        disorder, harm, substance = part("disorder"), part("harmful_behaviour"), mind.get("substance")
        present = disorder if isinstance(disorder, frozenset) else disorder not in ("none", "")
        criteria, past = part("months_since_criteria"), equals(harm, "past")
        recent = some(
            equals(harm, "current"),
            every(past, substance in ("alcohol", "other"), below(criteria, 12)),
            every(past, substance not in ("alcohol", "other", "csa"), below(part("months_since_harm"), 12)),
        )
        controlled = substance == "csa"
        self.give("MENTAL_A", ("MH-1", every(present, not controlled, recent)))
        self.give("MENTAL_B", ("MH-7", every(present, not controlled, opposite(recent))))
        self.give("SUBST_A", ("MH-5", every(present, controlled, below(criteria, 12))))
        self.give("SUBST_B", ("MH-6", every(present, controlled, opposite(below(criteria, 12)))))

    # Validity, notes

    def validity(self) -> tuple[date | None, Trace | None]:
        known = self.known
        if any(self.truths[code] is True for code, one in CLASSES.items() if one.blocks_travel):
            return None, None
        short = some(self.truths["TB_B1_PULM"], self.truths["TB_B0"], known["hiv_known"], equals(self.hiv, "positive"))
        if short is True:
            return self.until("VAL-3", 3, "final_culture_on", "dot_completed_on", "exam_date")
        extra = self.truths["TB_B1_EXTRA"]
        if short is not False or extra is not False:
            if short is False and extra is True:
                return self.until("VAL-3X", 3, "final_culture_on", "exam_date")
            return None, None
        return self.until("VAL-6", 6, "exam_date", "chest_xray_on", "igra_on", earliest=True)

    def until(self, rule: str, months: int, *names: str, earliest: bool = False) -> tuple[date, Trace]:
        days = [(name, self.known[name]) for name in names if self.known.get(name) is not None]
        last = add_months(min(day for _, day in days) if earliest else days[0][1], months)
        why = self.reason(rule, "valid_until", "valid_until")
        facts = (*why.facts, *days, ("valid_until", last))
        return last, Trace(why.about, rule, why.outcome, why.because, why.source, why.confidence, facts)

    def note(self, rule_id: str, outcome: str) -> Note:
        rule = RULES[rule_id]
        return Note(rule.target, TEXTS[rule_id], self.reason(rule_id, rule.target, outcome))

    def warnings(self) -> list[Note]:
        known, told = self.known, self.told
        found = []
        if equals(self.igra, "indeterminate") is True and equals(self.again, "indeterminate") is True:
            found.append(self.note("TB-05-AGAIN", "warn"))
        quiet = known["tb_history"] and not known["tb_disease"] and not self.suspected
        if quiet and equals(self.film, "normal", "not_tb_no_class", "other_abnormal") is True:
            found.append(self.note("TB-12-HISTORY", "warn"))
        given, drawn = told.get("vaccines_given"), known.get("igra_on")
        if given is not None and drawn is not None:
            known["days_after_live_vaccine"] = tuple(
                (drawn - day).days for code in ("mmr", "varicella") for day in given.get(code, ())
            )
            if any(0 < days < 28 for days in known["days_after_live_vaccine"]):
                found.append(self.note("TB-13", "warn"))
        if self.discordant is True:
            found.append(self.note("SY-7", "warn"))
        if known["flag.vaccines_required"] and equals(self.vaccination, "individual_waiver") is True:
            found.append(self.note("VX-WAIVER", "warn"))
        return found + self.departure_notes()

    def departure_notes(self) -> list[Note]:
        known, told = self.known, self.told
        leaves, checked = told.get("departure"), told.get("check_at")
        if leaves is None:
            return []
        known["departure_day"] = leaves.date()
        if checked is None:
            return []
        hours = (leaves - checked).total_seconds() / 3600
        known["check_hours"] = hours
        early = known["flag.travel_programme"] and hours > 72
        return [self.note("DEP-2", "warn")] * early + [self.note("DEP-3", "warn")] * (hours < 0)

    # The whole

    def answer(self) -> Assessment:
        self.ask()
        self.classify()
        self.ask_departure()
        items = tuple(self.items[code] for code in KINDS)
        truths = {code: self.truths[code] for code in CLASSES}
        decided = tuple(
            ClassResult(code, one.label, one.blocks_travel, tuple(self.reasons[code]))
            for code, one in CLASSES.items()
            if truths[code] is True
        )
        needs = {code: tuple(sorted(t)) for code, t in truths.items() if isinstance(t, frozenset)}
        last, valid_trace = self.validity()
        self.known["valid_until"] = last
        warnings = tuple(self.warnings())
        holds = [Note(one.code, CLASS_HOLDS[one.code], one.reasons[0]) for one in decided if one.blocks_travel]
        leaves = self.known.get("departure_day")
        if leaves is not None and last is not None and leaves > last:
            holds.append(self.note("VAL-HOLD", "hold"))
        drugs, open_drugs = self.treatments()
        vaccines, vaccine_traces, open_vaccines = self.vaccines()
        asked = [one for one in items if one.stage is Stage.EXAMINATION]
        complete = _complete(asked)
        blocking = [truths[code] for code, one in CLASSES.items() if one.blocks_travel]
        stopped = complete is False or any(one is True for one in blocking)
        unsure = complete is None or any(isinstance(one, frozenset) for one in blocking)
        return Assessment(
            country="US", edition=US.edition, digest=US.digest, items=items,
            classes=None if needs else decided, decided_classes=decided, class_needs=needs,
            exam_needed=True, complete=complete, cleared=False if stopped else None if unsure else True,
            valid_until=last, warnings=warnings, holds=tuple(holds), forms=(), grades={}, treatments=drugs,
            vaccines_due=vaccines, unknown_doses={**open_drugs, **open_vaccines},
            trace=(*(why for one in items for why in one.reasons), *(why for one in decided for why in one.reasons),
                   *(note.reason for note in warnings), *(note.reason for note in holds if note.code not in CLASSES),
                   *(dose.reason for dose in drugs), *vaccine_traces,
                   *(() if valid_trace is None else (valid_trace,))),
        )  # fmt: skip


def _complete(asked: list[ItemResult]) -> bool | None:
    if any(one.state is ItemState.DEFERRED or (one.state is ItemState.REQUIRED and not one.done) for one in asked):
        return False
    return None if any(one.state is ItemState.UNKNOWN for one in asked) else True


def by_hand(applicant: Applicant, facts: Mapping[str, object]) -> Assessment:
    """The assessment of somebody examined, whose birth date is whole."""
    return ByHand(applicant, facts).answer()
