"""However a set-up or a store is stopped, what it started stops with it."""

import os
import signal
import subprocess
import sys
import time

import pytest

from aftersales_setup import cli, postgres
from aftersales_setup.place import ROOT, Place

# A command that serves until it is stopped, then needs a moment for putting things away.
COMMAND = """
import sys, time
sys.path.insert(0, sys.argv[1])
from aftersales_setup import cli
def serve(place, arguments):
    try:
        print("serving", flush=True)
        time.sleep(60)
    finally:
        cli.go_deaf()
        time.sleep(1)
        print("put away", flush=True)
cli.exit_with(serve)
"""
# A set-up whose program is at work.
SETTING_UP = """
import sys
sys.path.insert(0, sys.argv[1])
from pathlib import Path
from aftersales_setup import commands
commands.run(["sh", "-c", "echo $$ > pid; exec sleep 60"], Path("log"), failure="")
"""


def is_alive(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def wait_until(condition):
    deadline = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def start(script, folder, **options):
    arguments = [sys.executable, "-c", script, str(ROOT / "tools")]
    return subprocess.Popen(arguments, cwd=folder, stdout=subprocess.PIPE, text=True, **options)


def ignore_interrupts():
    signal.signal(signal.SIGINT, signal.SIG_IGN)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_every_usual_signal_stops_in_order(tmp_path, number):
    command = start(COMMAND, tmp_path)
    assert command.stdout.readline() == "serving\n"
    command.send_signal(number)
    assert command.communicate(timeout=20)[0] == "put away\n"
    assert command.returncode == 130


def test_command_in_the_background_hears_an_interrupt_too(tmp_path):
    command = start(COMMAND, tmp_path, preexec_fn=ignore_interrupts)
    assert command.stdout.readline() == "serving\n"
    command.send_signal(signal.SIGINT)
    assert command.communicate(timeout=20)[0] == "put away\n"


def test_second_interrupt_does_not_leave_half_of_it_running(tmp_path):
    command = start(COMMAND, tmp_path)
    assert command.stdout.readline() == "serving\n"
    for _impatient in range(3):
        command.send_signal(signal.SIGINT)
        time.sleep(0.2)
    assert command.communicate(timeout=20)[0] == "put away\n"


def test_killed_set_up_takes_its_programs_along(tmp_path):
    setting_up = start(SETTING_UP, tmp_path)
    pid = tmp_path / "pid"
    wait_until(lambda: pid.is_file() and pid.read_text(encoding="utf-8").strip())
    setting_up.kill()
    setting_up.communicate()
    wait_until(lambda: not is_alive(int(pid.read_text(encoding="utf-8"))))


def test_start_of_postgresql_that_is_interrupted_leaves_no_server(tmp_path, monkeypatch):
    monkeypatch.delenv("PGHOST", raising=False)
    started = []

    class Interrupted(postgres.Cluster):
        def _start(self):
            super()._start()
            started.append(self)
            raise KeyboardInterrupt

    monkeypatch.setattr(postgres, "Cluster", Interrupted)
    place = Place(tmp_path)
    place.home.mkdir()
    with pytest.raises(KeyboardInterrupt):
        cli.start_server(place, None, "store")
    [cluster] = started
    assert not cluster._is_running()
    cluster.destroy()
