"""Finding Odoo, settings, downloads: what happens where something is missing."""

import os
import stat
import sys

import pytest

from launcher import config, debian, environment, odoo_source, venv
from launcher.console import Problem
from launcher.databases import Databases
from launcher.paths import Paths
from launcher.postgres import Postgres

NOWHERE = "http://127.0.0.1:9/"


@pytest.fixture
def paths(tmp_path):
    made = Paths(tmp_path / "checkout", tmp_path / "state")
    (made.root / "addons").mkdir(parents=True)
    made.make()
    return made


def odoo_at(path, version):
    (path / "odoo").mkdir(parents=True)
    (path / "odoo" / "release.py").write_text(f"version_info = ({version}, 'final')\n")
    return path


def addon(paths, name, depends):
    room = paths.addons / name
    (room / "views").mkdir(parents=True)
    (room / "tests").mkdir()
    (room / "__manifest__.py").write_text(repr({"name": name, "depends": depends}))
    return room


class TestOdooSource:
    def test_contour_odoo_takes_a_checkout_with_its_addons(self, monkeypatch, paths):
        path = odoo_at(paths.root / "src", "19, 0")
        (path / "addons" / "web").mkdir(parents=True)
        monkeypatch.setenv("CONTOUR_ODOO", str(path))
        source = odoo_source.found(paths)
        assert (source.path, source.addons) == (path, (path / "addons",))
        assert source.release == "19.0"

    @pytest.mark.parametrize(
        ("version", "sentence"),
        [("18, 0", "is Odoo 18.0; Client Contour needs 19.0"), (None, "not an Odoo")],
    )
    def test_contour_odoo_that_does_not_fit(
        self, monkeypatch, paths, version, sentence
    ):
        path = paths.root / "src"
        if version:
            odoo_at(path, version)
        monkeypatch.setenv("CONTOUR_ODOO", str(path))
        with pytest.raises(Problem, match=sentence):
            odoo_source.ensure(paths)

    def test_what_an_earlier_run_unpacked_is_found(self, monkeypatch, paths):
        monkeypatch.delenv("CONTOUR_ODOO", raising=False)
        monkeypatch.setattr(odoo_source, "_importable", lambda: None)
        assert odoo_source.found(paths) is None
        odoo_at(paths.odoo / "usr/lib/python3/dist-packages", "19, 0")
        assert odoo_source.found(paths).origin == "Debian's package"

    def test_activate_makes_it_importable(self, paths):
        source = odoo_source.OdooSource(odoo_at(paths.root / "src", "19, 0"), (), "")
        version = f"python{sys.version_info[0]}.{sys.version_info[1]}"
        packages = paths.venv / "lib" / version / "site-packages"
        packages.mkdir(parents=True)
        source.activate(paths)
        assert (packages / "contour-odoo.pth").read_text() == f"{source.path}\n"


class TestConfig:
    def test_made_settings_win_and_the_file_is_private(self, paths):
        (paths.root / "odoo.conf").write_text(
            "[options]\nlist_db = False\ndata_dir = elsewhere\n; db_host = no\n"
        )

        class Server:
            settings = {"db_host": "/socket"}

        source = odoo_source.OdooSource(paths.root, (paths.root / "core",), "")
        path = config.write(paths, Server, source)
        text = path.read_text()
        assert "list_db = False" in text
        assert f"data_dir = {paths.data}" in text
        assert f"addons_path = {paths.root / 'core'},{paths.addons}" in text
        assert "db_host = /socket" in text
        assert stat.S_IMODE(path.stat().st_mode) == 0o600

    def test_a_broken_file_gets_a_sentence(self, paths):
        (paths.root / "odoo.conf").write_text("no section")
        with pytest.raises(Problem, match="odoo.conf cannot be read"):
            config.read(paths)


class TestDatabasesKeys:
    def databases(self, paths):
        (paths.root / "requirements.txt").write_text("a==1\n")
        return Databases(paths, None, None)

    def test_core_modules_are_what_ours_depend_on(self, paths):
        addon(paths, "one", ["sale", "crm"])
        addon(paths, "two", ["one", "website"])
        databases = self.databases(paths)
        assert databases.core_modules() == ["crm", "sale", "website"]
        assert databases.core_modules(["one"]) == ["crm", "sale"]

    def test_a_view_changes_the_key_and_a_test_does_not(self, paths):
        room = addon(paths, "one", [])
        databases = self.databases(paths)
        before = databases.addons_key(["one"])
        (room / "tests" / "test_x.py").write_text("x = 1")
        (room / "README.md").write_text("text")
        assert databases.addons_key(["one"]) == before
        (room / "views" / "x.xml").write_text("<odoo/>")
        assert databases.addons_key(["one"]) != before


class TestDownloads:
    def test_no_network_for_debian_packages(self, monkeypatch, tmp_path):
        monkeypatch.setattr(debian, "machine_archive", lambda: NOWHERE)
        archive = debian.Archive(tmp_path, ("sid",))
        with pytest.raises(Problem, match="is the network up"):
            archive.fetch(["odoo-19"])

    def test_a_package_is_downloaded_once(self, tmp_path):
        debs = tmp_path / "debs"
        debs.mkdir()
        (debs / "x_1_all.deb").write_text("content")
        (debs / "x_sid.name").write_text("x_1_all.deb")
        archive = debian.Archive(tmp_path, ("sid",))
        assert archive.fetch(["x/sid"]) == [debs / "x_1_all.deb"]

    def test_a_line_of_apt_is_read(self):
        line = "'http://a/pool/x_1%2b2_all.deb' x_1+2_all.deb 12 SHA256:ab"
        found = debian.URI_LINE.match(line)
        assert (found["name"], found["size"], found["hash"]) == (
            "x_1+2_all.deb",
            "12",
            "SHA256:ab",
        )

    def test_no_network_for_python_packages(self, monkeypatch, paths):
        (paths.root / "requirements.txt").write_text("six==1.16.0\n")
        monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
        monkeypatch.setenv("PIP_INDEX_URL", NOWHERE)
        monkeypatch.setenv("PIP_RETRIES", "0")
        monkeypatch.delenv("PIP_FIND_LINKS", raising=False)
        monkeypatch.delenv("PIP_EXTRA_INDEX_URL", raising=False)
        environment = venv.VirtualEnvironment(paths)
        with pytest.raises(Problem, match="is the network up"):
            environment.ensure("requirements.txt")
        assert not environment._is_installed("requirements.txt")

    def test_a_python_without_pins_is_refused(self, monkeypatch):
        monkeypatch.setattr(sys, "version_info", (3, 15, 0, "final", 0))
        with pytest.raises(Problem, match="are for Python 3.10 to 3.13; this is 3.15"):
            venv.check_python()


class TestVariablesOfTheShell:
    """Odoo prefers PGHOST and the like to its file."""

    SHELL = {"PGHOST": "elsewhere", "PGUSER": "me", "PGDATABASE": "x"}

    def _speak(self, monkeypatch, paths, settings, cluster):
        for name in environment.CONNECTION:
            monkeypatch.delenv(name, raising=False)
        for name, value in {**self.SHELL, "PGPASSWORD": "secret"}.items():
            monkeypatch.setenv(name, value)
        environment._speak_to(Postgres(paths, settings, cluster))
        return {name: os.environ.get(name) for name in environment.CONNECTION}

    def test_our_own_server_is_spoken_to_whatever_they_say(self, monkeypatch, paths):
        settings = {"db_host": "/run/ours", "db_user": "contour"}
        assert self._speak(monkeypatch, paths, settings, object()) == {
            "PGHOST": "/run/ours",
            "PGUSER": "contour",
            "PGPORT": None,
            "PGPASSWORD": None,
            "PGSSLMODE": None,
            "PGDATABASE": None,
        }

    def test_a_server_of_the_user_keeps_its_password(self, monkeypatch, paths):
        settings = {"db_host": "db.example", "db_port": 5433}
        assert self._speak(monkeypatch, paths, settings, None) == {
            "PGHOST": "db.example",
            "PGUSER": "me",
            "PGPORT": "5433",
            "PGPASSWORD": "secret",
            "PGSSLMODE": None,
            "PGDATABASE": None,
        }
