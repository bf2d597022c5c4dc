"""The site on a host whose clock steps back by an hour as soon as there is a file named by CLOCK_STEP."""

import os
import time
from datetime import datetime, timedelta, tzinfo
from pathlib import Path

from flask.cli import ScriptInfo

from petition.lib import clock
from wsgi import app

STEP = timedelta(hours=1)
step = Path(os.environ["CLOCK_STEP"])
time_as_it_was = time.time


class SteppingDatetime(datetime):
    @classmethod
    def now(cls, tz: tzinfo | None = None) -> "SteppingDatetime":
        moment = super().now(tz)
        return moment - STEP if step.exists() else moment


def stepping_time() -> float:
    return time_as_it_was() - (STEP.total_seconds() if step.exists() else 0)


# The two ways in which Python programs ask for the time of day.
vars(clock)["datetime"] = SteppingDatetime
time.time = stepping_time

if __name__ == "__main__":
    app.cli.main(obj=ScriptInfo(create_app=lambda: app))
