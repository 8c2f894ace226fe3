"""Runs other programs: their chatter goes to a log, a failure becomes one line that names the log."""

import ctypes
import errno
import os
import shutil
import signal
import subprocess

from .messages import SetupError

NO_NETWORK = (
    "Could not resolve",
    "Temporary failure",
    "Could not connect",
    "Network is unreachable",
    "Connection refused",
    "Connection timed out",
    "Failed to fetch",
    "NewConnectionError",
    "ENOTFOUND",
    "ECONNREFUSED",
    "EAI_AGAIN",
    "dns error",
    "error sending request",
    "client error (Connect)",
)
NO_ROOM = ("No space left on device", "ENOSPC", "Disk quota exceeded")
SCARCE = 32 * 1024**2
PR_SET_PDEATHSIG = 1
LIBC = ctypes.CDLL(None)


def run(command, log, *, failure, env=None, cwd=None, user=None, stdin=None, stdin_text=None):
    """Run a command to its end and return what it printed.

    :param log: file its output is appended to
    :param str failure: what could not be done, for the error line
    :param dict env: variables on top of ours
    :param user: ``pwd.struct_passwd`` to run it as, or None
    :param stdin: file it reads, or None
    :raise SetupError: when it fails
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    command = [str(part) for part in command]
    result = subprocess.run(  # noqa: S603 - commands are ours
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env={**os.environ, **(env or {})},
        cwd=cwd,
        input=stdin_text,
        stdin=None if stdin_text is not None else stdin or subprocess.DEVNULL,
        text=True,
        errors="replace",
        preexec_fn=end_with_us,
        **as_user(user),
    )
    with log.open("a", encoding="utf-8") as stream:
        stream.write(f"$ {' '.join(command)}\n{result.stdout}\n")
    if result.returncode:
        raise SetupError(explain(failure, result.stdout, log))
    return result.stdout


def end_with_us():
    """For ``preexec_fn``: a set-up that is killed takes the programs it started along."""
    LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def as_user(user):
    """Arguments for ``subprocess`` that drop root to another account."""
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []} if user else {}


def explain(failure, output, log):
    """One line for a failed command: the usual reasons in plain words, else where to read on."""
    # A program that finds no room for its own log cannot say so.
    if any(sign in output for sign in NO_ROOM) or shutil.disk_usage(log.parent).free < SCARCE:
        return f"{failure}: the disk is full. Free some room, then start again; finished steps are kept."
    if any(sign in output for sign in NO_NETWORK):
        return f"{failure}: no network, or the server does not answer. Start again later; finished steps are kept."
    return f"{failure}. The reason is at the end of {log}."


def is_disk_full(error):
    """Whether an ``OSError`` says that the disk or the quota is full."""
    return error.errno in {errno.ENOSPC, errno.EDQUOT}
