"""Grades as a physician may give them: the proposed one or a worse, each with its comment as the country asks.

Pure; which items are graded, in which order, and where a comment stands, says the protocol.
"""

from __future__ import annotations

from mhac.exams.rules import Decision
from mhac.kernel.errors import Invalid, Refused
from mhac.protocols.template import Grading, Template

REQUIRED, FORBIDDEN = "required", "forbidden"


def grading_of(template: Template, item: str) -> Grading | None:
    """Return how an item is graded."""
    return next((one for one in template.gradings if one.item == item), None)


def check(template: Template, proposed: Decision, decided: Decision) -> None:
    """Check the grades of a decision against the proposal.

    Raises `Invalid` "exams.grades_other" (not the items that are graded now), "exams.unknown_grade",
    "exams.comment_missing", "exams.comment_refused"; `Refused` "exams.grade_better".
    """
    offered, given, comments = dict(proposed.grades), dict(decided.grades), dict(decided.comments)
    if offered.keys() != given.keys():
        differing = sorted(offered.keys() ^ given.keys())
        raise Invalid("exams.grades_other", field="grades", items=tuple(_label(template, item) for item in differing))
    for item, grade in given.items():
        _check_grade(template, item, offered[item], grade)
        _check_comment(template, item, grade, comments.get(item, ""))
    if astray := sorted(comments.keys() - given.keys()):
        raise Invalid("exams.comment_refused", field=astray[0], item=_label(template, astray[0]), grade="")


def reason_in_comments(template: Template, proposed: Decision, decided: Decision) -> str:
    """Why grades are worse than proposed, where the country demands a comment on each of them: said once is enough.

    Empty where a class differs, or where a grade that takes no demanded comment was made worse.
    """
    offered, comments = dict(proposed.grades), dict(decided.comments)
    worse = {item: grade for item, grade in decided.grades if offered.get(item) != grade}
    gradings = {item: grading_of(template, item) for item in worse}
    demanded = all((one.comments.get(worse[item]) if one else "") == REQUIRED for item, one in gradings.items())
    if decided.classes != proposed.classes or not demanded:
        return ""
    return "; ".join(dict.fromkeys(comments.get(item, "") for item in worse))


def _check_grade(template: Template, item: str, offered: str, grade: str) -> None:
    known = grading_of(template, item)
    label = _label(template, item)
    if known is None or grade not in known.order:
        raise Invalid("exams.unknown_grade", field=item, item=label, grade=grade)
    if not known.may_become(offered, grade):
        raise Refused("exams.grade_better", field=item, item=label, proposed=offered, grade=grade)


def _check_comment(template: Template, item: str, grade: str, comment: str) -> None:
    known = grading_of(template, item)
    asked = known.comments.get(grade, "") if known else ""
    if asked == REQUIRED and not comment:
        raise Invalid("exams.comment_missing", field=item, item=_label(template, item), grade=grade)
    if asked == FORBIDDEN and comment:
        raise Invalid("exams.comment_refused", field=item, item=_label(template, item), grade=grade)


def _label(template: Template, item: str) -> str:
    known = template.items.get(item)
    return known.label if known else item
