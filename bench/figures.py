"""From single measurements to what is reported."""

import os
import re
from collections.abc import Sequence
from pathlib import Path
from statistics import median


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which this share of the values lies; 0 for none."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else 0.0


def milliseconds(seconds: float) -> float:
    return round(seconds * 1000, 1)


def memory_mb(pid: int) -> float:
    """What a process holds for itself (PSS: shared pages counted in parts), in MB."""
    found = re.search(r"^Pss:\s+(\d+) kB", Path(f"/proc/{pid}/smaps_rollup").read_text(), re.MULTILINE)
    return int(found[1]) / 1024 if found else 0.0


def cpu_seconds(pid: int) -> float:
    """What a process has computed so far, all threads: the steadiest figure on a machine that others use too."""
    ticks = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[11:13]
    return sum(int(count) for count in ticks) / os.sysconf("SC_CLK_TCK")


def medians(rounds: Sequence[dict[str, float]], *, digits: int = 1) -> dict[str, float]:
    """Each figure's median over the rounds."""
    return {name: round(median(figures[name] for figures in rounds), digits) for name in rounds[0]}


def tree_of(pid: int) -> list[int]:
    """A process, and all that it started."""
    children: dict[int, list[int]] = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            parent = int((folder / "stat").read_text().rsplit(")", 1)[1].split()[1])
        except OSError:
            # It has ended meanwhile.
            continue
        children.setdefault(parent, []).append(int(folder.name))
    tree = [pid]
    for member in tree:
        tree += children.get(member, [])
    return tree


def cpu_seconds_of_trees(*pids: int) -> float:
    """What these processes and all that they started have computed so far, and their children that have ended."""
    total = 0.0
    for member in {member for pid in pids for member in tree_of(pid)}:
        try:
            ticks = Path(f"/proc/{member}/stat").read_text().rsplit(")", 1)[1].split()[11:15]
        except OSError:
            continue
        total += sum(int(count) for count in ticks) / os.sysconf("SC_CLK_TCK")
    return total
