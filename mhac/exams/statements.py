"""What the case file asks the database, built once.

Tables, not mapped classes: rows for a screen need no identity map. A statement that is built once keeps the key under
which its text is cached, and so asking again costs little more than the driver.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Integer, Text, and_, bindparam, func, or_, select, type_coerce

from mhac.exams.records import Classification, Exam, ExamEvent, ExamRequest, Signature
from mhac.exams.rules import ExamStatus
from mhac.floor.records import Visit
from mhac.kernel.records import NUMBERS, one_of
from mhac.registration.records import Case, CaseMember, Identifier, Person, Photo

SHOWN_VISITS = 4

_X: Any = Exam.__table__.c
_N: Any = Person.__table__.c
_P: Any = Photo.__table__.c
_I: Any = Identifier.__table__.c
_M: Any = CaseMember.__table__.c
_F: Any = Case.__table__.c
_C: Any = Classification.__table__.c
_E: Any = ExamEvent.__table__.c
_R: Any = ExamRequest.__table__.c
_S: Any = Signature.__table__.c
_V: Any = Visit.__table__.c
_ONE: Any = bindparam("one")
_MANY: Any = bindparam("many", type_=NUMBERS)

PERSON = (
    select(
        _N.id, _N.file_number, _N.family_name, _N.given_names, _N.sex, _N.birth_earliest, _N.birth_latest,
        _N.birth_precision, _N.birth_estimated, _N.citizenship, _N.birth_country, _N.camp, _N.languages,
        _N.needs_interpreter, _N.interpreter_language, _P.jpeg,
    )
    .select_from(Person.__table__.outerjoin(Photo.__table__, (_P.person_id == _N.id) & _P.replaced_at.is_(None)))
    .where(_N.id == _ONE)
)  # fmt: skip
IDENTIFIERS = select(_I.kind, _I.value).where(_I.person_id == _ONE, _I.void_reason.is_(None)).order_by(_I.id)
_DECISIONS: Any = Classification.__table__.alias("earlier")
_LAST_DECISION: Any = (
    select(func.max(_DECISIONS.c.id))
    .where(_DECISIONS.c.exam_id == _X.id, _DECISIONS.c.revision == _X.revision).correlate(Exam.__table__)
    .scalar_subquery()
)  # fmt: skip
# The kept summary as its text: the same text is read back once.
EXAMS = (
    select(
        _X.id, _X.version, _X.status, _X.revision, _X.person_id, _X.case_id, _X.country, _X.category, _X.edition,
        _X.template_digest, _X.exam_date, _X.exam_country, _X.begun_by, _X.summary_key,
        type_coerce(_X.summary, Text).label("summary"),
        _C.proposed, _C.decided, _C.reason, _C.at, _C.by_name, _C.outcome,
    )
    .select_from(Exam.__table__.outerjoin(Classification.__table__, _C.id == _LAST_DECISION))
    .where(_X.person_id == _ONE).order_by(_X.id.desc())
)  # fmt: skip
_MINE: Any = CaseMember.__table__.alias("mine")
_CASE: Any = bindparam("case", type_=Integer)
# The case asked for, or the person's newest open one.
_CHOSEN: Any = (
    select(_F.id)
    .select_from(Case.__table__.join(_MINE, and_(_MINE.c.case_id == _F.id, _MINE.c.person_id == _ONE,
                                                 _MINE.c.left_at.is_(None))))
    .where(or_(_CASE.is_(None), _F.id == _CASE))
    .order_by(_F.closed_at.is_(None).desc(), _F.id.desc()).limit(1).scalar_subquery()
)  # fmt: skip
_LATEST: Any = (
    select(_X.person_id, func.max(_X.id).label("exam_id"))
    .where(_X.case_id == _CHOSEN, _X.status != ExamStatus.VOID.value).group_by(_X.person_id).subquery()
)  # fmt: skip
MEMBERS = (
    select(
        _N.id, _N.family_name, _N.given_names, _N.sex, _N.birth_earliest, _N.birth_latest, _N.birth_precision,
        _N.birth_estimated, _N.file_number, _M.relationship, _M.principal, _M.travels, _X.id.label("exam_id"),
        _X.status, _X.percent, _X.held, _M.case_id, _F.number, _F.country, _F.category, _F.programme,
    )
    .select_from(
        CaseMember.__table__.join(Person.__table__, _N.id == _M.person_id).join(Case.__table__, _F.id == _M.case_id)
        .outerjoin(_LATEST, _LATEST.c.person_id == _N.id).outerjoin(Exam.__table__, _X.id == _LATEST.c.exam_id)
    )
    .where(_M.case_id == _CHOSEN, _M.left_at.is_(None)).order_by(_M.principal.desc(), _N.birth_earliest, _N.id)
)  # fmt: skip
EVENTS = (
    select(_E.kind, _E.reason, _E.at, _E.by_name, _E.detail).where(one_of(_E.exam_id, _MANY)).order_by(_E.id.desc())
)
VISITS = (
    select(_V.arrived_at, _V.ticket, _V.status).where(_V.person_id == _ONE).order_by(_V.id.desc()).limit(SHOWN_VISITS)
)
SIGNATURES = (
    select(_S.exam_id, _S.seq, _S.at, _S.physician_name, _S.licence, _S.digest, _S.reason, _S.classes, _S.cleared,
           _S.valid_until, _S.identity)
    .where(one_of(_S.exam_id, _MANY)).order_by(_S.exam_id, _S.seq)
)  # fmt: skip
REQUESTS = (
    select(_R.exam_id, _R.id, _R.item, _R.number, _R.requested_at)
    .where(one_of(_R.exam_id, _MANY), _R.withdrawn_at.is_(None)).order_by(_R.id)
)  # fmt: skip
