"""Blocks: whose signatures are held beforehand, since when, until when and why."""

from collections.abc import Sequence

from flask import abort, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext

from petition.extensions import db
from petition.lib.addresses import InvalidAddress
from petition.models.block import Block, BlockKind
from petition.services import blocking
from petition.services.staff_errors import BlockDecidedMeanwhile, TooManyBlocks
from petition.web import formats, paging, stepping_up
from petition.web.staff import bp
from petition.web.staff.block_form import ABOUT, LASTING, BlockForm, LiftForm, LookUpForm
from petition.web.staff.block_line import PLURALS, block_lines

PLACE = "/staff/blocks"
DONE = {
    "added": lazy_gettext("Done: within seconds, whatever comes from there is held."),
    "renewed": lazy_gettext(
        "It was blocked already. Its reason is yours now, and it lasts until the later of the two ends."
    ),
    "lifted": lazy_gettext(
        "Done: what comes from there counts again. What was held still waits for its team’s review."
    ),
}


@bp.get(PLACE)
def blocks() -> ResponseReturnValue:
    return _list(done=DONE.get(request.args.get("done", "")))


@bp.post(PLACE)
def add_block() -> ResponseReturnValue:
    form = BlockForm()
    if not form.validate_on_submit():
        return _list(form), 422
    stepping_up.require()
    try:
        is_new = blocking.add(
            BlockKind(form.kind.data),
            form.value.data or "",
            reason=form.reason.data or "",
            lasting=LASTING[form.lasting.data],
            by=g.organiser.public_id,
        )
    except TooManyBlocks:
        db.session.rollback()
        form.form_errors = [_too_many()]
        return _list(form), 422
    db.session.commit()
    return redirect(url_for(".blocks", done="added" if is_new else "renewed"), 303)


@bp.post(f"{PLACE}/look-up")
def look_up_block() -> ResponseReturnValue:
    form = LookUpForm()
    if not form.validate_on_submit():
        return _list(look_up=form), 422
    try:
        found = blocking.matching(form.what.data or "")
    except (ValueError, InvalidAddress):
        form.refuse()
        return _list(look_up=form), 422
    return _page(found, look_up=form, looked_up=form.what.data)


@bp.get(f"{PLACE}/<public_id>")
def block(public_id: str) -> ResponseReturnValue:
    found = blocking.by_public_id(public_id)
    if found is None:
        abort(404)
    return _show(found, LiftForm(None))


@bp.post(f"{PLACE}/<public_id>/lift")
def lift_block(public_id: str) -> ResponseReturnValue:
    form = LiftForm()
    if not form.validate_on_submit():
        found = blocking.by_public_id(public_id)
        return (_show(found, form), 422) if found else (_list(problem=_is_gone()), 409)
    stepping_up.require()
    try:
        blocking.lift(public_id, by=g.organiser.public_id, reason=form.reason.data or "", seen=form.seen.data or "")
    except BlockDecidedMeanwhile:
        return _as_it_stands(public_id, form), 409
    db.session.commit()
    return redirect(url_for(".blocks", done="lifted"), 303)


def _as_it_stands(public_id: str, form: LiftForm) -> str:
    db.session.rollback()
    found = blocking.by_public_id(public_id)
    if found is None:
        return _list(problem=_is_gone())
    form.form_errors = [gettext("Somebody else renewed this block meanwhile. This is how it stands now.")]
    return _show(found, form)


def _is_gone() -> str:
    return str(gettext("This block is over: somebody else lifted it meanwhile, or its time had come."))


def _too_many() -> str:
    number = formats.number(blocking.MOST)
    words = gettext("There are %(number)s blocks, and there cannot be more: lift some, or block a wider network.")
    return str(words % {"number": number})


def _list(
    form: BlockForm | None = None, look_up: LookUpForm | None = None, *, done: object = None, problem: str = ""
) -> str:
    """What holds now, as far as the address asks for it."""
    kind = next((one for one in BlockKind if one == request.args.get("kind")), None)
    before = paging.before()
    found, has_more = blocking.listed(kind, before=before)
    return _page(
        found,
        form,
        look_up,
        done=done,
        problem=problem,
        kind=kind,
        older_url=url_for(".blocks", kind=kind, before=found[-1].id) if has_more else None,
        first_url=url_for(".blocks", kind=kind) if before else None,
    )


def _page(
    found: Sequence[Block], form: BlockForm | None = None, look_up: LookUpForm | None = None, **more: object
) -> str:
    return render_template(
        "staff/blocks/index.html",
        lines=block_lines(found),
        kinds=PLURALS,
        form=form or BlockForm(None),
        about=ABOUT,
        look_up=look_up or LookUpForm(None),
        **more,
    )


def _show(found: Block, form: LiftForm) -> str:
    """What is sent from here is about how it stands now."""
    form.seen.data = blocking.fingerprint_of(found)
    [line] = block_lines([found])
    return render_template("staff/blocks/show.html", line=line, form=form)
