"""The lines of the log: what everybody says, in one form, without anything private."""

import json
import logging
import subprocess
import sys
from typing import Any

import pytest

from petition.backends import logs
from tests.source_tree import ROOT

# A whole process, because its log begins with it.
PROCESS = """
import logging, threading
from petition.backends import logs
logging.getLogger("gunicorn.error").addHandler(logging.StreamHandler())
logs.start(level="INFO", form={form!r})
logging.getLogger("petition.x").info("%s mails", 3, extra={{"route": "/confirm/<token>", "mail": "a@b.example"}})
logging.getLogger("petition.x").debug("too small")
logging.getLogger("petition.x").info("%d mails", "Zenobia")
logging.getLogger("gunicorn.error").info("Booting worker with pid: %s", 7)
logging.getLogger("flask-limiter").info("ratelimit exceeded by %s", "203.0.113.7")
def fail():
    raise ValueError("Zenobia")
thread = threading.Thread(target=fail)
thread.start()
thread.join()
fail()
"""


def said_by_a_process(form: str) -> str:
    command = [sys.executable, "-c", PROCESS.format(form=form)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False).stderr


def line(form: str, *arguments: object, name: str = "petition.x", **fields: Any) -> str:
    template, *values = arguments
    record = logging.LogRecord(
        name, logging.ERROR, "x.py", 1, str(template), tuple(values), fields.pop("failure", None)
    )
    record.__dict__.update(fields)
    return logs.formatter(form).format(record)


def failure() -> tuple[type[BaseException], BaseException, Any]:
    try:
        raise ValueError("Zenobia <zenobia@palmyra.example>")
    except ValueError as error:
        return ValueError, error, error.__traceback__


def test_a_server_logs_an_object_a_line() -> None:
    said = json.loads(line("json", "duty failed: %s", "expire", name="petition.worker.loop", attempts=3))
    assert said.pop("timestamp").endswith("Z")
    assert said == {"event": "duty failed: expire", "attempts": 3, "level": "error", "logger": "petition.worker.loop"}


def test_a_laptop_logs_words() -> None:
    assert "[error    ] duty failed: expire" in line("console", "duty failed: %s", "expire")


@pytest.mark.parametrize("form", ["json", "console"])
@pytest.mark.parametrize("name", ["petition.x", "gunicorn.error"])
def test_a_failure_is_kind_and_place(form: str, name: str) -> None:
    said = line(form, "Error handling request %s", "/confirm/secret", name=name, failure=failure())
    assert "ValueError" in said
    assert "tests/backends/test_logs.py:" in said
    assert "enobia" not in said
    assert "secret" not in said


def test_private_fields_are_dropped_whoever_adds_them() -> None:
    said = line("json", "sent", recipient="x", words="to zenobia@palmyra.example", route="/confirm/<token>")
    assert "palmyra" not in said
    assert json.loads(said)["route"] == "/confirm/<token>"
    assert "recipient" not in json.loads(said)


def test_the_whole_process_speaks_through_it() -> None:
    said = [json.loads(one) for one in said_by_a_process("json").splitlines()]
    assert [one["event"] for one in said] == [
        "3 mails",
        "Booting worker with pid: 7",
        "crashed: ValueError",
        "crashed: ValueError",
    ]
    assert (said[0]["route"], "mail" in said[0]) == ("/confirm/<token>", False)


def test_at_a_laptop_a_crash_is_told_in_full() -> None:
    assert "ValueError: Zenobia" in said_by_a_process("console")
