"""Ending news: each purpose by itself, for good, and again in a database that was restored."""

import pytest

from petition.models.consent import ConsentPurpose
from petition.models.petition import Petition
from petition.services import identity, replaying, suppressing, unsubscribing, withdrawing
from petition.services.errors import LinkIsGone
from tests.making import sign_and_confirm, submit
from tests.services.test_replaying import lost

PETITION, TEAM = ConsentPurpose.PETITION_NEWS, ConsentPurpose.TEAM_NEWS
BOTH = (PETITION, TEAM)


def test_a_link_ends_what_it_was_made_for(ward: Petition) -> None:
    made = sign_and_confirm(ward, consents=BOTH)
    purpose, found = unsubscribing.look_up(unsubscribing.link_token(made, TEAM))
    assert (purpose, found) == (TEAM, made)
    unsubscribing.end(made, [purpose])
    assert unsubscribing.wanted_by(made) == [PETITION]


def test_it_ends_them_for_all_who_share_the_mailbox(ward: Petition) -> None:
    ward.slots = 2
    rima, karim = (sign_and_confirm(ward, name=name, consents=BOTH) for name in ("Rima", "Karim"))
    unsubscribing.end(rima, [PETITION])
    assert unsubscribing.wanted_by(karim) == [TEAM]


def test_it_ends_them_for_nobody_else(ward: Petition) -> None:
    rima = sign_and_confirm(ward, consents=BOTH)
    omar = sign_and_confirm(ward, name="Omar", address="omar@example.org", consents=BOTH)
    unsubscribing.end(rima, BOTH)
    assert unsubscribing.wanted_by(omar) == list(BOTH)


def test_everything_ends_all_mail_to_the_mailbox(ward: Petition) -> None:
    made = sign_and_confirm(ward, consents=BOTH)
    unsubscribing.end_everything(made)
    assert unsubscribing.wanted_by(made) == []
    assert suppressing.is_suppressed(identity.mailbox_index("rima@example.org"))


def test_where_the_address_cannot_be_read_the_news_end_all_the_same(ward: Petition) -> None:
    made = sign_and_confirm(ward, consents=BOTH)
    made.identity = b"sealed under a key that is gone"
    unsubscribing.end_everything(made)
    assert unsubscribing.wanted_by(made) == []


@pytest.mark.parametrize("token", ["", "x", "{}.x"])
def test_another_link_ends_nothing(ward: Petition, token: str) -> None:
    for other in (token, withdrawing.link_token(sign_and_confirm(ward))):
        with pytest.raises(LinkIsGone):
            unsubscribing.look_up(other)


def test_whoever_unsubscribed_after_a_backup_stays_so(ward: Petition) -> None:
    made = sign_and_confirm(ward, consents=BOTH)
    replaying.replay(lost(lambda: unsubscribing.end(made, [PETITION])))
    assert unsubscribing.wanted_by(made) == [TEAM]


def test_one_who_confirmed_only_after_the_backup_asks_for_no_news_when_they_do_again(ward: Petition) -> None:
    waiting = submit(ward, consents=BOTH)
    replaying.replay([(unsubscribing.NOTED_AS[PETITION], waiting.public_id)])
    assert identity.of_submission(waiting).consents == (TEAM,)


def test_twice_is_once(ward: Petition) -> None:
    made = sign_and_confirm(ward, consents=BOTH)
    unsubscribing.end(made, [PETITION])
    assert lost(lambda: unsubscribing.end(made, [PETITION])) == []
