"""How far the mailing of an update is, in words and numbers for its team."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import url_for
from flask_babel import gettext

from petition.lib import clock
from petition.models.news import Update
from petition.models.update_mail import MailingState, UpdateMailing
from petition.services import petitions, update_mailings
from petition.services.update_mailings import MAY_BE_STOPPED
from petition.web import formats

# With fewer mails than this nobody can tell how long the others take.
ENOUGH = 20


@dataclass(frozen=True)
class MailingView:
    """Plain values."""

    mailing: UpdateMailing
    update: Update

    @property
    def state(self) -> str:
        """What is happening, in a few words."""
        if self.mailing.state is MailingState.STOPPED:
            return str(gettext("stopped"))
        if self.mailing.is_over:
            return str(
                gettext("all mails went") if self.mailing.reached_all else gettext("ended before all mails went")
            )
        if clock.now() < self.mailing.begun_at:
            return str(gettext("waits for its time"))
        if self.mailing.state is MailingState.GOING and not self.mailing.is_counted:
            return str(gettext("those who asked for news are being counted"))
        return str(gettext("mails are going out"))

    @property
    def is_under_way(self) -> bool:
        """Whether its numbers may change."""
        return not self.mailing.is_over

    @property
    def expected(self) -> int | None:
        """About how many it goes to, once that is known."""
        return max(self.mailing.expected, self.mailing.chosen) if self.mailing.is_counted else None

    @property
    def share(self) -> float:
        """How much of it is done, of one: for a bar. Of some who asked, two share a mailbox, or it takes no mail."""
        if self.mailing.is_over and self.mailing.reached_all:
            return 1.0
        return min(1.0, self.mailing.settled / self.expected) if self.expected else 0.0

    @property
    def begun(self) -> str:
        return self._time(self.mailing.begun_at)

    @property
    def moved(self) -> str:
        return self._time(self.mailing.moved_at)

    @property
    def goes_on_until(self) -> str:
        return self._time(self.mailing.moved_at + update_mailings.GOES_ON_FOR)

    @property
    def ends(self) -> str:
        """About when the last mail goes, by the pace until now; "" where that cannot be told."""
        went_for = clock.now() - self.mailing.begun_at
        is_going = self.mailing.state in MAY_BE_STOPPED and not self.mailing.is_over
        if not is_going or self.expected is None or self.mailing.settled < ENOUGH or went_for <= timedelta(0):
            return ""
        left = max(0, self.expected - self.mailing.settled)
        return self._time(clock.now() + went_for * (left / self.mailing.settled))

    @property
    def can_be_stopped(self) -> bool:
        return self.mailing.state in MAY_BE_STOPPED and not self.mailing.is_over

    @property
    def can_go_on(self) -> bool:
        return update_mailings.can_go_on(self.mailing)

    @property
    def renew_url(self) -> str:
        return self._url("mailing")

    @property
    def page_url(self) -> str:
        return self._url("update")

    @property
    def stop_url(self) -> str:
        return self._url("stop_mailing")

    @property
    def go_on_url(self) -> str:
        return self._url("go_on_mailing")

    def _time(self, moment: datetime) -> str:
        return formats.moment(moment, self.update.petition.zone)

    def _url(self, endpoint: str) -> str:
        slug = petitions.current_slug(self.update.petition)
        return url_for(f"organiser.{endpoint}", slug=slug, public_id=self.update.public_id)


def mailing_of(update: Update) -> MailingView | None:
    return mailings_of([update]).get(update.id)


def mailings_of(updates: Iterable[Update]) -> dict[int, MailingView]:
    """How those go that are mailed, by the id of the update."""
    by_id = {update.id: update for update in updates}
    found = update_mailings.of_updates(by_id.values())
    return {update_id: MailingView(mailing, by_id[update_id]) for update_id, mailing in found.items()}
