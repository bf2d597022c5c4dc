"""A worker that is paused in the middle of its transaction, once there is a file named by FALL_ASLEEP."""

import os
import signal
from pathlib import Path
from typing import Any

from flask.cli import ScriptInfo

from petition.services import sequencing
from wsgi import app

marker = Path(os.environ["FALL_ASLEEP"])
STEP = os.environ["FALL_ASLEEP_IN"]
step_as_it_was = getattr(sequencing, STEP)


def fall_asleep(*given: Any) -> Any:
    if marker.exists():
        marker.unlink()
        os.kill(os.getpid(), signal.SIGSTOP)
    return step_as_it_was(*given)


setattr(sequencing, STEP, fall_asleep)

if __name__ == "__main__":
    app.cli.main(obj=ScriptInfo(create_app=lambda: app))
