"""Mails sent so far, where they go into a folder: a newcomer can confirm without a mail server."""

from email.message import EmailMessage

from flask import abort, render_template
from flask.typing import ResponseReturnValue

from petition.backends.mail import FolderMailer, NoSuchMail
from petition.extensions import mailer
from petition.web.public import bp

NEWEST = 50
HTML_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; "
    "sandbox allow-popups allow-top-navigation-by-user-activation"
)


@bp.get("/mailbox")
def mailbox() -> ResponseReturnValue:
    folder = _folder_or_404()
    mails = [(name, folder.read(name)) for name in folder.names(NEWEST)]
    return render_template("public/mailbox/index.html", mails=[_line(name, mail) for name, mail in mails])


@bp.get("/mailbox/<name>")
def mail(name: str) -> ResponseReturnValue:
    found = _mail_or_404(name)
    return render_template("public/mailbox/show.html", mail=_line(name, found), text=_part(found, "plain"))


@bp.get("/mailbox/<name>/html")
def mail_html(name: str) -> ResponseReturnValue:
    """The HTML part as a mail program shows it: its own styles, no script, nothing from outside."""
    return _part(_mail_or_404(name), "html"), {"Content-Security-Policy": HTML_POLICY}


def _folder_or_404() -> FolderMailer:
    """The folder mails go into. Anyone who can open this page can read them, so it is for one machine only."""
    folder = mailer._get_current_object()  # type: ignore[attr-defined]
    if not isinstance(folder, FolderMailer):
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
