"""A year in the life of the organisation, a module for each matter; later ones build on earlier ones."""

from . import (
    attendance,
    audits,
    budget,
    careers,
    circulars,
    equipment,
    improvements,
    inboxes,
    meetings,
    office_files,
    policies,
    targets,
)
from .stage import Stage

# Key figures and targets come late: they count what the others have left.
MATTERS = (
    careers,
    attendance,
    circulars,
    meetings,
    policies,
    audits,
    equipment,
    office_files,
    improvements,
    budget,
    targets,
    inboxes,
)


def play(keeper, now):
    """Play the year up to this moment; what is there already is left as it is.

    :param now: this moment, UTC
    """
    stage = Stage(keeper, now)
    for matter in MATTERS:
        matter.play(stage)
