"""What the installation says on its own account, on every page: a sentence at the top, and its legal pages."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select

from petition.extensions import db
from petition.lib import clock
from petition.models.record import SiteSetting
from petition.services.policy import BANNER_UNTIL, BANNERS, LEGAL, LegalPage

NAMES = [one.name for one in (*BANNERS.values(), BANNER_UNTIL, *LEGAL.values())]
# Composed once: every process asks it every few seconds.
KEPT = select(SiteSetting.name, SiteSetting.value).where(SiteSetting.name.in_(NAMES))


@dataclass(frozen=True)
class Announced:
    """Words by language, only those that there are."""

    banner: Mapping[str, str] = field(default_factory=dict)
    until: datetime | None = None
    legal: Mapping[LegalPage, Mapping[str, str]] = field(default_factory=dict)

    @property
    def current_banner(self) -> Mapping[str, str]:
        """The sentence at the top, until its time is over."""
        is_over = self.until is not None and self.until <= clock.now()
        return {} if is_over else self.banner

    def legal_words(self, page: LegalPage) -> Mapping[str, str]:
        return self.legal.get(page, {})


def read() -> Announced:
    """All of it, by one statement."""
    kept = dict(_rows())
    banner = {code: one.of(kept.get(one.name)) for code, one in BANNERS.items()}
    legal: dict[LegalPage, dict[str, str]] = {page: {} for page in LegalPage}
    for (page, code), one in LEGAL.items():
        if words := one.of(kept.get(one.name)):
            legal[page][code] = words
    until = BANNER_UNTIL.of(kept.get(BANNER_UNTIL.name))
    return Announced({code: words for code, words in banner.items() if words}, until, legal)


def _rows() -> list[tuple[str, str]]:
    if db.engine.dialect.name == "sqlite":
        # Other readers wait for this one, and in a session that writes it would wait for all writers.
        with db.engine.connect() as connection:
            return [(name, value) for name, value in connection.execute(KEPT)]
    # Whoever has a connection and waits for another may wait for ever: a pooler lends them out one by one.
    return [(name, value) for name, value in db.session.execute(KEPT)]
