"""This host: what it is called, what tells it from others, and which of its processes run."""

import os
import socket
from contextlib import suppress
from pathlib import Path

BOOT_ID = Path("/proc/sys/kernel/random/boot_id")
PID_SPACE = Path("/proc/self/ns/pid")


def name() -> str:
    return socket.gethostname()


def machine() -> str:
    """The same for all containers of one running kernel, and for no other machine."""
    with suppress(OSError):
        return BOOT_ID.read_text(encoding="ascii").strip()
    return name()


def pid_space() -> str:
    """Process numbers can be compared among those that give the same answer here on the same machine."""
    with suppress(OSError):
        return str(PID_SPACE.readlink())
    return ""


def is_running(pid: int) -> bool:
    """Whether a process of our own pid space is there, whoever owns it. What nobody buried yet is dead, too."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    with suppress(OSError):
        # The state follows the name, which stands in brackets and may hold anything.
        return (
            Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace").rpartition(") ")[2][0] not in "ZX"
        )
    return True
