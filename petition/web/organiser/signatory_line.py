"""A line under a letter as the team sees it: who sent it, how that is known, what can be decided."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import url_for
from flask_babel import gettext

from petition.lib import clock
from petition.lib.crypto import CannotOpen
from petition.models.signatory import Signatory, SignatoryState, Verification
from petition.services import earlier_words, petitions, signatories, signatory_lines
from petition.services.signatory_lines import SignatoryLine
from petition.web.signatory_view import Logo, SignatoryView, view_of

STATES = {
    SignatoryState.QUEUED: lambda: gettext("waits for you"),
    SignatoryState.ASKED: lambda: gettext("asked"),
    SignatoryState.APPROVED: lambda: gettext("listed"),
    SignatoryState.DECLINED: lambda: gettext("declined"),
    SignatoryState.WITHDRAWN: lambda: gettext("withdrawn"),
    SignatoryState.REMOVED: lambda: gettext("removed"),
}
VERIFIED = {
    Verification.TEAM: lambda: gettext("put there by the team"),
    Verification.MAIL: lambda: gettext("confirmed by mail"),
    Verification.OWN_DOMAIN: lambda: gettext("confirmed by mail at the domain of its own web site"),
}


@dataclass(frozen=True)
class SignatoryRow:
    """Plain values. `sent` is everything that was sent, or None once that was erased."""

    signatory: Signatory
    sent: SignatoryLine | None
    # The name too where it is withheld from readers.
    view: SignatoryView
    # From the top, from 1; 0 where it does not stand under the letter.
    place: int

    @property
    def id(self) -> str:
        return self.signatory.public_id

    @property
    def name(self) -> str:
        return str(self.view.name or gettext("Name withheld for safety"))

    @property
    def state(self) -> str:
        is_counted_only = self.is_approved and not self.signatory.is_listed
        return str(gettext("counted, withheld") if is_counted_only else STATES[self.signatory.state]())

    @property
    def is_undecided(self) -> bool:
        return self.signatory.state in signatories.UNDECIDED

    @property
    def is_approved(self) -> bool:
        return self.signatory.state is SignatoryState.APPROVED

    @property
    def is_of_an_earlier_text(self) -> bool:
        return earlier_words.is_of_an_earlier_text(self.signatory)

    @property
    def is_listed(self) -> bool:
        return self.signatory.is_listed

    @property
    def is_verified_well(self) -> bool:
        """Whether more is known than that somebody reads mail at some address."""
        return self.signatory.verification in (Verification.OWN_DOMAIN, Verification.TEAM)

    @property
    def verified(self) -> str:
        """How it is known that the line is theirs."""
        return str(VERIFIED[self.signatory.verification or Verification.MAIL]())

    @property
    def confirmed_on(self) -> date | None:
        return self._day(self.signatory.confirmed_at)

    @property
    def decided_on(self) -> date | None:
        return self._day(self.signatory.decided_at)

    @property
    def url(self) -> str:
        return self.address_to("signatory")

    def address_to(self, verb: str) -> str:
        """Where a decision is sent: `approve`, `ask`, …"""
        slug = petitions.current_slug(self.signatory.petition)
        endpoint = verb if verb == "signatory" else f"{verb}_signatory"
        return url_for(f"organiser.{endpoint}", slug=slug, public_id=self.id)

    def _day(self, moment: Any) -> date | None:
        return clock.day_in(moment, self.signatory.petition.zone) if moment else None


def row_of(signatory: Signatory, *, place: int = 0) -> SignatoryRow:
    try:
        sent = signatory_lines.of(signatory)
    except CannotOpen:
        sent = None
    return SignatoryRow(signatory, sent, view_of(sent or signatory, _logo(signatory)), place)


def _logo(signatory: Signatory) -> Logo | None:
    """As the team sees it, before it is approved and after."""
    kept = signatory.logo
    if kept is None:
        return None
    slug = petitions.current_slug(signatory.petition)
    url = url_for("organiser.signatory_logo", slug=slug, public_id=signatory.public_id, lang=None)
    return Logo(url, kept.width, kept.height)
