"""Tells at the end how many rules of each template the acceptance cases and the made situations reach."""

import pytest

FIGURE = "rules reached"


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print the figures that `test_rule_coverage.py` measured."""
    for report in terminalreporter.stats.get("passed", []):
        for name, figure in report.user_properties:
            if name == FIGURE and report.when == "call":
                terminalreporter.write_line(f"{FIGURE}: {figure}")
