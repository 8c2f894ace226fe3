"""docker-compose.yml: valid by the Compose schema, and what it starts does what it says."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from aftersales_setup.place import ROOT

COMPOSE = ROOT / "docker-compose.yml"
# Stands for the image's entry point: notes how it was called and what it was given.
RECORDER = """#!/bin/bash
echo "$@" >> "$CALLS"
[ "$2" != shell ] || { cat > "$CALLS.script"; echo "$STORE_LANG $STORE_PASSWORD" > "$CALLS.variables"; }
"""


@pytest.fixture(scope="module")
def compose():
    return yaml.safe_load(COMPOSE.read_text(encoding="utf-8"))


def test_file_follows_the_compose_schema():
    checker = Path(sys.executable).with_name("check-jsonschema")
    result = subprocess.run(
        [checker, "--builtin-schema", "vendor.compose-spec", COMPOSE], capture_output=True, text=True, check=False
    )
    assert not result.returncode, result.stdout


def test_schema_check_refuses_a_service_it_does_not_know(tmp_path, compose):
    checker = Path(sys.executable).with_name("check-jsonschema")
    bad = tmp_path / "docker-compose.yml"
    bad.write_text(yaml.safe_dump({**compose, "services": {"db": {"imagee": "postgres"}}}), encoding="utf-8")
    result = subprocess.run(
        [checker, "--builtin-schema", "vendor.compose-spec", bad], capture_output=True, text=True, check=False
    )
    assert result.returncode
    assert "imagee" in result.stdout


def test_every_service_has_a_pinned_image_and_a_healthcheck(compose):
    for name, service in compose["services"].items():
        assert re.fullmatch(r"(odoo:19\.0-\d{8}|postgres:\d+\.\d+-\w+)", service["image"]), name
        assert service["healthcheck"]["test"], name


def test_passwords_come_from_secrets_only(compose):
    for service in compose["services"].values():
        assert not [key for key in service["environment"] if key in {"PASSWORD", "POSTGRES_PASSWORD"}]
        assert set(service["secrets"]) <= set(compose["secrets"])
    for secret in compose["secrets"].values():
        assert (ROOT / f"{secret['file']}.example").is_file()


def test_mounted_files_exist_and_named_volumes_are_declared(compose):
    for service in compose["services"].values():
        for volume in service["volumes"]:
            source = volume.split(":")[0]
            assert (ROOT / source).exists() if source.startswith("./") else source in compose["volumes"]


def test_ports_are_open_on_this_machine_only(compose):
    for service in compose["services"].values():
        assert all(port.startswith("127.0.0.1:") for port in service.get("ports", []))


def test_production_has_workers_a_proxy_and_no_demo(compose):
    production = compose["services"]["production"]
    assert production["profiles"] == ["production"]
    assert production["environment"]["AFTERSALES_DEMO"] == "0"
    assert {"--proxy-mode", "--no-database-list"} <= set(production["environment"]["AFTERSALES_OPTIONS"].split())
    assert "--workers=${AFTERSALES_WORKERS:-4}" in production["environment"]["AFTERSALES_OPTIONS"]


def start(tmp_path, **variables):
    """Run the container's start script against the recorder; return the calls it made."""
    entrypoint = tmp_path / "entrypoint"
    entrypoint.write_text(RECORDER, encoding="utf-8")
    entrypoint.chmod(0o755)
    for name in ("aftersales_base", "aftersales_demo"):
        (tmp_path / "addons" / name).mkdir(parents=True, exist_ok=True)
        (tmp_path / "addons" / name / "__manifest__.py").write_text("{}", encoding="utf-8")
    (tmp_path / "secret").write_text("s3cret", encoding="utf-8")
    calls = tmp_path / "calls"
    calls.unlink(missing_ok=True)
    (tmp_path / "start").write_text((ROOT / "docker" / "start").read_text(encoding="utf-8"), encoding="utf-8")
    (tmp_path / "store_script.py").write_text("script", encoding="utf-8")
    subprocess.run(
        ["bash", tmp_path / "start"],
        check=True,
        env={
            "PATH": "/usr/bin:/bin",
            "ENTRYPOINT": str(entrypoint),
            "ADDONS_FOLDER": str(tmp_path / "addons"),
            "STATE_FOLDER": str(tmp_path),
            "ADMIN_PASSWORD_FILE": str(tmp_path / "secret"),
            "CALLS": str(calls),
            "AFTERSALES_DEMO": "1",
            "AFTERSALES_LANG": "en_US",
            "AFTERSALES_OPTIONS": "--workers=0 --no-database-list",
            **variables,
        },
    )
    return calls.read_text(encoding="utf-8").splitlines()


def test_first_start_makes_the_demo_store_in_the_wanted_language(tmp_path):
    base, shell, install, serve = start(tmp_path, AFTERSALES_LANG="zh_CN")
    assert "-i base --load-language en_US,zh_CN" in base
    assert shell == "odoo shell -d aftersales_demo_zh_cn --no-http"
    assert (tmp_path / "calls.script").read_text(encoding="utf-8") == "script"
    assert (tmp_path / "calls.variables").read_text(encoding="utf-8") == "zh_CN s3cret\n"
    assert "-i aftersales_base,aftersales_demo --stop-after-init" in install
    assert serve.endswith("--db-filter ^aftersales_demo_zh_cn$ --workers=0 --no-database-list")


def test_later_start_only_serves(tmp_path):
    start(tmp_path)
    assert start(tmp_path) == [
        "odoo -d aftersales_demo_en_us --db-filter ^aftersales_demo_en_us$ --workers=0 --no-database-list"
    ]


def test_store_without_demo_is_another_database_without_the_demo_addon(tmp_path):
    start(tmp_path)
    calls = start(tmp_path, AFTERSALES_DEMO="0")
    assert any("-d aftersales_store_en_us -i aftersales_base --stop" in call for call in calls)
    assert not any("aftersales_demo" in call for call in calls)


def test_update_upgrades_the_addons_when_asked(tmp_path):
    start(tmp_path)
    [serve] = start(tmp_path, AFTERSALES_UPDATE="1")
    assert "-i aftersales_base,aftersales_demo -u aftersales_base,aftersales_demo" in serve


def test_failed_first_start_is_made_again(tmp_path):
    with pytest.raises(subprocess.CalledProcessError):
        start(tmp_path, **{"ADMIN_PASSWORD_FILE": "/nonexistent"})
    assert len(start(tmp_path)) == 4
