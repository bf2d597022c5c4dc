"""What is done by those who run the site."""

from petition.lib import clock
from petition.models.outbox import Mail, MailState, SuppressionReason
from petition.services import policy, suppressing
from tests.stuck_mails import stuck_mail
from tests.verbs.deed import TOO_LONG, WHY, Args, Deed, Whoever, the

MAILBOX = {"mail": "gone@example.org"}


def _stuck() -> Args:
    return {"public_id": stuck_mail().public_id}


def _stopped() -> Args:
    suppressing.suppress(MAILBOX["mail"], SuppressionReason.ASKED)
    return {}


def _nothing() -> Args:
    return {}


def _is_stopped(_args: Args) -> bool:
    return suppressing.found(MAILBOX["mail"]) is not None


DEEDS = [
    Deed(
        "staff.change_setting",
        Whoever.STAFF,
        lambda _args: policy.NEXT_GOAL_AT.value() == 0.9,
        lambda: {"name": "goal.next_at"},
        {"value": "0.9"},
        page="/en/staff/settings",
        spoils={"value": "very much"},
    ),
    Deed(
        "staff.drop_mail",
        Whoever.STAFF,
        lambda args: the(Mail, args).state is MailState.DROPPED,
        _stuck,
        WHY,
        page="/en/staff/mail/{public_id}",
        spoils={"reason": TOO_LONG},
    ),
    Deed(
        "staff.retry_mail",
        Whoever.STAFF,
        lambda args: the(Mail, args).not_before <= clock.now(),
        _stuck,
        page="/en/staff/mail/{public_id}",
    ),
    Deed(
        "staff.look_up_mailbox",
        Whoever.STAFF,
        "asked never to be written to again",
        _stopped,
        MAILBOX,
        page="/en/staff/mailboxes",
        spoils={"mail": "nobody"},
        status=200,
    ),
    Deed(
        "staff.stop_mail",
        Whoever.STAFF,
        _is_stopped,
        _nothing,
        {**MAILBOX, **WHY},
        spoils={"reason": TOO_LONG},
    ),
    Deed(
        "staff.lift_suppression",
        Whoever.STAFF,
        lambda args: not _is_stopped(args),
        _stopped,
        {**MAILBOX, **WHY},
        spoils={"reason": TOO_LONG},
    ),
]
