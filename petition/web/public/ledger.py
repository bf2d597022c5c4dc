"""The public ledger: a page that explains it, and the same for machines by C2SP tlog-tiles."""

from datetime import date

from flask import Response, abort, render_template, request
from flask.typing import ResponseReturnValue

from petition.lib.encodings import Coding, best_for, encode
from petition.lib.tiles import WIDTH, TileName
from petition.models.ledger import Checkpoint
from petition.services import counting, glancing, past_checkpoints, published_tiles, signing_keys
from petition.services.glancing import Standing
from petition.web import paging
from petition.web.loading import open_to_everyone, petition_or_404
from petition.web.public import bp
from petition.web.public.kept_pages import words_or_404
from petition.web.public.ledger_page import LedgerPage

ANYWHERE = {"Access-Control-Allow-Origin": "*"}
# What is full never changes. Proxies ask again each minute all the same: the petition may have been hidden.
FULL = f"public, max-age={365 * 24 * 3600}, s-maxage=60, immutable"
# One that is not full yet is soon asked for by another width.
PARTIAL = "public, max-age=60, s-maxage=60"
# Days that have one before and one after.
FIRST_YEAR, LAST_YEAR = 2000, 9000


@bp.get("/petitions/<slug>/ledger")
def ledger(slug: str) -> ResponseReturnValue:
    page = words_or_404(slug)
    newest = counting.newest_checkpoint(page.petition)
    day, until = _day("day"), _day("until")
    shown = LedgerPage(page, newest, day=day, until=until, before=_before(page.petition.id))
    return render_template("public/ledger/show.html", page=page, ledger=shown)


@bp.get("/petitions/<slug>/ledger/checkpoint")
def checkpoint(slug: str) -> ResponseReturnValue:
    """The newest signed checkpoint (C2SP tlog-checkpoint): whoever keeps it can tell later if anything was changed."""
    return _note(counting.newest_checkpoint(petition_or_404(slug)))


@bp.get("/petitions/<slug>/ledger/checkpoints/<number>")
def past_checkpoint(slug: str, number: str) -> ResponseReturnValue:
    standing = _standing_or_404(slug)
    row = paging.row_number(number)
    # One address for each, however a number can be written.
    return _note(past_checkpoints.at(standing.petition_id, row) if row and str(row) == number else None)


@bp.get("/petitions/<slug>/ledger/key")
def ledger_key(slug: str) -> ResponseReturnValue:
    """Every key that ever signed here, a line each, as C2SP signed-note writes verifier keys."""
    _standing_or_404(slug)
    keys = signing_keys.verifiers()
    if not keys:
        abort(404)
    return Response("".join(f"{key}\n" for key in keys), mimetype="text/plain", headers=ANYWHERE)


@bp.get("/petitions/<slug>/ledger/tile/<path:tile>")
def ledger_tile(slug: str, tile: str) -> ResponseReturnValue:
    """A tile of hashes, or with `entries/…` the entries beside one, under its one address."""
    standing = _standing_or_404(slug)
    try:
        name = TileName.parse(f"tile/{tile}")
    except ValueError:
        abort(404)
    content = published_tiles.read(standing.petition_id, name)
    if content is None:
        abort(404)
    # Hashes are as small as can be; entries say much the same, one after the other.
    is_small = name.level is not None
    coding = Coding.PLAIN if is_small else best_for(request.headers.get("Accept-Encoding", ""))
    response = Response(encode(content, coding), mimetype="application/octet-stream", headers=ANYWHERE)
    response.add_etag()
    if not is_small:
        response.vary.add("Accept-Encoding")
    if coding is not Coding.PLAIN:
        response.content_encoding = coding
    response.headers["Cache-Control"] = FULL if name.width == WIDTH else PARTIAL
    return response.make_conditional(request)


def _note(found: Checkpoint | None) -> Response:
    if found is None:
        abort(404)
    return Response(found.note, mimetype="text/plain", headers=ANYWHERE)


def _standing_or_404(slug: str) -> Standing:
    """How the petition at an address stands; as `petition_or_404`."""
    standing = glancing.standing_at(slug)
    if standing is None:
        abort(404)
    open_to_everyone(standing)
    return standing


def _day(name: str) -> date | None:
    """`?day=2026-11-23`; None for anything that cannot be one."""
    try:
        day = date.fromisoformat(request.args.get(name, ""))
    except ValueError:
        return None
    return day if FIRST_YEAR <= day.year <= LAST_YEAR else None


def _before(petition_id: int) -> Checkpoint | None:
    row = paging.before()
    return past_checkpoints.at(petition_id, row) if row else None
