"""What training counts: spans that collide, levels and figures that are reached."""

from datetime import date, datetime

AT_LEAST, AT_MOST = "at_least", "at_most"


def overlaps(start: datetime, stop: datetime, other_start: datetime, other_stop: datetime) -> bool:
    """Whether two spans of time share a moment; one that begins when the other ends does not."""
    return start < other_stop and other_start < stop


def is_valid_on(day: date, valid_from: date | None, valid_to: date | None) -> bool:
    """Whether a certificate counts on a day; both its first and its last day do, no end means for good."""
    return (not valid_from or valid_from <= day) and (not valid_to or valid_to >= day)


def reaches(figure: float | None, wanted: float, comparison: str) -> bool:
    """Whether a figure is what is asked for; one that could not be computed is not.

    :param comparison: ``AT_LEAST`` or ``AT_MOST``
    """
    if figure is None:
        return False
    return figure >= wanted if comparison == AT_LEAST else figure <= wanted


def mean(figures: list[float | None]) -> float | None:
    """The average of the figures there are; None when there is none."""
    known = [figure for figure in figures if figure is not None]
    return sum(known) / len(known) if known else None
