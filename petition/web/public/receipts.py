"""A signer's receipt: a page that explains it, and the file. Reached by a link in the mail, without an account."""

import json

from flask import Response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext

from petition.extensions import settings
from petition.models.petition import NameAudience, Petition
from petition.models.signature import Signature
from petition.services import petitions, receipts, withdrawing
from petition.services.receipts import Receipt
from petition.web import formats, languages
from petition.web.public import bp
from petition.web.public.petition_page import page_of
from petition.web.public.sign_form import AUDIENCES

# What a signer can open, as the form calls it; answers to the petition's own questions besides.
FIELDS = {
    "name": lazy_gettext("Your name"),
    "mail": lazy_gettext("Mail address"),
    "country": lazy_gettext("Country"),
    "language": lazy_gettext("Language"),
    "comment": lazy_gettext("Why you sign"),
    "name goes to": lazy_gettext("Who gets my name?"),
}
ANSWER = "answer:"


@bp.get("/signature/<token>/receipt")
def receipt(token: str) -> ResponseReturnValue:
    found = withdrawing.look_up(token)
    return _page(token, found, receipts.of(found))


@bp.get("/signature/<token>/receipt.json")
def receipt_file(token: str) -> ResponseReturnValue:
    """Where there is none, the page says why."""
    found = withdrawing.look_up(token)
    made = receipts.of(found)
    if not isinstance(made, Receipt):
        return _page(token, found, made), 404
    ledger_url = _ledger_address(petitions.current_slug(found.petition))
    content = made.as_json(ledger_url=ledger_url, names=request.args.getlist("open"))
    response = Response(json.dumps(content, ensure_ascii=False, indent=1) + "\n", mimetype="application/json")
    response.headers["Content-Disposition"] = "attachment; filename=receipt.json"
    return response


def _ledger_address(slug: str) -> str:
    """Where the ledger is for machines, in no language."""
    return settings.base_url + url_for(".ledger", slug=slug, lang=None)


def _page(token: str, found: Signature, made: Receipt | receipts.WhyNone) -> str:
    languages.use(found.language)
    page = page_of(found.petition)
    there = made if isinstance(made, Receipt) else None
    return render_template(
        "public/signature/receipt.html",
        page=page,
        receipt=there,
        why=None if there else made,
        fields=_fields(found.petition, there) if there else [],
        as_of=formats.moment(there.checkpoint.created_at, found.petition.zone) if there else "",
        signature_url=url_for(".signature", token=token),
        file_url=url_for(".receipt_file", token=token),
        ledger_url=url_for(".ledger", slug=page.slug),
        ledger_address=_ledger_address(page.slug),
    )


def _fields(petition: Petition, made: Receipt) -> list[tuple[str, str, str]]:
    """What says something and can be opened: its name in the file, what it is called, and what was said."""
    language = languages.current_language()
    asked = {
        f"{ANSWER}{one.key}": one.labels.get(language) or next(iter(one.labels.values())) for one in petition.fields
    }
    labels = {name: str(label) for name, label in FIELDS.items()} | asked
    # A question may have been taken away since; its answer is still theirs.
    missing = gettext("Another answer")
    return [(name, labels.get(name, missing), _said(name, value)) for name, value in made.fields.items() if value]


def _said(name: str, value: str) -> str:
    """As a reader says it; the file has it as it was committed to."""
    if name == "country":
        return formats.country_name(value)
    if name == "language":
        return formats.language_name(value)
    return str(AUDIENCES[NameAudience(value)]) if name == "name goes to" else value
