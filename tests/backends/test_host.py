import os
import subprocess

from petition.backends import host


def test_it_sees_which_processes_run() -> None:
    other = subprocess.Popen(["sleep", "60"])
    assert host.is_running(os.getpid())
    assert host.is_running(other.pid)
    other.kill()
    os.waitid(os.P_PID, other.pid, os.WEXITED | os.WNOWAIT)
    assert not host.is_running(other.pid), "it is dead, but not buried"
    other.wait()
    assert not host.is_running(other.pid)
