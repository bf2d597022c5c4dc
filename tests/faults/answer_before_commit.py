"""The site as it must not be: it thanks a signer and commits a moment later. For the negative control alone."""

import threading
import time

from flask import request
from flask.cli import ScriptInfo
from sqlalchemy.orm import Session

from petition.extensions import db
from wsgi import app

DELAY = 0.15
commit = db.session.commit


def commit_later() -> None:
    if not request or request.endpoint != "public.sign":
        commit()
        return
    session = db.session()
    session.flush()
    # The request forgets its session, so that its end does not undo what is not committed yet.
    db.session.registry.clear()
    threading.Thread(target=_finish, args=(session,)).start()


def _finish(session: Session) -> None:
    time.sleep(DELAY)
    with app.app_context():
        session.commit()
        session.close()


db.session.commit = commit_later  # type: ignore[method-assign]
if __name__ == "__main__":
    app.cli.main(obj=ScriptInfo(create_app=lambda: app))
