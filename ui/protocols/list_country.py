"""Which list and which country the clinic completes, where the list does not name it yet."""

from __future__ import annotations

from PySide6.QtWidgets import QComboBox, QWidget

from mhac.protocols.template import Template
from ui.app.dialogs import FormDialog
from ui.app.translation import translate
from ui.protocols import words
from ui.widgets.fields import Form
from ui.widgets.phrases import ChoiceField


class AnyCountryDialog(FormDialog):
    """A list that names only a part of the world says nothing of the others: they are unknown until it is completed."""

    def __init__(self, template: Template, parent: QWidget | None = None) -> None:
        super().__init__(
            translate("AnyCountryDialog", "Complete a list"),
            translate("AnyCountryDialog", "Go on"),
            parent,
            text=translate("AnyCountryDialog", "A country that a list does not name is unknown, not safe."),
        )
        self.lists = QComboBox()
        for listed in template.lists.values():
            self.lists.addItem(words.said(listed.title), listed.key)
        self.country = ChoiceField(words.countries())
        self.form = Form(columns=1)
        self.form.add("list", self.tr("&List"), self.lists)
        self.form.add("country", self.tr("&Country"), self.country, required=True)
        self.body.addWidget(self.form)

    def chosen_list(self) -> str:
        """Return the key of the list."""
        return str(self.lists.currentData())

    def chosen_country(self) -> str:
        """Return the code of the country."""
        return self.country.value()

    def check(self) -> bool:
        """A country must be chosen."""
        if self.country.value():
            return True
        if self.form is not None:
            self.form.show_faults({"country": self.tr("Choose a country from the list.")})
        return False
