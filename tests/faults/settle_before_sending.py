"""The worker as it must not be: it notes each mail as sent, and sends it a moment later. For the negative control."""

import threading
from email.message import EmailMessage

from flask.cli import ScriptInfo

from wsgi import app

DELAY = 2.0
mailer = app.extensions["petition.mailer"]
send = mailer.send
one_at_a_time = threading.Lock()


def send_later(message: EmailMessage, *, sender: str, recipient: str) -> None:
    threading.Timer(DELAY, _send, (message, sender, recipient)).start()


def _send(message: EmailMessage, sender: str, recipient: str) -> None:
    with one_at_a_time:
        send(message, sender=sender, recipient=recipient)


mailer.send = send_later

if __name__ == "__main__":
    app.cli.main(obj=ScriptInfo(create_app=lambda: app))
