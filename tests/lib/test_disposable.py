import pytest
from disposable_email_domains import blocklist

from petition.lib.disposable import HIDING_REAL_MAILBOXES, NEVER, is_disposable


@pytest.mark.parametrize("domain", ["mailinator.com", "box.mailinator.com", "Mailinator.com"])
def test_mailboxes_to_throw_away(domain: str) -> None:
    assert is_disposable(domain)


@pytest.mark.parametrize("domain", [*sorted(NEVER), "me.anonaddy.com", "example.org", "com", "", "مثال.إختبار"])
def test_those_of_people(domain: str) -> None:
    assert not is_disposable(domain)


def test_lists_err_about_who_hides_a_real_mailbox() -> None:
    assert blocklist & HIDING_REAL_MAILBOXES
