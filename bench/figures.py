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


def medians(rounds: Sequence[dict[str, float]]) -> dict[str, float]:
    """Each figure's median over the rounds."""
    return {name: round(median(figures[name] for figures in rounds), 1) for name in rounds[0]}
