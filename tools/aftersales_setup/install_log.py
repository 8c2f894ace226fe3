"""Judges the log of an installation: whatever Odoo logs at WARNING or above is a defect, with few named exceptions."""

import re
from dataclasses import dataclass

LINE = re.compile(r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d+ \d+ (?P<level>[A-Z]+) (?P<database>\S+) (?P<logger>\S+): ")
GRAVE = {"WARNING", "ERROR", "CRITICAL"}


@dataclass(frozen=True)
class Noise:
    """A line of the host's that says nothing about us, and why."""

    logger: str
    text: str
    reason: str


HOST_NOISE = (
    Noise("odoo.addons.base.models.ir_cron", "Skipping database", "another test's database, being made or dropped"),
)


def complaints(text):
    """The grave entries of a log, each with the lines that belong to it.

    :param str text: what Odoo wrote, in its own format
    :return: list of entries in order, host noise left out
    """
    found, current = [], None
    for line in text.splitlines():
        if match := LINE.match(line):
            current = None
            if match["level"] in GRAVE and not _is_noise(match["logger"], line):
                found.append(line)
                current = len(found) - 1
        elif current is not None:
            found[current] += "\n" + line
    return found


def _is_noise(logger, line):
    return any(logger == noise.logger and noise.text in line for noise in HOST_NOISE)
