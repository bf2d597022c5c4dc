"""Links to one's own signatures: what they lead to, when they die, and how many mails a stranger can cause."""

from typing import Any

import pytest
import sqlalchemy as sa

from petition.extensions import db
from petition.models.consent import ConsentPurpose
from petition.models.outbox import Mail, MailKind, MailState, SuppressionReason
from petition.models.petition import Petition
from petition.models.signature import SignatureState
from petition.services import erasing, link_mails, mailing, moderating, suppressing, unsubscribing, withdrawing
from petition.services.errors import CannotBeWrittenTo, LinkIsGone
from tests.making import draft, sign_and_confirm, submit

ADDRESS = "rima@example.org"


def kinds_going() -> list[tuple[MailKind, int]]:
    """What the worker hands over now: the kind of each mail, and how many links are in it."""
    going = mailing.letters_for(mailing.claim(100))
    mailing.sent([mail for mail, _ in going])
    return [(mail.kind, len(letter.links)) for mail, letter in going]


def drop_all() -> None:
    db.session.execute(sa.update(Mail).values(state=MailState.DROPPED))


def test_all_that_was_signed_is_in_one_mail_withdrawn_ones_too(ward: Petition) -> None:
    other: Any = draft("another-ward")
    other.state = ward.state
    withdrawing.withdraw(sign_and_confirm(ward))
    sign_and_confirm(other)
    erasing.erase(sign_and_confirm(ward, name="Erased"))
    # Its place stays taken, but no link leads there any more.
    moderating.remove(removed := sign_and_confirm(ward, name="Removed"), by="mona", reason="a flood")
    erasing.erase(removed)
    drop_all()
    link_mails.ask_for_all(ADDRESS, language="en")
    assert kinds_going() == [(MailKind.LINKS, 2)]


def test_strangers_leave_a_turn_to_whoever_wants_to_sign(ward: Petition, time: Any) -> None:
    sign_and_confirm(ward)
    drop_all()
    went = []
    for _ in range(6):
        link_mails.ask_for_all(ADDRESS, language="en")
        went += kinds_going()
        time.move(minutes=11)
    assert went == [(MailKind.LINKS, 1)] * 2
    submit(ward, name="Somebody else")
    assert kinds_going() == [(MailKind.SIGNING, 0)]


def test_a_mailbox_that_wants_no_mail_gets_none_and_keeps_its_link(ward: Petition) -> None:
    made = sign_and_confirm(ward)
    suppressing.suppress(ADDRESS, SuppressionReason.ASKED)
    link_mails.ask_for_all(ADDRESS, language="en")
    with pytest.raises(CannotBeWrittenTo):
        link_mails.renew(made)
    assert (kinds_going(), made.generation) == ([], 0)


def test_renewing_ends_all_links_but_those_that_end_news(ward: Petition) -> None:
    made = sign_and_confirm(ward)
    token, ending = withdrawing.link_token(made), unsubscribing.link_token(made, ConsentPurpose.TEAM_NEWS)
    drop_all()
    link_mails.renew(made)
    db.session.refresh(made)
    with pytest.raises(LinkIsGone):
        withdrawing.look_up(token)
    assert unsubscribing.look_up(ending)[1] == made
    assert kinds_going() == [(MailKind.LINK_RENEWED, 0)]


def test_a_mail_with_a_new_link_is_not_written_once_everything_was_erased(ward: Petition) -> None:
    made = sign_and_confirm(ward)
    drop_all()
    link_mails.renew(made)
    db.session.refresh(made)
    erasing.erase(made)
    assert (kinds_going(), made.state) == ([], SignatureState.ERASED)
