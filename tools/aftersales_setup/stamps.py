"""Remembers which steps are done: a stamp is written last, and holds the hash of what the step was made from."""

import hashlib
import os
from pathlib import Path


def digest(*parts):
    """Hash texts, bytes and the contents of files, in order.

    :param parts: ``str``, ``bytes``, or ``Path`` of a file
    :return: 64 hexadecimal digits
    """
    result = hashlib.sha256()
    for part in parts:
        data = part.read_bytes() if isinstance(part, Path) else part.encode() if isinstance(part, str) else part
        result.update(len(data).to_bytes(8, "big"))
        result.update(data)
    return result.hexdigest()


def write_atomically(path, text, mode=0o644):
    """Write a small file so that readers see the old one or the whole new one, never a part."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
    with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
        stream.write(text)
    part.replace(path)


def _stamp(place, name):
    return place.home / "stamps" / name


def is_fresh(place, name, inputs):
    """Whether the step was completed from just these inputs."""
    stamp = _stamp(place, name)
    return stamp.is_file() and stamp.read_text(encoding="utf-8").strip() == inputs


def mark(place, name, inputs):
    """Note that the step is complete; called after everything else."""
    write_atomically(_stamp(place, name), inputs + "\n")


def forget(place, name):
    """Say that the step has to be done again."""
    _stamp(place, name).unlink(missing_ok=True)
