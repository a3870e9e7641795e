"""The end of an exam on the picture tour: a proposal with its reasons, a decision against it, grades, the signature."""

from typing import Any

from tests.tour.camera import Shot
from tests.tour.more import Steps, opened
from ui.exams.classification_view import OverrideDialog


def decisions(tour: Any, page: Any) -> Steps:
    """Exams that are whole: each way to decide once, and one signed as far as the password."""
    taken: set[str] = set()
    for exam_id, status, _person, _answers in tour.exams:
        if status != "draft":
            continue
        tour.show("exam", exam_id=exam_id)
        yield None
        view, classed = page.presenter.view, bool(page.presenter.template.classes)
        if view.verdict.classes is None:
            continue
        page.show_section("classification")
        way = "graded" if not classed else "classified" if view.decided is None else "decided-otherwise"
        if way not in taken:
            taken.add(way)
            yield Shot(f"exam-{way}", overlaid=True)
            if way == "classified":
                yield from _otherwise(tour, page)
        if view.decided is not None and "signed" not in taken:
            taken.add("signed")
            page.show_section("signature")
            yield Shot("exam-to-sign", overlaid=True)
            page.closing.signature.sign_button.click()
            yield Shot("exam-sign")
            tour.close_dialogs()


def _otherwise(tour: Any, page: Any) -> Steps:
    """Another decision than the proposed one, first without its reason, then with it."""
    page.closing._ask_override()
    dialog: Any = opened(OverrideDialog)
    dialog.act_button.click()
    yield Shot("exam-decide-otherwise-why")
    dialog.reason.setPlainText("The brother's culture came back negative: no contact")
    for code in dialog.decision().classes[1:]:
        dialog.box(code).setChecked(False)
    yield Shot("exam-decide-otherwise")
    tour.close_dialogs()
