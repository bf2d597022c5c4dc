"""The process's log, on standard error: a JSON object a line, or lines for a person at a laptop.

Everyone's `logging` ends here: ours, gunicorn's, the libraries'. Ours says what it wants in plain words, and may add
fields (`extra=…`). Of others' words only so much is repeated as can hold nothing private, and of any failure only
kind and place.
"""

import logging
import sys
import threading
from types import TracebackType
from typing import Any

import structlog
from structlog.typing import EventDict, Processor

from petition.lib.discretion import without_private, words_of_others
from petition.lib.failures import frames_of, kind_of

log = logging.getLogger(__name__)
OURS = ("petition", "config")
# What others say at INFO is said of each request, with the client's address: their warnings are enough.
LEVELS_OF_OTHERS = {"gunicorn.error": logging.INFO}
# That requests wait for a thread is nothing to warn of on a busy day, once for each.
SILENT = ("waitress.queue", "gunicorn.access")
# Made by this module from code alone; all other fields are looked through.
OWN_FIELDS = ("timestamp", "level", "logger", "route", "frames")


def start(*, level: str, form: str) -> None:
    """Send the logs of this whole process to standard error from now on. `form` is `json` or `console`."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(formatter(form))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    for name in OURS:
        logging.getLogger(name).setLevel(level)
    for name, others in LEVELS_OF_OTHERS.items():
        # Gunicorn gave its own logger a handler before it loaded us.
        logger = logging.getLogger(name)
        logger.handlers[:], logger.propagate = [], True
        logger.setLevel(others)
    for name in SILENT:
        logging.getLogger(name).setLevel(logging.CRITICAL)
    logging.captureWarnings(True)
    # Otherwise a mistake in a call of the log would be printed together with all that it was given.
    logging.raiseExceptions = False
    if form == "json":
        _take_crashes()


def formatter(form: str) -> logging.Formatter:
    """Makes a line of each record, whoever logged it."""
    chain: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.ExtraAdder(),
        _say,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _drop_private,
    ]
    ends: dict[str, list[Processor]] = {
        "json": [structlog.processors.JSONRenderer(ensure_ascii=False)],
        "console": [_frames_below, structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())],
    }
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=chain,
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *ends[form]],
        use_get_message=False,
        pass_foreign_args=True,
    )


def _take_crashes() -> None:
    """What ends the process or a thread is logged too: Python itself would print the message of the failure."""

    def crash(_kind: type[BaseException], error: BaseException | None, trace: TracebackType | None) -> None:
        log.critical("crashed: %s", kind_of(error), extra={"frames": frames_of(trace)})

    sys.excepthook = crash
    threading.excepthook = lambda crashed: crash(crashed.exc_type, crashed.exc_value, crashed.exc_traceback)
    sys.unraisablehook = lambda failed: crash(failed.exc_type, failed.exc_value, failed.exc_traceback)


def _say(_logger: Any, _method: str, event: EventDict) -> EventDict:
    """The words, and the place of the failure if there was one."""
    record: logging.LogRecord = event["_record"]
    arguments = event.pop("positional_args", None)
    failure = event.pop("exc_info", None)
    if record.name.partition(".")[0] in OURS:
        event["event"] = record.msg % arguments if arguments else str(record.msg)
    else:
        event["event"] = words_of_others(str(record.msg), arguments)
    if isinstance(failure, tuple) and failure[0] is not None:
        event["event"] = f"{event['event']}: {kind_of(failure[1])}"
        event["frames"] = frames_of(failure[2])
    return event


def _drop_private(_logger: Any, _method: str, event: EventDict) -> EventDict:
    kept = {key: event[key] for key in event if key.startswith("_") or key in OWN_FIELDS}
    rest = {key: value for key, value in event.items() if key not in kept}
    return {**without_private(rest), **kept}


def _frames_below(_logger: Any, _method: str, event: EventDict) -> EventDict:
    """For a person: the place of a failure on lines of its own."""
    if frames := event.pop("frames", None):
        event["exception"] = "\n".join(f"  {frame}" for frame in frames)
    return event
