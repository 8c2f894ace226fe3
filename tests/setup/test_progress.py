"""A person at a terminal sees that something moves; a log gets one line per step; an error says what to do."""

import shutil
import sys
import time

import pytest

from aftersales_setup import messages, run_command
from aftersales_setup.messages import Progress, SetupError, show_progress

INSTALLING = """
import time
print("INFO store odoo.modules.loading: Loading module aftersales_base (7/9)", flush=True)
time.sleep(1.5)
"""


@pytest.fixture
def terminal(monkeypatch):
    monkeypatch.setattr(messages, "is_watched", lambda: True)


def test_log_gets_one_line_per_step(capsys):
    with Progress(2).step("Odoo 19") as remark:
        show_progress("3/9")
        remark["note"] = "19.0.0"
    assert capsys.readouterr().out == "[1/2] Odoo 19 – 0 s (19.0.0)\n"


def test_step_that_fails_tells_when(capsys):
    with pytest.raises(SetupError), Progress(1).step("Store"):
        raise SetupError
    assert capsys.readouterr().out == "[1/1] Store – stopped after 0 s\n"


def test_terminal_shows_how_far_an_installation_is(terminal, runner, tmp_path, capsys):
    with Progress(1).step("Store"):
        runner._finish(tmp_path / "install.log", [sys.executable, "-c", INSTALLING])
    out = capsys.readouterr().out
    assert out.startswith(f"{messages.WIPED}[1/1] Store …{messages.WIPED}[1/1] Store … 1 s 7/9")
    assert out.endswith(f"{messages.WIPED}[1/1] Store – 2 s\n")


def test_nothing_is_shown_between_steps(terminal, capsys):
    show_progress("3/9")
    assert capsys.readouterr().out == ""


def test_installation_that_is_stopped_ends_its_program(runner, tmp_path, monkeypatch):
    def interrupted(process, log):
        started.append(process)
        raise KeyboardInterrupt

    started = []
    monkeypatch.setattr("aftersales_setup.odoo_process._watch", interrupted)
    begun = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        runner._finish(tmp_path / "install.log", ["sleep", "60"])
    assert started[0].returncode
    assert time.monotonic() - begun < 30


@pytest.mark.parametrize(
    ("free", "text", "message"),
    [
        (10**9, "psycopg2.errors.DiskFull: could not extend file: No space left on device", "the disk is full"),
        (10**6, "psycopg2.OperationalError: server closed the connection unexpectedly", "the disk is full"),
        (10**9, "psycopg2.OperationalError: server closed the connection unexpectedly", "The reason is at the end of"),
    ],
)
def test_failed_installation_is_explained_in_one_line(runner, tmp_path, monkeypatch, free, text, message):
    monkeypatch.setattr(shutil, "disk_usage", lambda path: shutil._ntuple_diskusage(10**10, 0, free))
    command = [sys.executable, "-c", f"print({text!r}); raise SystemExit(1)"]
    with pytest.raises(SetupError, match=f"Odoo could not finish.*{message}") as error:
        runner._finish(tmp_path / "install.log", command)
    assert "\n" not in str(error.value)


class Serving:
    address = "http://localhost:8069"


class Stores:
    def logins(self):
        return [("Cashier 收银员", "cashier", "c"), ("Administrator", "admin", "a")]


def test_logins_stand_in_columns_whatever_the_script(capsys):
    run_command._welcome(Stores(), Serving(), Progress(1))
    shown = capsys.readouterr().out
    assert "  Cashier 收银员  cashier / c\n" in shown
    assert "  Administrator   admin / a\n" in shown
