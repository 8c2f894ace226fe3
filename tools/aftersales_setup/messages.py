"""What a person at the terminal reads: one line per step, one line per error."""

import sys
import time
from contextlib import contextmanager

# Back to the start of the line, and clear it.
WIPED = "\r\x1b[K"


class SetupError(Exception):
    """A reason to stop that is told in one line: what is wrong and what to do about it."""


def say(text):
    """Print one line at once, also into a pipe."""
    print(text, flush=True)


def is_watched():
    """Whether a person looks on, who likes to see that something moves."""
    return sys.stdout.isatty()


def complain(text):
    """Print one line on standard error."""
    print(text, file=sys.stderr, flush=True)


class Progress:
    """Numbers the steps of a set-up and tells how long each took."""

    current = None

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
        begun = time.monotonic()
        Progress.current = (head, begun)
        show_progress()
        try:
            yield remark
        except BaseException:
            _wipe()
            say(f"{head} – stopped after {time.monotonic() - begun:.0f} s")
            raise
        finally:
            Progress.current = None
        _wipe()
        note = f" ({remark['note']})" if remark.get("note") else ""
        say(f"{head} – {time.monotonic() - begun:.0f} s{note}")

    def elapsed(self):
        """Seconds since the first step."""
        return time.monotonic() - self.started


def show_progress(text=""):
    """Where the step under way stands, on its own line of a terminal; nothing elsewhere.

    :param str text: how far it is, such as "34/103"
    """
    if Progress.current and is_watched():
        head, begun = Progress.current
        seconds = f" {time.monotonic() - begun:.0f} s" if text else ""
        print(f"{WIPED}{head} …{seconds} {text}".rstrip(), end="", flush=True)


def _wipe():
    if is_watched():
        print(WIPED, end="", flush=True)
