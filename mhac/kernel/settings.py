"""Small clinic-wide settings, each a JSON value under a name ("clinic.profile"), versioned and audited."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, String, delete, insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, Session, mapped_column

from mhac.kernel.records import JsonText, Record, Versioned
from mhac.kernel.unit_of_work import UnitOfWork

MOVING = "clinic.moving"
"""In a copy that no workstation points to yet: the vault that will."""
MOVED = "clinic.moved"
"""In a place that the clinic has left: when, and to what kind of place."""
TO_LAY_OUT = "clinic.to_lay_out"
"""True from the founding to the end of the first run: its recovery code may be on no paper yet."""
OF_THE_PLACE = (MOVING, MOVED)


class Setting(Versioned, Record):
    """One named value."""

    __tablename__ = "setting"

    key: Mapped[str] = mapped_column(String(80), unique=True)
    value: Mapped[Any] = mapped_column(JsonText, nullable=True)


def get(session: Session, key: str, default: Any = None) -> Any:
    """Return a setting's value, or the default where nothing was set."""
    row = session.execute(select(Setting.value).where(Setting.key == key)).first()
    return default if row is None else row.value


def hold(uow: UnitOfWork, key: str) -> None:
    """Hold a setting for this act: whoever compares it with what was seen compares with the newest."""
    uow.session.scalar(select(Setting).where(Setting.key == key).with_for_update().execution_options(
        populate_existing=True))  # fmt: skip


def take_turn(uow: UnitOfWork, key: str) -> None:
    """Let acts of one kind go one after the other: who takes the turn while another act has it waits for its end.

    The turn is a setting without a value; who is first of all makes it, and the second one's row then waits as well.
    """
    table: Any = Setting.__table__
    held = select(table.c.key).where(table.c.key == key).with_for_update()
    if uow.connection.execute(held).first() is None:
        try:
            with uow.connection.begin_nested():
                uow.connection.execute(insert(table).values(key=key, value=None, version=1))
        except IntegrityError:
            uow.connection.execute(held).all()


def put(uow: UnitOfWork, key: str, value: Any) -> None:
    """Set a value; the audit keeps the one before. The permission is the calling service's matter."""
    found = uow.session.scalar(select(Setting).where(Setting.key == key))
    if found is None:
        uow.add(Setting(key=key, value=value))
    else:
        found.value = value
    uow.announce("clinic")


def standing(connection: Connection, key: str) -> Any:
    """Return a setting's value, asked of a database that is not the clinic's own, or None."""
    table: Any = Setting.__table__
    row = connection.execute(select(table.c.value).where(table.c.key == key)).first()
    return row.value if row else None


def forget(connection: Connection, key: str) -> None:
    """Take a setting of the place away."""
    table: Any = Setting.__table__
    connection.execute(delete(table).where(table.c.key == key))
