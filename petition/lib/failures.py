"""What may be said of a failure: its kind and its place. Never its message, which may quote what people typed."""

import traceback
from pathlib import Path
from types import TracebackType

ROOT = str(Path(__file__).resolve().parents[2]) + "/"
PACKAGES = "/site-packages/"
# A recursion without end has a thousand alike; the innermost tell the place.
MOST_FRAMES = 30


def kind_of(error: BaseException | None) -> str:
    """The class of an error, and of those that led to it: `OperationalError from AdminShutdown`."""
    kinds: list[str] = []
    while error is not None and len(kinds) < MOST_FRAMES:
        kinds.append(type(error).__name__)
        error = error.__cause__ or error.__context__
    return " from ".join(dict.fromkeys(kinds)) or "failure"


def frames_of(trace: TracebackType | None) -> list[str]:
    """Where it happened, outermost first: `petition/web/errors.py:12 in _page`."""
    frames = traceback.extract_tb(trace)[-MOST_FRAMES:]
    return [f"{_short(frame.filename)}:{frame.lineno} in {frame.name}" for frame in frames]


def _short(filename: str) -> str:
    # Where the site is installed tells nothing, and may name the one who installed it.
    return filename.rpartition(PACKAGES)[2].removeprefix(ROOT)
