"""How a target stands: gap, forecast to the end of its period, attainment and traffic light."""

from typing import NamedTuple

LIGHTS = [("red", "Red"), ("amber", "Amber"), ("green", "Green"), ("none", "Not Begun")]


class Progress(NamedTuple):
    gap: float
    forecast: float
    attainment: float
    light: str


def assess(
    target: float,
    actual: float,
    elapsed: float,
    accumulates: bool,
    more_is_better: bool,
    green_from: float,
    amber_from: float,
) -> Progress:
    """Judge a target by what its period will come to if it goes on like this.

    :param elapsed: share of the period that is over, 0 to 1; before it begins there is nothing to judge
    :param accumulates: the figure grows with the days; a level or quotient is its own forecast
    :param green_from: attainment in percent from which the light is green; amber from ``amber_from``
    """
    if elapsed <= 0:
        return Progress(-target, 0.0, 0.0, "none")
    forecast = actual / min(elapsed, 1.0) if accumulates else actual
    attainment = attain(target, forecast, more_is_better)
    light = "green" if attainment >= green_from else "amber" if attainment >= amber_from else "red"
    return Progress(actual - target, forecast, attainment, light)


def attain(target: float, forecast: float, more_is_better: bool) -> float:
    """Percent of the target that is reached; where less is better, less than the target is above 100."""
    above, below = (forecast, target) if more_is_better else (target, forecast)
    if below > 0:
        return round(above / below * 100, 4)
    return 100.0
