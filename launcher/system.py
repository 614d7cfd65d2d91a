"""The machine: disk, ports, locks, child processes, who we are."""

import contextlib
import ctypes
import fcntl
import os
import shutil
import signal
import socket
import subprocess

from .console import Problem, size

GIGABYTE = 1_000_000_000


def is_root():
    return os.geteuid() == 0


def need_space(path, gigabytes, purpose):
    """Refuse to start work that a full disk would break in the middle."""
    free = shutil.disk_usage(path).free
    if free < gigabytes * GIGABYTE:
        raise Problem(
            f"Not enough disk space for {purpose}: {size(free)} free in {path},"
            f" {gigabytes:g} GB needed. Free some space, or set CONTOUR_STATE to a"
            " directory on a larger disk, and run the same command again."
        )


def port_is_free(port, host="127.0.0.1"):
    """Whether a server may listen there."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def free_port(start):
    """The first free port from `start` on."""
    for port in range(start, min(start + 500, 65536)):
        if port_is_free(port):
            return port
    raise Problem(f"No free port between {start} and {start + 499}.")


@contextlib.contextmanager
def locked(path, busy):
    """Hold a file's lock; `busy` is the sentence said where another process has it.

    The kernel drops the lock when the process ends, however it ends.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(path, "a") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Problem(busy) from None
        yield


def _die_with_parent():
    """In a child: be ended by the kernel when the launcher is, even by kill -9."""
    pr_set_pdeathsig = 1
    ctypes.CDLL(None, use_errno=True).prctl(pr_set_pdeathsig, signal.SIGTERM)


def start(command, **options):
    """Start a child process that does not outlive the launcher."""
    # pylint: disable=subprocess-popen-preexec-fn
    return subprocess.Popen(
        [str(part) for part in command], preexec_fn=_die_with_parent, **options
    )


def stop(process, patience=20):
    """End a process we started: politely, then for good."""
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(patience)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def run(command, log=None, check=True, **options):
    """Run a command to its end.

    :param log: file that takes its output; its last lines go into the Problem
    :return: the exit code
    :raise Problem: where it fails and `check` holds
    """
    if log is None:
        process = start(command, **options)
        code = _wait(process)
    else:
        log.parent.mkdir(parents=True, exist_ok=True)
        with open(log, "ab") as handle:
            process = start(
                command,
                stdin=subprocess.DEVNULL,
                stdout=handle,
                stderr=subprocess.STDOUT,
                **options,
            )
            code = _wait(process)
    if code and check:
        tail = "\n".join(f"  | {line}" for line in last_lines(log)) if log else ""
        raise Problem(
            f"{os.path.basename(str(command[0]))} ended with code {code}."
            + (f" Its last lines (all of them are in {log}):\n{tail}" if log else "")
        )
    return code


def _wait(process):
    try:
        return process.wait()
    except BaseException:
        stop(process)
        raise


def last_lines(path, count=12):
    """The last lines of a text file, long ones cut."""
    with open(path, "rb") as handle:
        handle.seek(0, os.SEEK_END)
        handle.seek(max(0, handle.tell() - 20_000))
        lines = handle.read().decode(errors="replace").splitlines()
    return [line[:200] for line in lines if line.strip()][-count:]
