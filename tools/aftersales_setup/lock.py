"""One set-up at a time: the second waits for the first, with a line that says so."""

import fcntl
from contextlib import contextmanager

from .messages import say


@contextmanager
def exclusive(path, waiting="Another set-up is at work here; waiting for it to end …"):
    """Hold a lock file; the kernel lets it go when the process ends, however it ends."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say(waiting)
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield


class Users:
    """Counts who uses something shared: the last one to leave may put it away."""

    def __init__(self, path):
        path.parent.mkdir(parents=True, exist_ok=True)
        self._handle = path.open("a")

    def join(self):
        """Be one of the users."""
        fcntl.flock(self._handle, fcntl.LOCK_SH)

    def leave(self):
        """Stop being a user.

        :return: whether nobody else uses it now; until ``close`` nobody can join then
        """
        try:
            fcntl.flock(self._handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def close(self):
        """Let go of the lock."""
        self._handle.close()
