"""Mail domains at which a mailbox lasts as long as somebody needs it.

A flag, and never more: the domains come from a public list (the package disposable-email-domains), and such lists have
contained large providers and services that hide real mailboxes, whose users have good reasons to. Those are never
flagged, whatever the list says.
"""

from disposable_email_domains import blocklist

from petition.lib.addresses import with_parents
from petition.lib.mail_providers import LARGE_PROVIDERS
from petition.lib.web_addresses import ascii_domain

# Services that forward to a real mailbox under another name, by what each says of itself, and providers that lists
# have contained by mistake.
HIDING_REAL_MAILBOXES = frozenset(
    {
        # SimpleLogin and Proton Pass.
        *("simplelogin.com", "simplelogin.co", "simplelogin.fr", "slmail.me", "slmails.com", "aleeas.com"),
        *("8alias.com", "8shield.net", "dralias.com", "silomails.com"),
        *("passmail.com", "passmail.net", "passinbox.com", "passfwd.com"),
        # addy.io, once AnonAddy.
        *("addy.io", "addymail.com", "anonaddy.com", "anonaddy.me"),
        # Firefox Relay, DuckDuckGo Email Protection, Hide My Email of iCloud+, Masked Email of IronVest (once Blur).
        *("mozmail.com", "relay.firefox.com", "duck.com", "privaterelay.appleid.com", "opayq.com"),
        # Tags that were typed once and forward for ever.
        "33mail.com",
    }
)
NO_MISTAKE = frozenset({"google.com", "googlemail.com", "riseup.net"})
NEVER = LARGE_PROVIDERS | HIDING_REAL_MAILBOXES | NO_MISTAKE


def is_disposable(domain: str) -> bool:
    """Whether a mail domain, or one that it belongs to, is known for mailboxes that are thrown away."""
    names = with_parents(ascii_domain(domain))
    return not NEVER.intersection(names) and not blocklist.isdisjoint(names)
