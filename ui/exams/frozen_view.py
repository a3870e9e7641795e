"""A signed version, or what is about to be signed, as a text to read, drawn from the frozen content alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from html import escape
from typing import Any

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QTextBrowser, QWidget

from mhac.exams.content import country_name
from mhac.exams.doses import thawed
from mhac.protocols.own_numbers import OwnNumber
from mhac.registration.names import display
from ui.app import theme
from ui.exams import doses_words, words
from ui.widgets import formats


class FrozenView(QTextBrowser):
    """Reads like the form; nothing in it can be changed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setOpenLinks(False)
        self.setFrameShape(QTextBrowser.Shape.NoFrame)
        self.setAccessibleName(self.tr("Content of the exam"))
        self._content: Mapping[str, Any] | None = None

    def show_content(self, content: Mapping[str, Any]) -> None:
        """Show a frozen content; the place in the text is kept when it is the same one."""
        if content == self._content:
            return
        self._content = content
        self.document().setDefaultStyleSheet(_styles())
        self.setHtml(_html(content))

    def go_to(self, section: str) -> None:
        """Scroll to a section."""
        self.scrollToAnchor(section)


def _styles() -> str:
    tokens = theme.tokens()
    return (
        f"h3 {{ color: {tokens.text}; margin-top: 16px; margin-bottom: 4px; }}"
        f"td {{ padding: 3px 12px 3px 0; color: {tokens.text}; }}"
        f".quiet {{ color: {tokens.muted}; font-size: small; }}"
        f".flag {{ color: {tokens.warning}; }} .strong {{ font-weight: 600; }}"
    )


def _html(content: Mapping[str, Any]) -> str:
    parts = [_head(content)]
    parts += [_section(section) for section in content["sections"] if section["answers"]]
    parts += [_acknowledgements(content["acknowledgements"]), _requirements(content["assessment"]["items"])]
    parts += [_due(content.get("due", ())), _classification(content)]
    return "".join(parts)


def _head(content: Mapping[str, Any]) -> str:
    person, exam, protocol = content["person"], content["exam"], content["protocol"]
    birth = person["birth"]
    born = formats.partial_date(date.fromisoformat(birth["earliest"]), date.fromisoformat(birth["latest"]),
                                birth["precision"], estimated=birth["estimated"]) if birth else "—"
    rows = [
        (QCoreApplication.translate("FrozenView", "Person"),
         words.joined((display(person["family_name"], person["given_names"]), person["sex"], born,
                       words.country(person["citizenship"])))),
        (QCoreApplication.translate("FrozenView", "Numbers"),
         words.joined((person["file_number"], person["case_number"], *(value for _, value in person["identifiers"])))),
        (QCoreApplication.translate("FrozenView", "Exam"),
         words.joined((words.country(exam["country"]), words.said(exam["category_label"]),
                       formats.day(date.fromisoformat(exam["exam_date"])), words.country(exam["exam_country"])))),
        (QCoreApplication.translate("FrozenView", "Protocol"),
         words.joined((words.said(protocol["title"]), protocol["edition"], protocol["digest"][:12]))),
    ]
    rows += [(QCoreApplication.translate("FrozenView", "Number of the clinic"), words.own_number(OwnNumber(**own)))
             for own in protocol.get("own_numbers", ())]
    if exam["amendment_reason"]:
        rows.append((QCoreApplication.translate("FrozenView", "Amendment"), exam["amendment_reason"]))
    return _table(rows)


def _section(section: Mapping[str, Any]) -> str:
    rows = [_answer(row) for row in section["answers"]]
    return f'<a name="{escape(section["key"])}"></a><h3>{escape(words.said(section["label"]))}</h3>{_raw_table(rows)}'


def answer_text(row: Mapping[str, Any]) -> str:
    """Return an answer in plain words, its unit, the answers of a questionnaire and its remark included."""
    shown = _words(row)
    unit = words.said(row["unit"]) if row.get("unit") and shown else ""
    asked = (words.said(answer) for _, answer in row.get("questions", ()))
    return words.joined((" ".join(part for part in (words.joined(shown), unit) if part), *asked, row.get("note", "")))


def _answer(row: Mapping[str, Any]) -> tuple[str, str]:
    shown = _words(row)
    if row.get("unit") and shown:
        shown = [f"{shown[0]} {words.said(row['unit'])}"]
    text = escape(words.joined(shown))
    text += "<br>".join(f"{escape(words.said(question))} <b>{escape(words.said(answer))}</b>"
                        for question, answer in row.get("questions", ()))
    if "judgement" in row:
        text += f' <span class="flag">{escape(_judgement(row["judgement"]))}</span>'
    if "score" in row:
        text += f'<br><span class="strong">{escape(_score(row["score"]))}</span>'
    if row.get("note"):
        text += f" · {escape(row['note'])}"
    if row.get("by"):
        at = formats.moment(datetime.fromisoformat(row["at"]))
        text += f' <span class="quiet">&nbsp;{escape(words.joined((row["by"], at)))}</span>'
    return escape(words.said(row["label"])), text


def _words(row: Mapping[str, Any]) -> list[str]:
    """The words of an answer in the language of the screens; a note stays as it was written."""
    value = row["value"]
    if isinstance(value, bool):
        return [words.yes() if value else words.no()]
    if isinstance(value, dict) and "state" in value:
        return [words.system_state(value["state"]), *row["words"][1:]]
    codes = value if isinstance(value, list) else [value]
    if row["words"] and [country_name(str(code)) for code in codes] == row["words"] != [str(code) for code in codes]:
        return [words.country(str(code)) for code in codes]
    return [words.said(each) for each in row["words"]]


def _judgement(judged: str) -> str:
    return {
        "high": QCoreApplication.translate("FrozenView", "high"),
        "low": QCoreApplication.translate("FrozenView", "low"),
        "severely_high": QCoreApplication.translate("FrozenView", "severely high"),
        "severely_low": QCoreApplication.translate("FrozenView", "severely low"),
        "implausible": QCoreApplication.translate("FrozenView", "unusual, confirmed"),
    }.get(judged, judged)


def _score(reached: Mapping[str, Any]) -> str:
    if reached["total"] is None:
        return QCoreApplication.translate("FrozenView", "incomplete")
    parts = [f"{reached['total']} / {reached['highest']}", words.said(reached["band"] or "")]
    return words.joined((*parts, *(words.said(flag) for flag in reached["flags"])))


def _acknowledgements(rows: Iterable[Mapping[str, Any]]) -> str:
    found = [(words.said(row["flag"]), words.joined((row["action"], row["by"]))) for row in rows]
    if not found:
        return ""
    return f"<h3>{escape(QCoreApplication.translate('FrozenView', 'Warning signs'))}</h3>{_table(found)}"


def _requirements(items: Iterable[Mapping[str, Any]]) -> str:
    rows = []
    for item in items:
        if item["state"] in ("not_required", "unknown") or item["stage"] != "examination":
            continue
        state = (QCoreApplication.translate("FrozenView", "done") if item["done"]
                 else QCoreApplication.translate("FrozenView", "not done"))
        because = item["reasons"][0]["because"] if item["reasons"] else ""
        rows.append((words.said(item["label"]), words.joined((state, words.said(because)))))
    title = QCoreApplication.translate("FrozenView", "What the protocol asks")
    return f'<a name="requirements"></a><h3>{escape(title)}</h3>{_table(rows)}'


def _due(rows: Sequence[Mapping[str, Any]]) -> str:
    due = thawed(rows)
    if not due:
        return ""
    found = [(doses_words.label(one), words.joined((*(words.said(why.because) for why in one.reasons),
                                                   doses_words.coming(one)))) for one in due]
    return f'<a name="due"></a><h3>{escape(doses_words.title(due))}</h3>{_table(found)}'


def _classification(content: Mapping[str, Any]) -> str:
    made = content["classification"]
    labels = made["labels"]

    def named(decision: Mapping[str, Any]) -> str:
        codes = [words.said(labels.get(code, code)) for code in decision["classes"]]
        comments = decision.get("comments", {})
        grades = [_graded(words.said(labels.get(item, item)), grade, comments.get(item, ""))
                  for item, grade in decision["grades"].items()]
        return "; ".join((*codes, *grades)) or QCoreApplication.translate("FrozenView", "No class")

    outcome = made["outcome"]
    rows = [(QCoreApplication.translate("FrozenView", "Proposed"), named(made["proposed"])),
            (QCoreApplication.translate("FrozenView", "Decided"), named(made["decided"]))]
    if made["reason"]:
        rows.append((QCoreApplication.translate("FrozenView", "Reason"), made["reason"]))
    rows.append((QCoreApplication.translate("FrozenView", "Travel"), cleared_words(outcome["cleared"])))
    if outcome["valid_until"]:
        until = formats.day(date.fromisoformat(outcome["valid_until"]))
        rows.append((QCoreApplication.translate("FrozenView", "Valid until"), until))
    rows += [(QCoreApplication.translate("FrozenView", "Hold"), words.said(hold["text"])) for hold in outcome["holds"]]
    physician = content["physician"]
    rows.append((QCoreApplication.translate("FrozenView", "Physician"),
                 words.joined((physician["name"], physician["licence"]))))
    title = QCoreApplication.translate("FrozenView", "Classification")
    return f'<a name="classification"></a><h3>{escape(title)}</h3>{_table(rows)}'


def _graded(label: str, grade: str, comment: str) -> str:
    said = QCoreApplication.translate("FrozenView", "{item}: grade {grade}").format(item=label, grade=grade)
    return f"{said} ({comment})" if comment else said


def cleared_words(cleared: bool | None) -> str:
    """Return what an outcome says about travelling."""
    return {
        True: QCoreApplication.translate("FrozenView", "Cleared for travel"),
        False: QCoreApplication.translate("FrozenView", "Not cleared for travel"),
        None: QCoreApplication.translate("FrozenView", "Cannot be said yet"),
    }[cleared]


def _table(rows: Iterable[tuple[str, str]]) -> str:
    return _raw_table([(escape(label), escape(text)) for label, text in rows])


def _raw_table(rows: Iterable[tuple[str, str]]) -> str:
    lines = "".join(f'<tr><td width="38%" class="quiet">{label}</td><td>{text}</td></tr>' for label, text in rows)
    return f'<table width="100%" cellspacing="0">{lines}</table>'
