"""What a person at the terminal reads: one line per step, one line per error."""

import sys
import time
from contextlib import contextmanager


class SetupError(Exception):
    """A reason to stop that is told in one line: what is wrong and what to do about it."""


def say(text):
    """Print one line at once, also into a pipe."""
    print(text, flush=True)


def complain(text):
    """Print one line on standard error."""
    print(text, file=sys.stderr, flush=True)


class Progress:
    """Numbers the steps of a set-up and tells how long each took."""

    def __init__(self, total):
        self.total = total
        self.number = 0
        self.started = time.monotonic()

    @contextmanager
    def step(self, title):
        """Announce a step; afterwards its time, and ``note`` when the body set one.

        :return: a dict the body may put ``note`` into
        """
        self.number += 1
        head = f"[{self.number}/{self.total}] {title}"
        remark = {}
        if sys.stdout.isatty():
            print(f"{head} …", end="\r", flush=True)
        begun = time.monotonic()
        try:
            yield remark
        except BaseException:
            say(f"{head} – stopped after {time.monotonic() - begun:.0f} s")
            raise
        note = f" ({remark['note']})" if remark.get("note") else ""
        say(f"{head} – {time.monotonic() - begun:.0f} s{note}")

    def elapsed(self):
        """Seconds since the first step."""
        return time.monotonic() - self.started
