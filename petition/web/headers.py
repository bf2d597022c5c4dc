"""What every answer tells the browser about itself: one table, by who an answer is for and what it is.

A view may say more of its own answer, and then has the last word. Nothing is ever reported to anyone (`report-to`,
report-only policies): what a browser reports names the address, and addresses hold tokens.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from flask import Flask, Response, request

from petition.extensions import settings

# What browsers can do for a page. Ours ask for few of these; the others are off, for whatever stands in them, too. Only
# what all browsers know is named: they complain of the rest, such as `web-share`, where it is not to be had.
POWERS = (
    *("accelerometer", "autoplay", "camera", "clipboard-read", "clipboard-write", "display-capture"),
    *("encrypted-media", "fullscreen", "geolocation", "gyroscope", "hid", "idle-detection", "magnetometer"),
    *("microphone", "midi", "payment", "picture-in-picture", "publickey-credentials-create"),
    *("publickey-credentials-get", "screen-wake-lock", "serial", "usb", "xr-spatial-tracking"),
)
PASSKEYS = ("publickey-credentials-create", "publickey-credentials-get")

# A year. Not to be preloaded: that list is part of every browser, and leaving it takes months, for all names of the
# domain. Whoever wants it can have their proxy say so.
HTTPS_FROM_NOW_ON = "max-age=31536000; includeSubDomains"
UNLISTED = "noindex, nofollow"
# What a browser shows as a page; anything else is a file.
PAGES = ("text/html", "application/xhtml+xml")


def policy(*directives: str, framed_by: str = "'none'") -> str:
    """A Content-Security-Policy under which there is nothing but what these directives name."""
    return "; ".join(("default-src 'none'", *directives, "base-uri 'none'", f"frame-ancestors {framed_by}"))


OWN = ("style-src 'self'", "script-src 'self'", "connect-src 'self'", "font-src 'self'")
WHOLE_PAGES = policy(*OWN, "img-src 'self' data:", "frame-src 'self'", "form-action 'self'")
FRAMES = policy(*OWN, "img-src 'self'", "form-action 'none'", framed_by="*")
# Pictures, scripts, tables, calendars. Where one is opened by itself, it is of no origin and can do nothing.
FILES = policy("form-action 'none'", "sandbox")
FILES_ANYWHERE = policy("form-action 'none'", "sandbox", framed_by="*")
# Mails as a mail program shows them, in a frame of ours: with styles of their own, for mails have no other.
MAIL = ("style-src 'unsafe-inline'", "form-action 'none'")
MAILS = policy(*MAIL, "sandbox", framed_by="'self'")
MAILS_WITH_LINKS = policy(*MAIL, "sandbox allow-popups allow-top-navigation-by-user-activation", framed_by="'self'")
# A public picture may stand on anyone's page.
ON_ANY_PAGE = {"Cross-Origin-Resource-Policy": "cross-origin"}


@dataclass(frozen=True)
class Audience:
    """What its answers say. `loaded_by`: whose pages may load them; `powers`: what a page may ask the browser for."""

    pages: str = WHOLE_PAGES
    files: str = FILES
    # Within the site the origin is needed to tell our own forms from others'; outside nothing is told.
    referrer: str = "same-origin"
    loaded_by: str = "same-origin"
    powers: tuple[str, ...] = ()
    more: dict[str, str] = field(default_factory=dict)

    def says(self, *, is_page: bool) -> Iterator[tuple[str, str]]:
        yield "Content-Security-Policy", self.pages if is_page else self.files
        yield "Referrer-Policy", self.referrer
        yield "Cross-Origin-Resource-Policy", self.loaded_by
        yield from self.more.items()
        if is_page:
            yield "Cross-Origin-Opener-Policy", "same-origin"
            yield "Permissions-Policy", ", ".join(f"{power}=()" for power in POWERS if power not in self.powers)


PUBLIC = Audience(powers=("clipboard-write",))
# Whoever has the address may do what it says: it is told to no page that it leads to, and to no search engine. Mail
# programs and their scanners open these.
LINKS = Audience(referrer="no-referrer", powers=("clipboard-write",), more={"X-Robots-Tag": UNLISTED})
# Whoever is signed in. (Form tokens are looked at beside the Referer there, so that links in mails keep it, too.)
PERSONAL = Audience(powers=("clipboard-write", *PASSKEYS), more={"X-Robots-Tag": UNLISTED})
AUDIENCES = {
    "account": PERSONAL,
    "organiser": PERSONAL,
    "staff": PERSONAL,
    # Pages isolate themselves from other sites, and let in only what isolates itself.
    "embed": Audience(
        pages=FRAMES,
        files=FILES_ANYWHERE,
        loaded_by="cross-origin",
        more={"Cross-Origin-Embedder-Policy": "require-corp"},
    ),
    # A page that shows our counter in a sandbox makes a stranger of our own frame.
    "assets": Audience(loaded_by="cross-origin"),
    "ops": Audience(referrer="no-referrer", more={"X-Robots-Tag": UNLISTED}),
}


def register(app: Flask) -> None:
    app.after_request(_add)


def _add(response: Response) -> Response:
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    for name, value in _audience().says(is_page=response.mimetype in PAGES):
        response.headers.setdefault(name, value)
    # What nobody said may be kept is kept by nobody: errors, redirects, addresses where nothing is.
    response.headers.setdefault("Cache-Control", "no-store")
    if settings.is_https:
        response.headers.setdefault("Strict-Transport-Security", HTTPS_FROM_NOW_ON)
    return response


def _audience() -> Audience:
    known = AUDIENCES.get(request.blueprint or "")
    if known is None and request.url_rule is not None and "token" in request.url_rule.arguments:
        return LINKS
    return known or PUBLIC
