"""The command line of ./contour: every wrong input gets a sentence and a code."""

import errno
import runpy
import socket
import subprocess
import sys

import pytest

from launcher import cli, config, server, system
from launcher.commands import sample
from launcher.console import Problem, UsageProblem
from launcher.paths import ROOT


def contour(*arguments):
    return subprocess.run(
        [sys.executable, ROOT / "contour", *arguments],
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
    )


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ((), "Say what to do: run, test,"),
        (("dance",), "invalid choice: 'dance'"),
        (("run", "--prot", "1"), "does not know --prot 1"),
        (("run", "--port", "many"), "invalid int value: 'many'"),
        (("sample", "cdnow", "--until", "2026-13-40"), "invalid _date value"),
        (("sample", "other"), "invalid choice: 'other'"),
    ],
)
def test_unknown_input_gets_a_sentence_and_code_2(arguments, sentence):
    result = contour(*arguments)
    assert result.returncode == 2
    assert sentence in result.stderr
    assert "Traceback" not in result.stderr


def test_test_passes_unknown_options_on_to_pytest():
    options = cli.parse(["test", "--no-browser", "-k", "figures", "tests/test_x.py"])
    assert options.no_browser
    assert options.rest == ["-k", "figures", "tests/test_x.py"]


def test_an_old_python_is_refused_with_a_sentence(monkeypatch, capsys):
    monkeypatch.setattr(sys, "version_info", (3, 9, 2, "final", 0))
    with pytest.raises(SystemExit) as stopped:
        runpy.run_path(str(ROOT / "contour"), run_name="__main__")
    assert stopped.value.code == 2
    assert "needs Python 3.10 or newer; this is Python 3.9" in capsys.readouterr().err


def test_a_taken_port_gets_a_free_one_proposed():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(Problem) as refused:
            server.check_port(port)
    text = str(refused.value)
    assert f"Port {port} is taken" in text
    proposed = int(text.rsplit(" ", 1)[-1])
    assert proposed != port
    assert system.port_is_free(proposed)


@pytest.mark.parametrize("port", [0, -1, 65536])
def test_a_port_that_cannot_be_is_refused(port):
    with pytest.raises(Problem, match="is not a port"):
        server.check_port(port)


@pytest.mark.parametrize("name", ["", "1abc", 'a"b', "a b", "дб", "a" * 41, "../x"])
def test_a_name_that_is_no_database_name_is_refused(name):
    with pytest.raises(Problem, match="cannot be a database's name"):
        config.check_database_name(name)


def test_too_little_disk_is_said_before_the_work_starts(tmp_path):
    with pytest.raises(Problem, match="Not enough disk space for a test: .* needed"):
        system.need_space(tmp_path, 1e9, "a test")


def test_a_disk_that_fills_up_in_the_middle_is_said(monkeypatch, capsys):
    def full(options):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(sample, "main", full)
    assert cli.main(["sample", "cdnow"]) == 1
    assert "The disk is full" in capsys.readouterr().err


def test_a_second_holder_of_a_lock_is_refused(tmp_path):
    with (
        system.locked(tmp_path / "x.lock", "busy"),
        pytest.raises(Problem, match="busy"),
        system.locked(tmp_path / "x.lock", "busy"),
    ):
        pass
    with system.locked(tmp_path / "x.lock", "busy"):
        pass


def test_reset_without_a_terminal_deletes_nothing(monkeypatch, tmp_path, capsys):
    kept = tmp_path / "kept"
    kept.write_text("data")
    monkeypatch.setenv("CONTOUR_STATE", str(tmp_path))
    monkeypatch.setattr(sys, "stdin", None)
    assert cli.main(["reset"]) == 1
    assert "Nothing was deleted" in capsys.readouterr().err
    assert kept.exists()


def test_a_failing_command_shows_the_end_of_its_log(tmp_path):
    log = tmp_path / "x.log"
    with pytest.raises(Problem, match=r"ended with code 3(.|\n)*the reason"):
        system.run(["/bin/sh", "-c", "echo the reason; exit 3"], log=log)


def test_usage_problems_have_a_code_of_their_own():
    assert (Problem.exit_code, UsageProblem.exit_code) == (1, 2)
