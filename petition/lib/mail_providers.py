"""Mail domains at which very many unrelated people have their mailboxes, so that the name alone points at nobody.

Chosen by hand: providers that give a mailbox to anyone, and are among the usual ones worldwide or in a country where
petitions run; from what is common knowledge about them (their own sign-up pages, and the public lists of free mail
domains that form libraries ship). Who is missing is taken for a small domain: its people are held on a day on which
very many of them sign (`ladder.domain`). No employer, school, party or community is in it, however large. Written as
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
        "rocketmail.com",
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
        "gmx.com",
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
        # Switzerland, Austria, the Low Countries.
        *("bluewin.ch", "gmx.ch", "hispeed.ch", "sunrise.ch", "gmx.at", "aon.at", "chello.at"),
        *("telenet.be", "skynet.be", "hotmail.be", "outlook.be", "ziggo.nl", "kpnmail.nl", "planet.nl", "home.nl"),
        *("xs4all.nl", "hotmail.nl", "live.nl", "pt.lu"),
        # Italy, Spain, Portugal, Greece, Turkey.
        *("libero.it", "virgilio.it", "alice.it", "tin.it", "tiscali.it", "hotmail.it", "outlook.it", "yahoo.it"),
        *("hotmail.es", "outlook.es", "yahoo.es", "telefonica.net", "sapo.pt", "yahoo.gr", "otenet.gr", "mynet.com"),
        # Britain, Ireland, the north.
        *("hotmail.co.uk", "live.co.uk", "yahoo.co.uk", "btinternet.com", "sky.com", "talktalk.net", "virginmedia.com"),
        *("ntlworld.com", "blueyonder.co.uk", "eircom.net", "yahoo.ie", "hotmail.se", "telia.com", "online.no"),
        *("hotmail.no", "mail.dk", "hotmail.dk", "luukku.com", "suomi24.fi"),
        # Central and eastern Europe.
        *("wp.pl", "o2.pl", "onet.pl", "op.pl", "interia.pl", "gazeta.pl", "seznam.cz", "email.cz", "centrum.cz"),
        *("post.cz", "volny.cz", "azet.sk", "zoznam.sk", "centrum.sk", "freemail.hu", "citromail.hu", "t-online.hu"),
        *("abv.bg", "mail.bg", "yahoo.ro", "siol.net", "inbox.lv", "mail.ee", "ukr.net", "i.ua"),
        *("mail.ru", "bk.ru", "inbox.ru", "list.ru", "rambler.ru", "yandex.ru", "yandex.com", "ya.ru"),
        # America.
        *("comcast.net", "verizon.net", "att.net", "sbcglobal.net", "bellsouth.net", "cox.net", "charter.net"),
        *("earthlink.net", "optonline.net", "rogers.com", "sympatico.ca", "shaw.ca", "telus.net", "videotron.ca"),
        *("yahoo.ca", "hotmail.ca", "live.ca", "yahoo.com.mx", "prodigy.net.mx", "yahoo.com.ar", "hotmail.com.ar"),
        *("yahoo.com.br", "hotmail.com.br", "outlook.com.br", "uol.com.br", "bol.com.br", "terra.com.br", "ig.com.br"),
        # Asia, Oceania.
        *("qq.com", "163.com", "126.com", "sina.com", "sohu.com", "yeah.net", "foxmail.com", "yahoo.com.tw"),
        *("yahoo.com.hk", "naver.com", "daum.net", "hanmail.net", "nate.com", "yahoo.co.jp", "docomo.ne.jp"),
        *("ezweb.ne.jp", "softbank.ne.jp", "yahoo.co.in", "yahoo.in", "rediffmail.com", "yahoo.co.id", "yahoo.com.ph"),
        *("yahoo.com.sg", "yahoo.com.vn", "yahoo.com.au", "bigpond.com", "optusnet.com.au", "hotmail.com.au"),
        *("xtra.co.nz", "walla.co.il", "walla.com", "yahoo.co.za"),
        # Chosen for privacy.
        *("tutanota.com", "tuta.com", "tuta.io", "tutanota.de", "fastmail.fm", "hey.com"),
    }
)
