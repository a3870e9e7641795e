"""What people type is shown letter by letter: in labels, in tips and in tables nothing of it is read as markup."""

import ast
from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from tests.architecture.tree import name, parsed, python_files
from ui.widgets import basics
from ui.widgets.basics import ElidedLabel, Notice, Pill, PlainLabel, as_tip
from ui.widgets.progress import SavedLabel
from ui.widgets.tables import Column, RowsModel

HOSTILE = ["<b>x</b>", '<img src="file:///etc/passwd">', "a < b", "<!-- -->x", "first\n<b>second</b>", "&lt;b&gt;"]
ALLOWED = {"tr", "translate", "as_tip"}


@dataclass(frozen=True)
class Somebody:
    name: str


@pytest.mark.parametrize("typed", HOSTILE)
def test_labels_show_what_was_typed(qtbot: QtBot, typed: str) -> None:
    for label in (PlainLabel(typed), Pill(typed), ElidedLabel(typed), SavedLabel(), basics.words(typed)):
        qtbot.addWidget(label)
        assert label.textFormat() == Qt.TextFormat.PlainText
    notice = Notice(typed)
    qtbot.addWidget(notice)
    assert {label.textFormat() for label in notice.findChildren(QLabel)} == {Qt.TextFormat.PlainText}


@pytest.mark.parametrize("typed", HOSTILE)
def test_a_tip_that_qt_would_read_as_markup_is_escaped(typed: str) -> None:
    reader = QTextDocument()
    reader.setHtml(as_tip(typed))
    assert reader.toPlainText().replace("\u2028", "\n") == typed


@pytest.mark.parametrize("typed", ["Jean", "12:30 (N)", "é 🧳"])
def test_a_tip_without_signs_of_markup_is_left_as_it_is(typed: str) -> None:
    assert as_tip(typed) == typed


@pytest.mark.parametrize("typed", HOSTILE)
def test_a_table_tips_letter_by_letter_and_speaks_plainly(typed: str) -> None:
    model = RowsModel((Column("Name", lambda row: row.name),))
    model.set_rows([Somebody(typed)])
    index = model.index(0, 0)
    assert index.data(Qt.ItemDataRole.ToolTipRole) == as_tip(typed)
    assert index.data(Qt.ItemDataRole.AccessibleTextRole) == typed


def test_every_label_of_the_screens_is_a_plain_one() -> None:
    mine = Path(basics.__file__)
    made = [
        f"{name(path)}:{node.lineno}"
        for path in python_files("ui")
        if path != mine
        for node in ast.walk(parsed(path))
        if (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "QLabel")
        or (isinstance(node, ast.ClassDef) and any(isinstance(b, ast.Name) and b.id == "QLabel" for b in node.bases))
    ]
    assert made == []


def test_every_tip_of_the_screens_is_our_own_text_or_made_plain() -> None:
    risky = []
    for path in python_files("ui"):
        for node in ast.walk(parsed(path)):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
                continue
            if node.func.attr not in {"setToolTip", "showText", "setWhatsThis", "setStatusTip"}:
                continue
            text = node.args[-1] if node.func.attr != "showText" else node.args[1]
            called = getattr(text, "func", None)
            plain = getattr(called, "attr", getattr(called, "id", "")) in ALLOWED
            if not isinstance(text, ast.Constant) and not plain:
                risky.append(f"{name(path)}:{node.lineno}")
    assert risky == []


