"""Which cars with something in common are put side by side."""

from collections.abc import Iterable, Iterator


def split_by_store(cars: Iterable[tuple[str, int | None, list[int]]]) -> Iterator[tuple[str, int | None, list[int]]]:
    """Groups of at least two cars that one store may see together: its own, and those that all stores share.

    Cars of two stores are never in one group. Shared cars alone are a group of nobody's where no store has one more.

    :param cars: (what they have in common, store or None, ids of its cars), each pair once
    :return: (what they have in common, store or None, sorted ids of the cars)
    """
    by_key: dict[str, dict[int | None, list[int]]] = {}
    for key, store, ids in cars:
        by_key.setdefault(key, {})[store] = ids
    for key, stores in by_key.items():
        shared = stores.pop(None, [])
        for store, own in (stores or {None: []}).items():
            if len(shared) + len(own) > 1:
                yield key, store, sorted(shared + own)
