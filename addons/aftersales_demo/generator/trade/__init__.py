"""What is bought, sold and kept besides the workshop's orders, a module for each matter."""

from ..stage import Stage
from . import car_files, counter, new_cars, ordering, part_files, requests, warehouse

MATTERS = (part_files, new_cars, counter, ordering, warehouse, car_files, requests)


def play(keeper, now):
    """Play the trade up to this moment; what is there already is left as it is.

    :param now: this moment, UTC
    """
    stage = Stage(keeper, now)
    for matter in MATTERS:
        matter.play(stage)
