"""Our PostgreSQL: private, on loopback, shared by its users, and never half-made; and who waits for whom."""

import subprocess
import sys
import time

import psycopg2
import pytest

from aftersales_setup import lock, postgres
from aftersales_setup.databases import quote
from aftersales_setup.debian import PrivateApt
from aftersales_setup.messages import SetupError
from aftersales_setup.place import ROOT, Place

HOLD_LOCK = """
import sys, time
sys.path.insert(0, sys.argv[1])
from pathlib import Path
from aftersales_setup.lock import exclusive
with exclusive(Path(sys.argv[2])):
    print("in", flush=True)
    time.sleep(float(sys.argv[3]))
print("out", flush=True)
"""


@pytest.fixture
def cluster(tmp_path, monkeypatch):
    monkeypatch.delenv("PGHOST", raising=False)
    place = Place(tmp_path)
    place.home.mkdir()
    result = postgres.server_for(place, PrivateApt(place), "test")
    yield result
    result.stop()
    result.destroy()


def test_cluster_is_private_and_on_loopback(cluster):
    cluster.start()
    assert cluster.secret.stat().st_mode & 0o777 == 0o600
    assert cluster.base.stat().st_mode & 0o777 == 0o700
    with postgres.cursor(cluster.environment) as cr:
        cr.execute("SHOW listen_addresses")
        assert cr.fetchone() == ("127.0.0.1",)
        cr.execute("SELECT rolsuper, rolcreatedb FROM pg_roles WHERE rolname = current_user")
        assert cr.fetchone() == (False, True)
        cr.execute("SELECT datcollate, pg_encoding_to_char(encoding) FROM pg_database WHERE datname = 'postgres'")
        assert cr.fetchone() == ("C.UTF-8", "UTF8")
    assert '"unix_socket_directories="' in (cluster.data / "postmaster.opts").read_text(encoding="utf-8")
    for wrong in ({"PGPASSWORD": "guess"}, {"PGUSER": "postgres"}):
        with pytest.raises(psycopg2.OperationalError):
            postgres.connect({**cluster.environment, **wrong})


def test_only_the_tests_cluster_gives_up_safety(cluster):
    assert cluster.settings["fsync"] == "off"
    store = postgres.Cluster(cluster.place, cluster.binaries, "store", {})
    assert "fsync" not in store.settings
    store.destroy()


def test_interrupted_creation_is_done_again(cluster):
    (cluster.base / "data.making").mkdir()
    (cluster.base / "data.making" / "junk").touch()
    cluster.start()
    with postgres.cursor(cluster.environment) as cr:
        cr.execute("SELECT 1")


def test_cluster_of_a_version_that_is_gone_is_one_line(cluster):
    cluster.start()
    cluster.stop()
    (cluster.data / "PG_VERSION").write_text("9\n", encoding="utf-8")
    with pytest.raises(SetupError, match=r"was made by PostgreSQL 9, which is not here.*Install postgresql-9"):
        postgres.Cluster(cluster.place, cluster.binaries, "test", {})


def test_cluster_keeps_its_version_beside_a_newer_one(cluster, tmp_path, monkeypatch):
    cluster.start()
    cluster.stop()
    newer = tmp_path / "newer"
    newer.mkdir()
    (newer / "postgres").write_text("#!/bin/sh\necho 'postgres (PostgreSQL) 99.1'\n", encoding="utf-8")
    (newer / "postgres").chmod(0o755)
    own = (cluster.data / "PG_VERSION").read_text(encoding="utf-8").strip()
    (tmp_path / "debian" / own).mkdir(parents=True)
    (tmp_path / "debian" / own / "bin").symlink_to(cluster.binaries)
    monkeypatch.setattr(postgres, "FROM_DEBIAN", tmp_path / "debian")
    found = postgres.Cluster(cluster.place, newer, "test", {})
    assert postgres._version(found.binaries) == int(own)


def test_last_user_stops_it(cluster):
    cluster.start()
    second = postgres.Cluster(cluster.place, cluster.binaries, "test", {})
    second.start()
    environment = cluster.environment
    second.stop()
    postgres.connect(environment).close()
    cluster.stop()
    with pytest.raises(psycopg2.OperationalError):
        postgres.connect(environment)


def test_given_server_that_does_not_answer_is_one_line(monkeypatch):
    monkeypatch.setenv("PGHOST", "127.0.0.1")
    monkeypatch.setenv("PGPORT", str(postgres.free_port()))
    with pytest.raises(SetupError, match="The PostgreSQL of PGHOST=127.0.0.1 cannot be used") as error:
        postgres.GivenServer().start()
    assert "\n" not in str(error.value)


def test_database_counts_only_once_it_is_marked(runner, database):
    databases = runner.databases
    assert not databases.is_complete(database)
    databases.create(database)
    assert not databases.is_complete(database)
    databases.mark_complete(database)
    assert databases.is_complete(database)


def test_copy_of_a_finished_database_is_unfinished(runner, database):
    databases = runner.databases
    databases.create(database)
    databases.mark_complete(database)
    databases.clone(database, f"{database}_b")
    assert not databases.is_complete(f"{database}_b")
    databases.drop(f"{database}_b")


def test_somebody_elses_database_is_left_alone(runner, database):
    with postgres.cursor(runner.server.environment) as cr:
        cr.execute(f"CREATE DATABASE {quote(database)}")
    with pytest.raises(SetupError, match="is not ours"):
        runner.databases.is_complete(database)


def test_copies_of_ended_runs_are_dropped_and_those_of_living_ones_kept(runner, database):
    ended = subprocess.Popen(["true"])
    ended.wait()
    orphan = f"aftersales_copy_{ended.pid}_x"
    runner.databases.create(orphan)
    runner.databases.create(database)
    runner.databases.drop_orphans()
    assert orphan not in runner.databases.names()
    assert database in runner.databases.names()


def test_second_set_up_waits_for_the_first_with_a_line(tmp_path):
    def hold(seconds):
        arguments = [sys.executable, "-c", HOLD_LOCK, str(ROOT / "tools"), str(tmp_path / "lock"), str(seconds)]
        return subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True)

    first = hold(60)
    assert first.stdout.readline() == "in\n"
    second = hold(0)
    assert second.stdout.readline().startswith("Another set-up is at work here; waiting")
    # However the first one ends, the second goes on.
    first.kill()
    assert second.communicate(timeout=30)[0] == "in\nout\n"
    first.wait()
    first.stdout.close()


def test_lock_is_free_after_its_block(tmp_path, capsys):
    for _round in range(2):
        with lock.exclusive(tmp_path / "lock"):
            time.sleep(0)
    assert capsys.readouterr().out == ""
