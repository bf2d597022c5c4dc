"""The places of those who run the site, in the order of their tabs."""

from flask_babel import lazy_gettext

# What a page calls itself in `tab`, the view that it leads to, and its name.
TABS = (
    ("health", "staff.site_health", lazy_gettext("How it does")),
    ("decisions", "staff.decisions", lazy_gettext("To decide")),
    ("petitions", "staff.petitions", lazy_gettext("Petitions")),
    ("teams", "staff.teams", lazy_gettext("Teams")),
    ("accounts", "staff.accounts", lazy_gettext("Accounts")),
    ("mail", "staff.outbox", lazy_gettext("Mail")),
    ("mailboxes", "staff.mailboxes", lazy_gettext("Mailboxes")),
    ("blocks", "staff.blocks", lazy_gettext("Blocks")),
    ("settings", "staff.settings", lazy_gettext("Settings")),
    ("words", "staff.site_words", lazy_gettext("Words of the site")),
    ("log", "staff.site_log", lazy_gettext("Log")),
)
