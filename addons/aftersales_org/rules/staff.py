"""Who was in which department and job on a day, from the versions of the personnel file."""

from bisect import bisect_right
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple


class Version(NamedTuple):
    """From ``start`` on, the employee is in this department and job."""

    start: date
    department: int
    job: int


@dataclass
class Staff:
    """A store's people through time."""

    by_user: dict[tuple[int, int], int] = field(default_factory=dict)
    versions: dict[int, list[Version]] = field(default_factory=dict)
    left: dict[int, date] = field(default_factory=dict)
    company: dict[int, int] = field(default_factory=dict)

    def get_place(self, employee: int, day: date) -> dict[str, int]:
        """Department and job on a day, by dimension; before the first version, those of the first."""
        versions = self.versions.get(employee)
        if not versions:
            return {}
        position = bisect_right(versions, day, key=lambda version: version.start)
        version = versions[max(position - 1, 0)]
        return {name: key for name, key in (("department", version.department), ("job", version.job)) if key}

    def get_people(self, dimension: str, key: int, day: date) -> set[int]:
        """Everybody who was in a department or job on a day."""
        return {employee for employee in self.versions if self.get_place(employee, day).get(dimension) == key}

    def is_employed(self, employee: int, day: date) -> bool:
        versions = self.versions.get(employee)
        if not versions or versions[0].start > day:
            return False
        return employee not in self.left or day < self.left[employee]
