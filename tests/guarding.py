"""What every answer has to tell the browser, said a second time: nothing of it is read from the code."""

from werkzeug.wrappers import Response

SIGNED_IN = ("account", "organiser", "staff")
OPEN_TO_ALL = ("embed", "assets")
# Mails as they look, in frames of ours: nothing else has styles within itself, and these can do nothing.
MAIL_BODIES = ("public.mailbox_html", "organiser.update_mail_html")
# Public pictures and colours stand in pages and frames of others.
LENT = ("public.logo", "public.picture", "public.colours")


def flaws(answer: Response, endpoint: str | None, *, by_link: bool = False) -> list[str]:
    """What is wrong with what the answer says of itself; `by_link`: its address holds a token."""
    audience = (endpoint or "").partition(".")[0]
    headers = answer.headers
    rules = _rules(headers.get("Content-Security-Policy", ""))
    is_mail = endpoint in MAIL_BODIES and answer.status_code == 200
    is_page = answer.mimetype == "text/html"
    is_lent = audience in OPEN_TO_ALL or (endpoint in LENT and answer.status_code == 200)
    checks = {
        "something is allowed that nobody named": rules.get("default-src") != ["'none'"],
        "inline code or styles": ("unsafe" in str(rules)) != is_mail or "unsafe" in str(rules.get("script-src")),
        "another site's content": any(
            ":" in value or "*" in value for name in rules for value in _sources(rules, name)
        ),
        "a base of its own": rules.get("base-uri") != ["'none'"],
        "forms elsewhere": rules.get("form-action") not in (["'self'"], ["'none'"]),
        "who frames it": rules.get("frame-ancestors") != [_framed_by(audience, is_mail=is_mail)],
        "a file that can act": (not is_page or is_mail) != ("sandbox" in rules),
        "reports": "report-uri" in rules or "report-to" in rules or "Reporting-Endpoints" in headers,
        "guessed types": headers.get("X-Content-Type-Options") != "nosniff",
        "who loads it": headers.get("Cross-Origin-Resource-Policy") != ("cross-origin" if is_lent else "same-origin"),
        "who is told": headers.get("Referrer-Policy") != _referrer(audience, by_link=by_link),
        "who lists it": _is_unlisted(audience, by_link=by_link) and headers.get("X-Robots-Tag") != "noindex, nofollow",
        "an opener": is_page and headers.get("Cross-Origin-Opener-Policy") != "same-origin",
        "powers": is_page and not {"camera=()", "geolocation=()", "microphone=()", "payment=()"} <= _powers(answer),
        "who keeps it": "Cache-Control" not in headers,
        "kept though signed in": audience in SIGNED_IN and headers.get("Cache-Control") != "no-store",
        "the server's name": "Server" in headers or "X-Powered-By" in headers,
        "https without https": "Strict-Transport-Security" in headers,
    }
    return [flaw for flaw, is_there in checks.items() if is_there]


def _rules(policy: str) -> dict[str, list[str]]:
    return {name: values for name, *values in (rule.split() for rule in policy.split("; ") if rule)}


def _sources(rules: dict[str, list[str]], name: str) -> list[str]:
    return [value for value in rules[name] if value != "data:" and name not in ("frame-ancestors", "sandbox")]


def _framed_by(audience: str, *, is_mail: bool) -> str:
    if is_mail:
        return "'self'"
    return "*" if audience == "embed" else "'none'"


def _referrer(audience: str, *, by_link: bool) -> str:
    is_secret = audience == "public" and by_link
    return "no-referrer" if is_secret or audience == "ops" else "same-origin"


def _is_unlisted(audience: str, *, by_link: bool) -> bool:
    return by_link or audience in (*SIGNED_IN, "ops")


def _powers(answer: Response) -> set[str]:
    return set(answer.headers.get("Permissions-Policy", "").split(", "))
