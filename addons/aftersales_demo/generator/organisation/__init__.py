"""A year in the life of the organisation, a module for each matter; later ones build on earlier ones."""

from . import (
    appraisals,
    attendance,
    audits,
    budget,
    careers,
    circulars,
    closing,
    equipment,
    grades,
    improvements,
    inboxes,
    incentives,
    meetings,
    office_files,
    policies,
    rosters,
    targets,
    training,
)
from ..stage import Stage

# Key figures come late: they count what the others have left. Pay and appraisals need targets; closing needs all.
MATTERS = (
    careers,
    rosters,
    attendance,
    circulars,
    meetings,
    policies,
    audits,
    equipment,
    office_files,
    improvements,
    budget,
    training,
    grades,
    targets,
    appraisals,
    incentives,
    closing,
    inboxes,
)


def play(keeper, now):
    """Play the year up to this moment; what is there already is left as it is.

    :param now: this moment, UTC
    """
    stage = Stage(keeper, now)
    for matter in MATTERS:
        matter.play(stage)
