"""What stops a set-up is told in one line, before anything is downloaded."""

import errno
import os
import shutil
import socket
import subprocess
import sys

import pytest

from aftersales_setup import cli, commands, place, postgres, server, system
from aftersales_setup.messages import SetupError

DEBIAN = {"ID": "debian", "VERSION_ID": "12", "PRETTY_NAME": "Debian GNU/Linux 12 (bookworm)"}
FEDORA = {"ID": "fedora", "VERSION_ID": "42", "PRETTY_NAME": "Fedora Linux 42"}
# The command on a system it does not know, with a Docker that tells how it was called.
ELSEWHERE = """
import sys
sys.path.insert(0, "tools")
from aftersales_setup import cli, run_command, system
system.SUPPORTED = set()
cli.exit_with(run_command.run)
"""
DOCKER = """#!/bin/sh
[ "$*" = "compose up" ] || exit $NO_DAEMON
echo "$* in $PWD on $AFTERSALES_PORT, demo $AFTERSALES_DEMO, $AFTERSALES_LANG"
exit 7
"""


def everything(program):
    return f"/usr/bin/{program}"


def no_docker(program):
    return None if program == "docker" else f"/usr/bin/{program}"


@pytest.fixture
def taken_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


@pytest.fixture
def checkout(tmp_path):
    """A copy of the commands and their tools, without anything set up."""
    for name in ("run", "test"):
        shutil.copy(place.ROOT / name, tmp_path)
    shutil.copytree(place.ROOT / "tools", tmp_path / "tools", ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path


def test_debian_12_is_supported():
    system.check_system(DEBIAN, which=everything)


@pytest.mark.parametrize(
    ("release", "which", "message"),
    [
        (FEDORA, everything, "Fedora Linux 42 is not supported by this set-up .* Use docker compose up, or"),
        (FEDORA, no_docker, "Fedora Linux 42 is not supported .* Use Docker"),
        ({}, everything, "is not supported by this set-up"),
        (DEBIAN, lambda program: None, r"Debian .* \(apt-get and dpkg-deb not found\)"),
    ],
)
def test_other_systems_are_named_with_a_way_out(release, which, message):
    with pytest.raises(system.UnsupportedSystemError, match=message) as error:
        system.check_system(release, which=which)
    assert "\n" not in str(error.value)


def run_elsewhere(checkout, port, no_daemon):
    docker = checkout / "bin" / "docker"
    docker.parent.mkdir()
    docker.write_text(DOCKER, encoding="utf-8")
    docker.chmod(0o755)
    (checkout / "docker" / "secrets").mkdir(parents=True)
    environment = {**os.environ, "PATH": f"{docker.parent}:{os.environ['PATH']}", "NO_DAEMON": no_daemon}
    environment.pop("ODOO_HOME", None)
    return subprocess.run(
        [sys.executable, "-c", ELSEWHERE, "--port", port, "--lang", "zh_CN", "--no-demo"],
        cwd=checkout, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_docker_takes_over_where_debian_packages_cannot_be_had(checkout):
    port = str(postgres.free_port())
    result = run_elsewhere(checkout, port, no_daemon="0")
    assert result.returncode == 7
    assert result.stdout.endswith(f"compose up in {checkout} on {port}, demo 0, zh_CN\n")
    secrets = checkout / "docker" / "secrets"
    assert secrets.stat().st_mode & 0o777 == 0o700
    assert len({path.read_text(encoding="utf-8") for path in secrets.iterdir()}) == 2


def test_docker_without_a_daemon_is_no_way_out(checkout):
    result = run_elsewhere(checkout, str(postgres.free_port()), no_daemon="1")
    assert result.returncode == 1
    assert result.stderr.startswith("Error: ")
    assert "is not supported by this set-up" in result.stderr


@pytest.mark.parametrize("version", [(3, 9), (3, 13)])
def test_python_without_builds_of_the_locked_packages_is_refused(version):
    with pytest.raises(SetupError, match=rf"Python 3\.{version[1]} is not supported.*3\.10 to 3\.12"):
        system.check_python(version)


def test_busy_port_is_one_line_and_leaves_nothing_behind(checkout, taken_port):
    result = subprocess.run(
        [sys.executable, "run", "--port", str(taken_port)], cwd=checkout, capture_output=True, text=True, check=False
    )
    assert result.returncode == 1
    assert result.stderr == (
        f"Error: Port {taken_port} is busy. Stop what uses it, or choose another: ./run --port {taken_port + 1}\n"
    )
    assert result.stdout == ""
    assert not (checkout / ".odoo").exists()


def test_free_port_is_accepted_again_once_it_is_free(taken_port):
    with pytest.raises(SetupError, match="busy"):
        server.check_port(taken_port)
    server.check_port(0)


@pytest.mark.parametrize("port", ["0", "65536", "http", "-1"])
def test_impossible_port_is_refused(checkout, port):
    result = subprocess.run(
        [sys.executable, "run", f"--port={port}"], cwd=checkout, capture_output=True, text=True, check=False
    )
    assert result.returncode == 2
    assert f"{port!r} is no port" in result.stderr


def test_reset_asks_a_person_only(checkout):
    result = subprocess.run([sys.executable, "run", "--help"], cwd=checkout, capture_output=True, text=True, check=True)
    for option in ("--port", "--lang", "--no-demo", "--reset", "--update"):
        assert option in result.stdout


def test_odoo_home_without_odoo_is_one_line(checkout):
    result = subprocess.run(
        [sys.executable, "run", "--port", "1"], cwd=checkout, capture_output=True, text=True, check=False,
        env={**os.environ, "ODOO_HOME": str(checkout)},
    )  # fmt: skip
    assert result.returncode == 1
    assert result.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("output", "message"),
    [
        ("E: Temporary failure resolving 'mirror'", "no network"),
        ("OSError: [Errno 28] No space left on device", "the disk is full"),
        ("error: linker failed", "The reason is at the end of"),
    ],
)
def test_failed_program_is_explained_in_one_line(tmp_path, output, message):
    with pytest.raises(SetupError, match=f"It could not be fetched.*{message}") as error:
        commands.run(["sh", "-c", f'echo "{output}"; exit 7'], tmp_path / "log", failure="It could not be fetched")
    assert "\n" not in str(error.value)
    assert output in (tmp_path / "log").read_text(encoding="utf-8")


def test_small_disk_is_refused_before_the_first_download(tmp_path, monkeypatch):
    monkeypatch.setattr(shutil, "disk_usage", lambda path: shutil._ntuple_diskusage(10, 9, 1))
    with pytest.raises(SetupError, match="Not enough room"):
        place.Place(tmp_path).make_home()


def test_disk_that_fills_up_later_is_one_line(capsys):
    def command(_place, _arguments):
        raise OSError(errno.ENOSPC, "No space left on device")

    assert cli.main(command, []) == 1
    assert capsys.readouterr().err == (
        "Error: the disk is full. Free some room, then start again; finished steps are kept.\n"
    )


def test_interrupt_is_no_traceback(capsys):
    def command(_place, _arguments):
        raise KeyboardInterrupt

    assert cli.main(command, []) == 130
    assert capsys.readouterr().err == "Stopped.\n"


def test_other_operating_system_errors_stay_visible():
    def command(_place, _arguments):
        raise OSError(errno.EIO, "Input/output error")

    with pytest.raises(OSError, match="Input/output error"):
        cli.main(command, [])
