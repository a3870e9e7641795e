"""The clinic's own profile, as it stands on the screens and on every paper."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING

from mhac.security import front, queries, service
from mhac.security.queries import ClinicProfile
from ui.admin.panel import EditPanel
from ui.admin.profile_form import ProfileForm
from ui.app.context import AppContext
from ui.app.translation import translate
from ui.widgets import formats
from ui.widgets.basics import Card
from ui.widgets.two_versions import Version

if TYPE_CHECKING:
    from mhac.kernel.unit_of_work import UnitOfWork


class ProfilePanel(EditPanel):
    """Name, place, zone, short code, logo."""

    topics = frozenset({"clinic"})

    def __init__(self, context: AppContext) -> None:
        super().__init__(
            context,
            translate("ProfilePanel", "The clinic"),
            translate("ProfilePanel", "As it stands on the screens and on every paper."),
        )
        card = Card(padding=20)
        card.setMaximumWidth(760)
        self.form = ProfileForm(ClinicProfile())
        card.body.addWidget(self.form)
        self.body.addWidget(card)
        self.body.addStretch(1)
        for field in (
            self.form.name,
            self.form.place,
            self.form.phone,
            self.form.site_code,
            self.form.zone,
            self.form.country,
        ):
            field.textEdited.connect(self.edited)
        self.form.zone.changed.connect(self.edited)
        self.form.country.changed.connect(self.edited)
        self.form.logo.changed.connect(self.edited)

    def fetch(self) -> None:
        """Load the profile."""
        self.form.clear_faults()
        self.context.read(queries.clinic_profile, self.form.set_profile, owner=self, latest="profile")

    def save(self) -> None:
        """Store the profile; papers issued before keep the old one."""
        if not self.form.check():
            self.cannot_save()
            return
        profile = self.form.profile()
        self.context.act(
            "security.set_clinic_profile",
            partial(_set, profile, self.form.before),
            partial(self._stored, profile),
            owner=self,
            on_error=self.not_stored,
        )

    def fetch_newest(self) -> None:
        """Ask for the profile as somebody else stored it."""
        self.context.read(queries.clinic_profile, self.show_both, owner=self, on_error=self.not_stored)

    def versions(self, newest: ClinicProfile) -> list[Version]:
        """Return the fields in which the two profiles differ."""
        return self.form.versions(newest)

    def take(self, newest: ClinicProfile, choice: Mapping[str, bool]) -> None:
        """Put the chosen fields into the form."""
        self.form.take(newest, choice)

    def _stored(self, profile: ClinicProfile, _nothing: object) -> None:
        formats.show_in(zone=self.context.zone)
        if self.context.folder is not None:
            front.keep_quietly(self.context.folder, profile)
        self.context.profile_changed.emit(profile)
        self.stored()


def _set(profile: ClinicProfile, seen: ClinicProfile, uow: UnitOfWork) -> None:
    service.set_clinic_profile(uow, profile=profile, seen=seen)
