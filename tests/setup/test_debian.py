"""Debian packages: where they come from, how they are verified, and that a half-made prefix never counts."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from aftersales_setup import debian, odoo_package, stamps
from aftersales_setup.messages import SetupError
from aftersales_setup.place import Place

# Fails as apt does with lists past their date, until it is told to take them.
EXPIRED_APT = """#!/bin/sh
echo "$@" >> "$CALLS"
case "$*" in *Check-Valid-Until=false*) exit 0;; esac
echo "E: Release file for the suite is expired (invalid since 200d)."
exit 100
"""


@pytest.fixture
def here(tmp_path):
    result = Place(tmp_path)
    result.home.mkdir()
    return result


def sources(folder, name, text):
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def test_mirror_is_found_in_the_new_format(tmp_path):
    sources(
        tmp_path,
        "sources.list.d/debian.sources",
        "Types: deb\nURIs: http://security.example/debian-security\nSuites: bookworm-security\nComponents: main\n\n"
        "Types: deb\n# a remark\nURIs: http://mirror.example/debian\nSuites: bookworm bookworm-updates\n",
    )
    assert debian.find_mirror(tmp_path) == "http://mirror.example/debian"


def test_mirror_is_found_in_the_old_format(tmp_path):
    sources(
        tmp_path,
        "sources.list",
        "# deb http://old.example/debian bookworm main\n"
        "deb http://security.example/debian-security bookworm-security main\n"
        "deb [arch=amd64 signed-by=/x.gpg] https://mirror.example/debian bookworm main contrib\n",
    )
    assert debian.find_mirror(tmp_path) == "https://mirror.example/debian"


def test_machine_without_a_mirror_is_told_what_to_do(tmp_path):
    sources(tmp_path, "sources.list", "deb http://mirror.example/ubuntu noble main\n")
    with pytest.raises(SetupError, match="name no Debian mirror for bookworm. Set AFTERSALES_DEBIAN_MIRROR"):
        debian.find_mirror(tmp_path)


def test_missing_keyring_stops_before_anything_is_fetched(here):
    with pytest.raises(SetupError, match=r"keyring .*none.gpg is missing.*Install the package debian-archive-keyring"):
        debian.PrivateApt(here, keyring=here.root / "none.gpg").update()
    assert not (here.home / "apt").exists()


def test_old_lists_are_taken_with_a_note_and_still_verified(here, monkeypatch, capsys):
    binaries = here.root / "bin"
    sources(binaries, "apt-get", EXPIRED_APT)
    (binaries / "apt-get").chmod(0o755)
    monkeypatch.setenv("PATH", f"{binaries}:{os.environ['PATH']}")
    monkeypatch.setenv("CALLS", str(here.root / "calls"))
    monkeypatch.setenv("AFTERSALES_DEBIAN_MIRROR", "http://mirror.example/debian")
    keyring = here.root / "keyring.gpg"
    keyring.touch()
    debian.PrivateApt(here, keyring=keyring).update()

    strict, lenient = (here.root / "calls").read_text(encoding="utf-8").splitlines()
    assert "Check-Valid-Until" not in strict
    assert "Acquire::Check-Valid-Until=false" in lenient
    assert capsys.readouterr().out.count("\n") == 1
    written = "".join(path.read_text(encoding="utf-8") for path in (here.home / "apt").glob("*") if path.is_file())
    assert f"Signed-By: {keyring}" in written
    for loophole in ("trusted", "AllowInsecure", "AllowUnauthenticated", "AllowWeak"):
        assert loophole.lower() not in (written + lenient).lower()


def test_absolute_links_are_turned_into_the_prefix(tmp_path):
    (tmp_path / "usr/share/fonts").mkdir(parents=True)
    (tmp_path / "usr/share/fonts/a.ttf").write_text("font", encoding="utf-8")
    (tmp_path / "usr/lib").mkdir()
    (tmp_path / "usr/lib/a.ttf").symlink_to("/usr/share/fonts/a.ttf")
    (tmp_path / "usr/lib/elsewhere").symlink_to("/usr/share/not-in-here")
    debian.relink(tmp_path)
    assert (tmp_path / "usr/lib/a.ttf").read_text(encoding="utf-8") == "font"
    assert not Path(os.readlink(tmp_path / "usr/lib/a.ttf")).is_absolute()
    assert os.readlink(tmp_path / "usr/lib/elsewhere") == "/usr/share/not-in-here"


class FakeApt:
    """Gives packages made on the spot; the second download can be made to fail."""

    codename = "bookworm"

    def __init__(self, place, *, broken=False):
        self.place = place
        self.log = place.home / "logs" / "apt.log"
        self.broken = broken
        self.fetched = 0

    def fetch(self, packages):
        self.fetched += 1
        tree = self.place.root / "tree"
        shutil.rmtree(tree, ignore_errors=True)
        home = tree / "usr/lib/python3/dist-packages"
        sources(home, "odoo/release.py", "version_info = (19, 0, 0, 'final', 0, '')\n")
        sources(home, "setup/odoo", "")
        sources(
            tree, "DEBIAN/control", "Package: odoo-19\nVersion: 1\nArchitecture: all\nMaintainer: x\nDescription: x\n"
        )
        archive = self.place.root / "a.deb"
        subprocess.run(["dpkg-deb", "--root-owner-group", "-b", tree, archive], check=True, capture_output=True)
        broken = self.place.root / "b.deb"
        shutil.copy(archive, broken)
        if self.broken:
            broken.write_bytes(broken.read_bytes()[:200])
        return [archive, broken]


@pytest.fixture
def own_odoo(monkeypatch):
    monkeypatch.delenv("ODOO_HOME", raising=False)


def test_interrupted_unpacking_leaves_no_prefix_and_is_done_again(here, own_odoo):
    with pytest.raises(SetupError, match=r"b\.deb could not be unpacked"):
        odoo_package.ensure(here, FakeApt(here, broken=True))
    assert [path.name for path in here.home.iterdir()] == ["logs"]

    apt = FakeApt(here)
    assert odoo_package.ensure(here, apt).version == "19.0.0"
    assert (here.prefix / "usr/lib/python3/dist-packages" / odoo_package.LEFT_OUT).is_file()
    odoo_package.ensure(here, apt)
    assert apt.fetched == 1


def test_prefix_without_its_stamp_is_made_again(here, own_odoo):
    odoo_package.ensure(here, FakeApt(here))
    stamps.forget(here, "odoo")
    apt = FakeApt(here)
    odoo_package.ensure(here, apt)
    assert apt.fetched == 1


def test_given_odoo_is_used_and_nothing_is_fetched(here, monkeypatch):
    home = here.root / "mine"
    sources(home, "odoo/release.py", "version_info = (19, 0, 7, 'final', 0, '')\n")
    sources(home, "odoo-bin", "")
    monkeypatch.setenv("ODOO_HOME", str(home))
    assert odoo_package.ensure(here, None).version == "19.0.7"


@pytest.mark.parametrize("version", ["18, 0, 0", "20, 0, 0"])
def test_given_odoo_of_another_version_is_refused(here, monkeypatch, version):
    sources(here.root, "odoo/release.py", f"version_info = ({version}, 'final', 0, '')\n")
    sources(here.root, "odoo-bin", "")
    monkeypatch.setenv("ODOO_HOME", str(here.root))
    with pytest.raises(SetupError, match="holds no Odoo 19"):
        odoo_package.ensure(here, None)
