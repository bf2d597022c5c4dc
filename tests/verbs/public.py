"""What readers and signers do, whom nobody knows."""

from collections.abc import Mapping
from typing import Any

from flask.testing import FlaskClient

from petition.extensions import db, openings
from petition.lib import clock
from petition.models.consent import ConsentPurpose
from petition.models.outbox import Mail, SuppressionReason
from petition.models.petition import Joining
from petition.models.report import Report
from petition.models.signatory import Signatory, SignatoryState
from petition.models.signature import Comment, Signature, SignatureState
from petition.models.submission import Submission
from petition.services import (
    circulating,
    confirming,
    identity,
    joining,
    own_mailbox,
    suppressing,
    unsubscribing,
    withdrawing,
)
from tests.joining import TYPED, asks, circulates, stands, waits
from tests.making import submit
from tests.people import signed
from tests.reading import sign
from tests.verbs.deed import TOO_LONG, WARD, Args, Deed, Whoever, newest, number_of, ward
from tests.verbs.signers import DEEDS as SIGNERS

OPEN = Whoever.ANYONE
PETITION = "/en/petitions/{slug}"
SIGNED = {"name": "Rima Haddad", "mail": "rima@example.org"}


def _waits() -> Args:
    return {"token": confirming.link_token(submit(ward()))}


def _counts() -> Args:
    made = signed(ward(), comment="Why not", comment_is_public=True)
    assert made.comment
    return {"slug": WARD, "token": withdrawing.link_token(made), "public_id": str(made.comment.public_id)}


def _wants_news() -> Args:
    made = signed(ward(), consents=(ConsentPurpose.PETITION_NEWS,))
    return {"token": unsubscribing.link_token(made, ConsentPurpose.PETITION_NEWS)}


def _mailbox() -> bytes:
    return identity.mailbox_index("rima@example.org")


def _is_written_to() -> Args:
    return {"token": own_mailbox.link_token(_mailbox())}


def _is_not_written_to() -> Args:
    suppressing.suppress_index(_mailbox(), SuppressionReason.ASKED)
    return _is_written_to()


def _everyone_joins() -> Args:
    ward().joining = Joining.EVERYONE
    return {"slug": WARD}


def _joins_by_link() -> Args:
    return {"token": circulating.link_token(circulates())}


def _line(make: Any) -> Any:
    return lambda: {"token": joining.link_token(make(circulates()))}


def _line_is(state: SignatoryState) -> Any:
    return lambda _args: newest(Signatory).state is state


def _after_signing(browser: FlaskClient) -> Mapping[str, str]:
    """The cookie says which form waits; its mail, which has the code, went."""
    sign(browser, WARD)
    with browser.application.app_context():
        db.open_for_writing()
        waiting = newest(Submission)
        waiting.mailed_at = clock.now()
        db.session.commit()
        return {"code": confirming.code_of(waiting)}


def _slipped(browser: FlaskClient) -> Mapping[str, str]:
    sign(browser, WARD)
    return {"mail": "rima@example.net"}


DEEDS = [
    Deed(
        "public.sign",
        OPEN,
        lambda _args: number_of(Submission),
        sends=SIGNED,
        page=PETITION,
        spoils={"mail": "rima at example.org"},
        tokenless=422,
    ),
    Deed(
        "public.type_code",
        OPEN,
        lambda _args: number_of(Signature),
        types=_after_signing,
        spoils={"code": "12"},
        tokenless=0,
    ),
    Deed(
        "public.correct_address",
        OPEN,
        lambda _args: number_of(Mail) == 2,
        types=_slipped,
        spoils={"mail": "rima at example.org"},
        tokenless=0,
    ),
    Deed(
        "public.do_confirm",
        OPEN,
        lambda _args: number_of(Signature),
        _waits,
        page="/en/confirm/{token}",
        spoils={"name": ""},
        tokenless=0,
    ),
    Deed(
        "public.stop_mails",
        OPEN,
        lambda _args: suppressing.is_suppressed(_mailbox()),
        _is_written_to,
        sends={"never_again": "y"},
        page="/en/mails/{token}",
        spoils={"never_again": ""},
        unkept=frozenset({"never_again"}),
        tokenless=0,
    ),
    Deed(
        "public.begin_mails",
        OPEN,
        lambda _args: not suppressing.is_suppressed(_mailbox()),
        _is_not_written_to,
        page="/en/mails/{token}",
        tokenless=0,
    ),
    Deed(
        "public.do_reject",
        OPEN,
        lambda _args: not number_of(Submission),
        _waits,
        page="/en/confirm/{token}/reject",
        status=200,
        tokenless=0,
    ),
    Deed(
        "public.withdraw",
        OPEN,
        lambda _args: newest(Signature).state is SignatureState.WITHDRAWN,
        _counts,
        page="/en/signature/{token}",
        tokenless=0,
    ),
    Deed(
        "public.take_back_comment",
        OPEN,
        lambda _args: not number_of(Comment),
        _counts,
        page="/en/signature/{token}",
        tokenless=0,
    ),
    *SIGNERS,
    Deed(
        "public.do_unsubscribe",
        OPEN,
        lambda _args: not unsubscribing.wanted_by(newest(Signature)),
        _wants_news,
        page="/en/unsubscribe/{token}",
        # Mail programs press it for their readers, and say what they like of where they are.
        stranger=0,
        tokenless=0,
    ),
    Deed(
        "public.do_report",
        OPEN,
        lambda _args: number_of(Report),
        _counts,
        {"reason": "insult", "words": "It names somebody"},
        page=PETITION + "/comments/{public_id}/report",
        spoils={"words": TOO_LONG},
        tokenless=422,
    ),
    Deed(
        "public.do_report_petition",
        OPEN,
        lambda _args: number_of(Report),
        sends={"reason": "insult", "words": "It names somebody"},
        page=PETITION + "/report",
        spoils={"words": TOO_LONG},
        tokenless=422,
    ),
    Deed(
        "public.opened",
        OPEN,
        lambda _args: openings.take(),
        spoils="a page says it by itself",
        status=204,
        tokenless=0,
    ),
    Deed(
        "public.do_join",
        OPEN,
        lambda _args: number_of(Signatory),
        _everyone_joins,
        TYPED,
        page=PETITION + "/join",
        spoils={"url": "not a page"},
        tokenless=422,
    ),
    Deed(
        "public.do_join_by_link",
        OPEN,
        lambda _args: number_of(Signatory),
        _joins_by_link,
        TYPED,
        page="/en/circulating/{token}/join",
        spoils={"url": "not a page"},
        tokenless=422,
    ),
    Deed(
        "public.confirm_signatory",
        OPEN,
        _line_is(SignatoryState.QUEUED),
        _line(asks),
        page="/en/signatory/{token}",
        tokenless=0,
    ),
    Deed(
        "public.do_reject_signatory",
        OPEN,
        lambda _args: not number_of(Signatory),
        _line(asks),
        page="/en/signatory/{token}/reject",
        status=200,
        tokenless=0,
    ),
    Deed(
        "public.do_amend",
        OPEN,
        lambda _args: "Nurses of the Ridge" in newest(Signatory).organisations.values(),
        _line(waits),
        {"organisation_en": "Nurses of the Ridge"},
        page="/en/signatory/{token}/amend",
        spoils={"url": "not a page"},
        tokenless=0,
    ),
    Deed(
        "public.do_withdraw_signatory",
        OPEN,
        _line_is(SignatoryState.WITHDRAWN),
        _line(stands),
        page="/en/signatory/{token}/withdraw",
        tokenless=0,
    ),
]
