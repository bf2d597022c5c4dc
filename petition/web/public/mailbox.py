"""Mails sent so far, where they go into a folder: a newcomer can confirm without a mail server."""

import re
from email.message import EmailMessage

from flask import abort, render_template, url_for
from flask.typing import ResponseReturnValue

from petition.backends.mail import FolderMailer, NoSuchMail
from petition.extensions import mailer, settings
from petition.web.headers import MAILS_WITH_LINKS
from petition.web.public import bp

NEWEST = 50
LINK = re.compile(r"https?://\S+")


@bp.get("/mailbox")
def mailbox() -> ResponseReturnValue:
    folder = _folder_or_404()
    mails = [(name, folder.read(name)) for name in folder.names(NEWEST)]
    return render_template("public/mailbox/index.html", mails=[_line(name, mail) for name, mail in mails])


@bp.get("/mailbox/<name>")
def mailbox_mail(name: str) -> ResponseReturnValue:
    found = _mail_or_404(name)
    text = _part(found, "plain")
    return render_template(
        "public/mailbox/show.html",
        mail=_line(name, found),
        headers=[(header, str(value)) for header, value in found.items()],
        text=text,
        links=LINK.findall(text),
        html_url=url_for(".mailbox_html", name=name),
    )


@bp.get("/mailbox/<name>/html")
def mailbox_html(name: str) -> ResponseReturnValue:
    """The HTML part as a mail program shows it: its own styles, no script, nothing from outside."""
    # A mail program opens links in a window of their own; here they lead out of the frame.
    html = _part(_mail_or_404(name), "html").replace("<head>", '<head><base target="_top">', 1)
    return html, {"Content-Security-Policy": MAILS_WITH_LINKS}


def _folder_or_404() -> FolderMailer:
    """The folder mails go into. Whoever can open this page can read them, so it is for one machine only."""
    folder = mailer._get_current_object()  # type: ignore[attr-defined]
    if not isinstance(folder, FolderMailer) or not settings.is_local:
        abort(404)
    return folder


def _mail_or_404(name: str) -> EmailMessage:
    try:
        return _folder_or_404().read(name)
    except NoSuchMail:
        abort(404)


def _line(name: str, mail: EmailMessage) -> dict[str, str]:
    return {
        "name": name,
        "to": str(mail["To"]),
        "subject": str(mail["Subject"]),
        "date": str(mail["Date"]),
    }


def _part(mail: EmailMessage, kind: str) -> str:
    part = mail.get_body(preferencelist=(kind,))
    return str(part.get_content()) if part is not None else ""
