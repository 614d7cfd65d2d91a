"""Real processes: a PostgreSQL cluster and an Odoo server, ended the hard way."""

import contextlib
import os
import re
import signal
import subprocess
import sys
import threading
import urllib.request
from pathlib import Path

import psycopg2
import pytest

from launcher import cluster as cluster_module
from launcher.paths import ROOT, Paths
from launcher.system import free_port

HERE = Paths.here()


@pytest.fixture
def cluster(tmp_path):
    """A cluster of its own, with the binaries of this environment."""
    state = tmp_path / "state"
    state.mkdir()
    (state / "venv").symlink_to(HERE.venv)
    made = cluster_module.Cluster(Paths(ROOT, state))
    yield made
    made.remove()


def ask(cluster, statement):
    connection = psycopg2.connect(
        host=str(cluster.socket_dir), user=cluster_module.ROLE, dbname="postgres"
    )
    connection.autocommit = True
    with connection, connection.cursor() as cursor:
        cursor.execute(statement)
        rows = cursor.fetchall() if cursor.description else None
    connection.close()
    return rows


def test_the_last_user_stops_the_cluster(cluster):
    with cluster.running():
        with cluster_module.Cluster(cluster.paths).running():
            assert ask(cluster, "SELECT 1") == [(1,)]
        assert cluster.is_running()
    assert not cluster.is_running()


def test_a_killed_server_comes_back_with_its_data(cluster):
    with cluster.running():
        ask(cluster, "CREATE TABLE kept AS SELECT 42 AS answer")
        pid = int((cluster.data / "postmaster.pid").read_text().split()[0])
        os.kill(pid, signal.SIGKILL)
        _wait_for_end(pid)
        assert cluster.keep_alive()
        assert ask(cluster, "SELECT answer FROM kept") == [(42,)]
        assert not cluster.keep_alive()


def test_a_half_made_cluster_is_made_again(cluster):
    cluster.home.mkdir(parents=True)
    cluster.data.mkdir()
    (cluster.data / "PG_VERSION").write_text("18")
    with cluster.running():
        assert ask(cluster, "SELECT 1") == [(1,)]


def test_a_long_path_has_its_socket_elsewhere(tmp_path):
    state = tmp_path / ("x" * 100)
    long = cluster_module.Cluster(Paths(ROOT, state))
    assert len(str(long.socket_dir)) < 85


def test_nobody_else_may_come_in(cluster):
    if os.geteuid() != 0:
        user = None
    else:
        user = next(n for n in ("daemon", "games", "mail") if n != cluster.user.pw_name)
    with cluster.running():
        rules = (cluster.data / "pg_hba.conf").read_text()
        assert rules == "local all all peer map=contour\n"
        assert ask(cluster, "SHOW listen_addresses") == [("",)]
        if user:
            result = subprocess.run(
                [
                    *(cluster.bin / "psql", "-h", cluster.socket_dir, "-d", "postgres"),
                    *("-U", cluster_module.ROLE, "-c", "SELECT 1"),
                ],
                user=user,
                group=user,
                extra_groups=[],
                cwd="/",
                capture_output=True,
                text=True,
            )
            assert result.returncode == 2
            assert "authentication failed" in result.stderr


def _wait_for_end(pid):
    """Until a process that is not our child is gone."""
    descriptor = os.pidfd_open(pid)
    done = threading.Event()
    threading.Thread(
        target=lambda: (_readable(descriptor), done.set()), daemon=True
    ).start()
    assert done.wait(20)


def _readable(descriptor):
    import select

    select.select([descriptor], [], [], 20)


class Run:
    """A `./contour run` on a database that exists."""

    def __init__(self, database, *options):
        self.port = free_port(8300)
        self.process = subprocess.Popen(
            [
                *(sys.executable, ROOT / "contour", "run", "--database", database),
                *("--port", str(self.port), *options),
            ],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.said = []

    def wait_until_ready(self):
        for line in self.process.stdout:
            self.said.append(line)
            if line.startswith("Ctrl-C"):
                return
        raise AssertionError("".join(self.said))

    def server(self):
        children = f"/proc/{self.process.pid}/task/{self.process.pid}/children"
        with open(children) as handle:
            [pid] = handle.read().split()
        return int(pid)

    def get(self, path):
        url = f"http://127.0.0.1:{self.port}{path}"
        with urllib.request.urlopen(url, timeout=60) as answer:
            return answer.read().decode()


@pytest.fixture
def database():
    """A clone of the template that this test run's database was made of."""
    from launcher import config
    from launcher.databases import Databases
    from launcher.postgres import Postgres

    settings = {**config.read(HERE), **_made_settings()}
    databases = Databases(HERE, Postgres(HERE, settings), None)
    name = f"contour_test_{os.getpid()}_run"
    databases.clone(os.environ["CONTOUR_FULL_TEMPLATE"], name)
    yield name
    databases.drop(name)


def _made_settings():
    text = HERE.conf.read_text()
    return dict(re.findall(r"^(db_\w+) = (.*)$", text, re.M))


def test_run_serves_and_survives_the_death_of_its_processes(database):
    first = Run(database)
    first.wait_until_ready()
    assert 'name="login"' in first.get("/web/login")
    os.kill(first.server(), signal.SIGKILL)
    rest = first.process.stdout.read()
    assert first.process.wait(60) == 1
    assert "The Odoo server ended by signal SIGKILL" in rest

    second = Run(database)
    second.wait_until_ready()
    orphan = second.server()
    second.process.kill()
    second.process.wait(60)
    _wait_for_end(orphan)  # it does not outlive the launcher

    third = Run(database)
    third.wait_until_ready()
    assert 'name="login"' in third.get("/web/login")
    third.process.send_signal(signal.SIGINT)
    assert third.process.wait(60) == 130


def test_live_updates_run_beside_the_workers(database):
    run = Run(database, "--workers", "1")
    run.wait_until_ready()
    command = Path(f"/proc/{run.server()}/cmdline").read_text()
    run.port = int(re.search(r"--gevent-port=(\d+)", command)[1])
    for _attempt in range(60):
        try:
            answer = run.get("/web/health")
            break
        except OSError:
            # it starts after the others; no use to wait where the launcher has ended
            with contextlib.suppress(subprocess.TimeoutExpired):
                run.process.wait(0.5)
    assert '"status": "pass"' in answer
    run.process.send_signal(signal.SIGINT)
    assert run.process.wait(60) == 130
