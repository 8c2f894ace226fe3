"""The verdicts of all measurements once more at the end of the run."""

from .measure import VERDICTS


def pytest_terminal_summary(terminalreporter):
    if VERDICTS:
        terminalreporter.section("bounds")
        for line in VERDICTS:
            terminalreporter.write_line(line)
