"""What other transactions changed since this one began to read.

A transaction of the host reads one moment and never sees what was committed after it. A reading beside it, over a
connection of its own, does. Compared row by row, the two tell what is news.
"""

from typing import Any, NamedTuple


class Row(NamedTuple):
    """A row of stock as one of the two readings has it.

    :param version: which transaction wrote it; two readings of one version are the same row
    :param is_own: written by the transaction that compares, so nobody else can have changed it since
    :param values: the row's columns by name
    """

    version: str
    is_own: bool
    values: dict[str, Any]


class News(NamedTuple):
    """What is otherwise than this transaction sees it.

    :param changed: id → values of now, of rows it sees as they were; what is gone holds nothing
    :param unseen: id → values of now, of rows it does not see at all
    """

    changed: dict[int, dict[str, Any]]
    unseen: dict[int, dict[str, Any]]


def compare(seen: dict[int, Row], fresh: dict[int, Row]) -> News:
    """The news for a transaction that has ``seen`` these rows, by the ``fresh`` reading of the same stock."""
    changed = {}
    for row_id, row in seen.items():
        now = fresh.get(row_id)
        if not row.is_own and (not now or now.version != row.version):
            changed[row_id] = now.values if now else {"quantity": 0.0, "reserved_quantity": 0.0}
    return News(changed, {row_id: row.values for row_id, row in fresh.items() if row_id not in seen})
