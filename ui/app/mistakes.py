"""Mistakes of our own: logged by a number and by the places in the code, never by their words, which may name a person.

`catch_strays` is the net under everything: what no lane and no command caught (a slot of a window, another thread)
would otherwise be printed with all its values.
"""

from __future__ import annotations

import logging
import os
import sys
import threading
from collections.abc import Callable
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType

log = logging.getLogger(__name__)

OURS = ("mhac", "ui")
DEEPEST = 12


class Mishap(Exception):
    """A mistake of ours, met while working for the user: all that is shown is the number under which it is logged."""

    def __init__(self, number: str) -> None:
        super().__init__(number)
        self.number = number


def report_mistake(mistake: BaseException) -> Mishap:
    """Log where one of our own mistakes happened, under a number and without its words: they may hold a name."""
    number = os.urandom(4).hex().upper()
    log.error("mishap %s: %s at %s", number, type(mistake).__name__, places(mistake.__traceback__))
    return Mishap(number)


def places(trace: TracebackType | None) -> str:
    """Return the places in the code that a traceback passed, the innermost first."""
    found = []
    while trace is not None:
        code = trace.tb_frame.f_code
        found.append(f"{code.co_filename}:{trace.tb_lineno} {code.co_name}")
        trace = trace.tb_next
    return " < ".join(reversed(found[-DEEPEST:]))


def catch_strays(tell: Callable[[Mishap], None]) -> None:
    """Log what nobody caught and `tell` its number; nothing of it is printed. `tell` is called on the thread it met."""

    def caught(kind: type[BaseException], mistake: BaseException | None, trace: TracebackType | None) -> None:
        if not issubclass(kind, Exception):
            sys.__excepthook__(kind, mistake or kind(), trace)
            return
        tell(report_mistake((mistake or kind()).with_traceback(trace)))

    sys.excepthook = caught
    threading.excepthook = lambda met: caught(met.exc_type, met.exc_value, met.exc_traceback)
    sys.unraisablehook = lambda met: caught(met.exc_type, met.exc_value, met.exc_traceback)


class _WithoutWords(logging.Formatter):
    """Our own lines as they are; of other programs' lines the form without its values, of an exception its places."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line as it is kept."""
        kept = logging.makeLogRecord(record.__dict__)
        kept.exc_text = kept.stack_info = None
        if record.name.partition(".")[0] not in OURS:
            kept.msg, kept.args = str(record.msg), None
        return super().format(kept)

    def formatException(self, ei: object) -> str:
        """Return what kind of exception it was and where it passed, without its words."""
        kind, _, trace = ei if isinstance(ei, tuple) else (None, None, None)
        return f"{getattr(kind, '__name__', 'exception')} at {places(trace)}"


def keep_log(file: Path) -> logging.Handler:
    """Keep warnings and errors of the program in a file; what is said of a person never gets there."""
    handler = RotatingFileHandler(file, maxBytes=500_000, backupCount=2, encoding="utf-8", delay=True)
    handler.setFormatter(_WithoutWords("%(asctime)s %(levelname)s %(name)s %(message)s"))
    handler.setLevel(logging.WARNING)
    logging.getLogger().addHandler(handler)
    logging.raiseExceptions = False  # a full disk must not print what could not be logged
    return handler
