"""Every screen of a demo clinic in a picture: in each language, light and dark, at two sizes. `python3 do.py pictures`

To be looked at by a person: what is cut off, misaligned, empty or not translated is seen best side by side. One folder
for each language, look and size; the demo clinic given is copied first and stays as it was.
"""

import argparse
import itertools
import shutil
import sys
import tempfile
from pathlib import Path

from PySide6.QtCore import QSize
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QWidget
from sqlalchemy import select

from mhac import rooms
from mhac.exams.records import Exam
from mhac.kernel.paths import DataFolder
from mhac.security import front
from ui import main as start
from ui.app import theme
from ui.app.door import Door
from ui.app.languages import LANGUAGES, use_language
from ui.app.preferences import Preferences
from ui.app.window import Window
from ui.exams.page import CLASSIFICATION, SIGNATURE, ExamPage

SIZES = {"1440x900": QSize(1440, 900), "1024x768": QSize(1024, 768)}
LOOKS = ("light", "dark")
PARTS = ("staff", "clinic", "hours", "rooms", "services", "protocols", "audit", "backups")
QUIET_MS, LOOKS_UNTIL_QUIET, PATIENCE = 40, 10, 500

Screen = tuple[str, str, dict[str, object]]  # name of the picture, key of the page, what to show on it
DESK: list[Screen] = [
    ("reception-today", "today", {}),
    ("reception-booking", "book", {"new": True}),
    ("reception-arrival", "floor", {"arrive": ""}),
    ("reception-register", "people", {"register": True}),
]


def settle(window: Window) -> None:
    """Wait until nothing is asked for any more and everything is painted."""
    quiet = 0
    for _ in range(PATIENCE):
        QTest.qWait(QUIET_MS)
        quiet = 0 if window.lanes.in_flight else quiet + 1
        if quiet >= LOOKS_UNTIL_QUIET:
            return
    raise TimeoutError("a screen went on loading")


def screens(window: Window) -> list[Screen]:
    """What is to be seen; an exam that is open and one that is signed stand for all of their kind."""
    assert window.context is not None
    assert window.shell is not None
    database, actor = window.context.database, window.context.actor
    with database.reading(actor) as uow:
        of = {state: uow.session.execute(select(Exam.id, Exam.person_id).where(Exam.status == state)
                                         .order_by(Exam.percent.desc())).first() for state in ("draft", "signed")}
    opened, signed = of["draft"], of["signed"]
    assert opened is not None
    assert signed is not None
    window.shell.show_page("exam", {"exam_id": opened.id})
    settle(window)
    exam = window.shell.page_of_key("exam")
    assert isinstance(exam, ExamPage)
    assert exam.presenter is not None
    sections = [*(section.key for section in exam.presenter.sections()), CLASSIFICATION, SIGNATURE]
    arguments: list[Screen] = [("exam-" + part, "exam", {"exam_id": opened.id, "section": part}) for part in sections]
    arguments += [("administration-" + part, "administration", {"part": part}) for part in PARTS]
    pages = ("today", "book", "floor", "people", "departures", "certificates")
    return [
        *((page, page, {}) for page in pages),
        ("people-person", "people", {"person_id": signed.person_id}),
        ("casefile-open", "casefile", {"person_id": opened.person_id}),
        ("casefile-signed", "casefile", {"person_id": signed.person_id}),
        ("exam-signed", "exam", {"exam_id": signed.id}),
        *arguments,
    ]


def save(window: Window, target: Path, name: str) -> None:
    """Take the picture of the window, and of each dialog over it, which goes afterwards."""
    settle(window)
    shown: list[QWidget] = [top for top in QApplication.topLevelWidgets() if isinstance(top, QDialog)]
    dialogs = [dialog for dialog in shown if dialog.isVisible()]
    for number, view in enumerate(dialogs or [window]):
        end = f"-{number + 1}" if number else ""
        if not view.grab().save(str(target / f"{name}{end}.png")):
            raise OSError(f"cannot write {target / name}.png")
    for dialog in dialogs:
        dialog.close()


def portraits(window: Window, folder: DataFolder, language: str, target: Path) -> None:
    """Take every picture of one window, from the sign-in to the lock."""
    window.begin()
    window.show()
    save(window, target, "sign-in")
    for roles, shown in (({"physician", "administrator"}, screens), ({"receptionist"}, lambda _: DESK)):
        user = next(each for each in front.read(folder).users if roles <= set(each.roles))
        window.sign_in(user.login, user.password)
        settle(window)
        assert window.shell is not None
        window.shell.language_chosen.emit(language)  # a user may have chosen another
        settle(window)
        for name, page, arguments in shown(window):
            window.shell.show_page(page, arguments)
            save(window, target, name)
        window.lock()
        save(window, target, "lock")
        window.sign_out()
        settle(window)


def first_run(place: Path, size: QSize, target: Path) -> None:
    """Take the picture of the wizard that founds a clinic."""
    folder = DataFolder(place)
    folder.make()
    window = start.make_window(Door(folder, rooms.granted), Preferences(folder))
    window.resize(size)
    window.begin()
    window.show()
    save(window, target, "first-run")
    window.close()


def main() -> int:
    """Take the pictures and say where they lie."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("clinic", type=Path, help="data folder of a demo clinic")
    parser.add_argument("target", type=Path, help="folder of the pictures")
    parser.add_argument("--language", choices=tuple(LANGUAGES), help="only this language")
    parser.add_argument("--look", choices=LOOKS, help="only this look")
    parser.add_argument("--size", choices=tuple(SIZES), help="only this size")
    wanted = parser.parse_args()
    app = QApplication(sys.argv[:1])
    for language, look, size in itertools.product(
        [wanted.language] if wanted.language else LANGUAGES,
        [wanted.look] if wanted.look else LOOKS,
        [wanted.size] if wanted.size else SIZES,
    ):
        target = wanted.target / f"{language}-{look}-{size}"
        shutil.rmtree(target, ignore_errors=True)
        target.mkdir(parents=True)
        with tempfile.TemporaryDirectory() as place:
            root = Path(place) / "clinic"
            shutil.copytree(wanted.clinic, root)
            folder = DataFolder(root)
            theme.apply(app, dark=look == "dark")
            use_language(language)
            window = start.make_window(Door(folder, rooms.granted), Preferences(folder))
            window.resize(SIZES[size])
            portraits(window, folder, language, target)
            window.close()
            first_run(Path(place) / "new", SIZES[size], target)
        print(f"{target}: {len(list(target.glob('*.png')))} pictures", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
