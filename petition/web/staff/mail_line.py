"""A mail that did not get through, as those who run the site see it: never to whom."""

from dataclasses import dataclass
from datetime import date, datetime

from flask import url_for
from flask_babel import lazy_gettext

from petition.models.outbox import ACCOUNT_NEWS, Mail, MailKind, MailState
from petition.services import stuck_mails
from petition.web import formats

ABOUT_AN_ACCOUNT = lazy_gettext("About an account")
KINDS = {
    MailKind.SIGNING: lazy_gettext("To confirm a signature"),
    MailKind.REMINDER: lazy_gettext("Reminder to confirm"),
    MailKind.SENT_AGAIN: lazy_gettext("To a signer, sent again by a team"),
    MailKind.LINKS: lazy_gettext("Links to what somebody signed"),
    MailKind.LINK_RENEWED: lazy_gettext("A new link to a signature"),
    MailKind.SIGNATORY: lazy_gettext("To confirm a line under a letter"),
    MailKind.SIGNATORY_DUE: lazy_gettext("Reminder to confirm a line"),
    MailKind.SIGNATORY_NEWS: lazy_gettext("What a team decided about a line"),
    MailKind.INVITATION: lazy_gettext("Invitation into a team"),
    MailKind.RESET: lazy_gettext("A new password"),
    MailKind.NEW_ADDRESS: lazy_gettext("To confirm another address"),
    MailKind.NOT_OPENED: lazy_gettext("To a team: its petition did not open"),
    MailKind.LEDGER_HEAD: lazy_gettext("To a team: what its ledger says"),
    MailKind.DOUBTS: lazy_gettext("To a team: its signatures look doubtful"),
    MailKind.TEXT_DECIDED: lazy_gettext("To a team: what was decided about a large correction"),
    MailKind.REVIEW_RETURNED: lazy_gettext("To a team: its petition was given back"),
    MailKind.REVIEW_APPROVED: lazy_gettext("To a team: its petition was approved"),
    MailKind.STAFF_ASKED: lazy_gettext("To those who run the site: something waits"),
    MailKind.PETITION_HIDDEN: lazy_gettext("To a team: its petition was hidden"),
    MailKind.PETITION_SHOWN: lazy_gettext("To a team: its petition is shown again"),
    MailKind.TEAM_SUSPENDED: lazy_gettext("To a team: it was suspended"),
    MailKind.TEAM_RESTORED: lazy_gettext("To a team: it works again"),
    MailKind.UPDATE: lazy_gettext("News for a signer"),
    **dict.fromkeys(ACCOUNT_NEWS, ABOUT_AN_ACCOUNT),
}
STATES = {
    MailState.QUEUED: lazy_gettext("Waits for another try"),
    MailState.FAILED: lazy_gettext("Refused for good"),
    MailState.BOUNCED: lazy_gettext("Came back"),
}


@dataclass(frozen=True)
class MailLine:
    """Plain values. Days alone: the minute of a mail would tell when somebody signed."""

    public_id: str
    kind: str
    state: str
    language: str
    words: str
    attempts: int
    queued_on: date
    failed_on: date | None
    tried_at: datetime
    waits: bool

    @property
    def url(self) -> str:
        return url_for("staff.stuck_mail", public_id=self.public_id)


def mail_line(mail: Mail) -> MailLine:
    return MailLine(
        public_id=mail.public_id,
        kind=str(KINDS.get(mail.kind, mail.kind)),
        state=str(STATES.get(mail.state, mail.state)),
        language=formats.language_name(mail.language),
        words=stuck_mails.words_of(mail),
        attempts=mail.attempts,
        queued_on=mail.created_at.date(),
        failed_on=mail.failed_at.date() if mail.failed_at else None,
        tried_at=mail.not_before,
        waits=stuck_mails.can_be_tried(mail),
    )
