"""What can go wrong at the clinic through people or surroundings, as codes and values.

There are two families. Everything derived from `ClinicError` is the user's or the surroundings' doing and is
shown kindly, beside the field it names, with a way on; the words live in the screens, translated. Any other
exception is our own mistake: it is logged with an id and without personal data.
"""

from __future__ import annotations


class ClinicError(Exception):
    """Something that a person can mend.

    `code` names what happened ("room.what"), `values` fill the sentence, `field` is the field it belongs to.
    """

    def __init__(self, code: str, *, field: str | None = None, **values: object) -> None:
        super().__init__(code)
        self.code = code
        self.field = field
        self.values = values

    def __repr__(self) -> str:
        """Name the code only: values may hold personal data, which must not reach a log."""
        return f"{type(self).__name__}({self.code!r})"


class Invalid(ClinicError):
    """What was typed or given cannot be right."""


class Refused(ClinicError):
    """A rule of the clinic says no: a clash, closed hours, a signed exam."""


class NotAllowed(ClinicError):
    """The person at the screen has no permission for this act."""


class NotSignedIn(ClinicError):
    """Who acts was let in once, and is no more: access ended, password set anew, other roles."""


class NotFound(ClinicError):
    """There is no such record."""


class StaleEdit(ClinicError):
    """Somebody else changed the record since it was shown."""


class Unavailable(ClinicError):
    """The surroundings fail: disk full, file locked or read-only, connection lost, key does not fit."""


class Undone(Unavailable):
    """The database undid a whole act to let another one pass: the same act may be done again at once."""
