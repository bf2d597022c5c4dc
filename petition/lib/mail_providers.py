"""Mail domains at which very many unrelated people have their mailboxes, so that the name alone points at nobody.

Chosen by hand: providers that give a mailbox to anyone, and are among the usual ones worldwide or in a country where
petitions run; from what is common knowledge about them (their own sign-up pages, and the public lists of free mail
domains that form libraries ship). No employer, school, party or community is in it, however large. Written as
`addresses.domain` spells them.
"""

LARGE_PROVIDERS = frozenset(
    {
        # Worldwide.
        "gmail.com",
        "outlook.com",
        "hotmail.com",
        "live.com",
        "msn.com",
        "yahoo.com",
        "ymail.com",
        "aol.com",
        "icloud.com",
        "me.com",
        "mac.com",
        "proton.me",
        "protonmail.com",
        "zoho.com",
        "mail.com",
        "fastmail.com",
        # French.
        "orange.fr",
        "wanadoo.fr",
        "free.fr",
        "sfr.fr",
        "neuf.fr",
        "laposte.net",
        "bbox.fr",
        "hotmail.fr",
        "live.fr",
        "outlook.fr",
        "yahoo.fr",
        # German.
        "gmx.de",
        "gmx.net",
        "web.de",
        "t-online.de",
        "freenet.de",
        "posteo.de",
        "mailbox.org",
        "hotmail.de",
        "outlook.de",
        "yahoo.de",
        # The Arab world.
        "maktoob.com",
        "outlook.sa",
        "terra.net.lb",
        "cyberia.net.lb",
        "menara.ma",
        "topnet.tn",
        "etisalat.ae",
        "emirates.net.ae",
        # Elsewhere.
        "hotmail.co.uk",
        "yahoo.co.uk",
        "btinternet.com",
        "mail.ru",
        "yandex.ru",
        "qq.com",
        "163.com",
        "libero.it",
        "hotmail.it",
        "yahoo.it",
        "hotmail.es",
        "bluewin.ch",
    }
)
