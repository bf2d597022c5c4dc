"""What waits for a mailbox because of the caps, and the end of all mails to it. As its owner sees it: tests/hostile."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from petition.extensions import db
from petition.models.erasure import Erasure
from petition.models.outbox import SuppressionReason
from petition.models.petition import Joining, Petition
from petition.models.signature import SignatureState
from petition.services import confirming, identity, mailing, own_mailbox, petitions, suppressing
from petition.services.errors import MailboxLinkIsGone
from petition.services.own_mailbox import OwnMailbox
from tests.conftest import FakeClock
from tests.joining import asks
from tests.making import submission_at, submit

RIMA = "rima@example.org"


def mailbox(address: str = RIMA) -> OwnMailbox:
    """As the link in its newest mail names it."""
    return own_mailbox.look_up(own_mailbox.link_token(identity.mailbox_index(address)))


def deliver() -> None:
    """What may go goes; the caps put off the others."""
    mailing.sent([mail for mail, _ in mailing.letters_for(mailing.claim(100))])


def waiting(address: str = RIMA, *, own: str | None = None, page: int = 1) -> list[str]:
    found, _ = own_mailbox.waiting_for(mailbox(address), own=own, page=page)
    return [one.form.public_id for one in found]


@pytest.fixture
def held_back(ward: Petition, time: FakeClock) -> list[str]:
    """Two forms whose mails wait, because one went a moment ago."""
    made = [submit(ward, comment=f"Words {number}").public_id for number in range(3)]
    deliver()
    time.move(minutes=1)
    return made[1:]


def test_what_the_caps_hold_back_is_shown_the_newest_first(ward: Petition, held_back: list[str]) -> None:
    assert waiting() == held_back[::-1]
    assert waiting("nobody@example.org") == []


def test_the_form_of_this_browser_stands_first_and_once(ward: Petition, held_back: list[str]) -> None:
    assert waiting(own=held_back[0]) == held_back
    # Nobody has looked yet whether its mail may go.
    newest = submit(ward, comment="Just now").public_id
    assert waiting() == held_back[::-1]
    assert waiting(own=newest) == [newest, *held_back[::-1]]


def test_the_form_of_another_mailbox_is_not_shown(ward: Petition, held_back: list[str]) -> None:
    foreign = submit(ward, address="omar@example.org").public_id
    assert waiting(own=foreign) == held_back[::-1]


def test_it_is_shown_a_page_at_a_time(held_back: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(own_mailbox, "PER_PAGE", 1)
    assert [waiting(page=number) for number in (1, 2, 3)] == [[held_back[1]], [held_back[0]], []]
    assert [own_mailbox.waiting_for(mailbox(), own=None, page=number)[1] for number in (1, 2)] == [True, False]


def test_what_nobody_can_confirm_any_more_is_left_out(ward: Petition, held_back: list[str], time: FakeClock) -> None:
    confirming.reject(submission_at(held_back[0]), never_again=False)
    assert waiting() == held_back[1:]
    petitions.hide(ward, reason="a test entry")
    assert waiting() == []


def test_a_line_under_a_letter_is_shown_too(ward: Petition, held_back: list[str]) -> None:
    ward.joining = Joining.EVERYONE
    made = asks(ward, address=RIMA)
    deliver()
    assert waiting() == [made.public_id, *held_back[::-1]]


@pytest.mark.parametrize(
    ("seconds", "state"), [(2, SignatureState.HELD), (4, SignatureState.COUNTED)], ids=["scanner", "person"]
)
def test_confirmed_from_there_it_counts_unless_a_mail_went_just_before(
    ward: Petition, time: FakeClock, seconds: float, state: SignatureState
) -> None:
    submit(ward)
    later = submit(ward, comment="Held back")
    deliver()
    time.move(seconds=seconds)
    signer = identity.of_submission(later)
    assert confirming.confirm(later, signer, same_browser=False).state is state


def test_a_link_shows_what_waits_for_a_day_and_works_for_a_year(ward: Petition, time: FakeClock) -> None:
    token = own_mailbox.link_token(identity.mailbox_index(RIMA))
    other = confirming.link_token(submit(ward))
    assert own_mailbox.look_up(token).shows_what_waits
    time.move(hours=25)
    assert not own_mailbox.look_up(token).shows_what_waits
    for dead in (token[:-1], "forged", other):
        with pytest.raises(MailboxLinkIsGone):
            own_mailbox.look_up(dead)
    time.now += timedelta(days=365)
    with pytest.raises(MailboxLinkIsGone):
        own_mailbox.look_up(token)


def test_its_owner_stops_all_mails_and_begins_them_again(ward: Petition, time: FakeClock) -> None:
    for _ in range(2):
        own_mailbox.stop(mailbox())
    assert own_mailbox.stopped_by(mailbox()) is SuppressionReason.ASKED
    # Kept to after a restore.
    assert db.session.scalars(sa.select(Erasure.subject)).all() == [identity.mailbox_index(RIMA).hex()]
    for _ in range(2):
        own_mailbox.begin_again(mailbox())
    assert own_mailbox.stopped_by(mailbox()) is None
    submit(ward)
    assert [letter.words for _, letter in mailing.letters_for(mailing.claim(1))] == ["confirm"]


def test_what_came_back_is_not_begun_again(ward: Petition) -> None:
    suppressing.suppress(RIMA, SuppressionReason.BOUNCED)
    own_mailbox.begin_again(mailbox())
    assert own_mailbox.stopped_by(mailbox()) is SuppressionReason.BOUNCED
