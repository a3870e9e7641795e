"""The form of the clinic's own profile: how it calls itself on screens and papers, where it is, its zone and logo."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from zoneinfo import available_timezones

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QLineEdit, QWidget

from mhac.registration import codes
from mhac.security.queries import ClinicProfile
from ui.app.languages import current_language
from ui.widgets.basics import said_of
from ui.widgets.fields import Form
from ui.widgets.phrases import ChoiceField
from ui.widgets.picture_field import PictureField
from ui.widgets.two_versions import Version

FIELDS = ("name", "place", "country", "zone", "site_code", "phone", "logo")
LOGO_BOX = QSize(72, 72)
LOGO_LARGEST = QSize(512, 512)


class ProfileForm(Form):
    """Edit a profile; `profile()` gives it."""

    def __init__(self, profile: ClinicProfile, parent: QWidget | None = None) -> None:
        super().__init__(2, parent)
        self.before = profile
        self.name, self.place, self.phone, self.site_code = QLineEdit(), QLineEdit(), QLineEdit(), QLineEdit()
        self.zone = ChoiceField([(zone, zone.replace("_", " ")) for zone in _zones()])
        names = [
            (code, entry.names.get(current_language(), entry.names["en"])) for code, entry in codes.countries().items()
        ]
        self.country = ChoiceField(sorted(names, key=lambda pair: pair[1]))
        self.logo = PictureField(LOGO_BOX, LOGO_LARGEST, name=self.tr("Logo"))
        self.add("name", self.tr("&Name of the clinic"), self.name, required=True)
        self.add("place", self.tr("&Place, as on papers"), self.place, hint=self.tr("for example: Kigali, Rwanda"))
        self.add("country", self.tr("&Country"), self.country, required=True)
        self.add("zone", self.tr("Time &zone"), self.zone, required=True)
        self.add(
            "site_code",
            self.tr("&Short code"),
            self.site_code,
            required=True,
            hint=self.tr("2 to 8 letters or digits; begins file and certificate numbers"),
        )
        self.add("phone", self.tr("P&hone"), self.phone)
        self.add("logo", self.tr("L&ogo"), self.logo)
        self.set_profile(profile)

    def set_profile(self, profile: ClinicProfile) -> None:
        """Show a profile."""
        self.before = profile
        self.name.setText(profile.name)
        self.place.setText(profile.place)
        self.phone.setText(profile.phone)
        self.site_code.setText(profile.site_code)
        self.zone.set_value(profile.zone)
        self.country.set_value(profile.country)
        self.logo.set_value(profile.logo)

    def profile(self) -> ClinicProfile:
        """Return the profile as edited."""
        return replace(
            self.before,
            name=self.name.text().strip(),
            place=self.place.text().strip(),
            site_code=self.site_code.text().strip(),
            zone=self.zone.value(),
            country=self.country.value(),
            phone=self.phone.text().strip(),
            logo=self.logo.value(),
        )

    def versions(self, newest: ClinicProfile) -> list[Version]:
        """Return the fields in which a profile that somebody else stored differs from what stands here."""
        mine, kept = self.profile(), self.tr("a picture")
        found = []
        for name in FIELDS:
            ours, theirs = getattr(mine, name), getattr(newest, name)
            if ours != theirs:
                label = said_of(self.row(name).label.text()).removesuffix(" *")
                shown = [self._word(name, value, kept) for value in (ours, theirs)]
                found.append(Version(name, label, *shown))
        return found

    def _word(self, name: str, value: str | bytes | None, picture: str) -> str:
        if isinstance(value, bytes):
            return picture
        if name == "country" and value in codes.countries():
            return codes.countries()[value].name(current_language())
        return value or ""

    def take(self, newest: ClinicProfile, choice: Mapping[str, bool]) -> None:
        """Show the newest profile with the fields in which mine stays."""
        mine = self.profile()
        kept = {name: getattr(mine, name) for name, stays in choice.items() if stays}
        self.set_profile(replace(newest, **kept))
        self.before = newest

    def check(self) -> bool:
        """Show what is missing; True when all is well."""
        faults: dict[str, str] = {}
        if not self.name.text().strip():
            faults["name"] = self.tr("Please give the clinic's name.")
        if not self.country.value():
            faults["country"] = self.tr("Choose a country from the list.")
        if not self.zone.value():
            faults["zone"] = self.tr("Choose a time zone from the list.")
        code = self.site_code.text().strip()
        if not (code.isascii() and code.isalnum() and 2 <= len(code) <= 8):
            faults["site_code"] = self.tr("2 to 8 letters or digits, without spaces.")
        self.show_faults(faults)
        return not faults


@cache
def _zones() -> tuple[str, ...]:
    """The zones of the world, without the old names that start without a continent."""
    return tuple(sorted(zone for zone in available_timezones() if "/" in zone and not zone.startswith("Etc/")))
