"""The forms of the public while the database is away: shown again with all that was typed, to be sent once more.

Nothing is known of the petition then. What can be asked without it is shown; whatever else was sent stands hidden in
the page and goes along, so that consents and answers stay those that were given to the words on the petition's page.
"""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import islice

from flask import current_app, render_template, request
from flask_babel import lazy_gettext
from flask_babel.speaklater import LazyString

from petition.web import away, languages, picture_field
from petition.web.forms import PostedForm
from petition.web.public import bp, coming_from
from petition.web.public.join_form import LOGO_MEGABYTES, AmendForm, JoinForm
from petition.web.public.own_forms import EraseForm, LinksAgain, NameForm
from petition.web.public.own_mailbox import BeginForm, StopForm
from petition.web.public.report_form import PetitionReportAgain, ReportAgain
from petition.web.public.sign_form import NEWS, ConfirmForm, SignForm
from petition.web.public.waiting_forms import AddressForm, CodeForm, RejectForm

NOT_SIGNED = lazy_gettext("Your signature has not been received yet")
NOT_CONFIRMED = lazy_gettext("Your confirmation has not been received yet")
NOT_RECEIVED = lazy_gettext("What you sent has not been received yet")
# What forms carry for us; all else that is hidden was somebody's answer.
MACHINERY = {"form_token", "revision", "asked_about", "website", "altcha", coming_from.NAME}


class SignAgain(SignForm):
    """The form of any petition; its token is the one that was sent."""

    class Meta:
        csrf = False


class JoinAgain(JoinForm):
    """The form to be listed, under any letter."""

    class Meta:
        csrf = False


class Press(PostedForm):
    """A button alone."""

    class Meta:
        csrf = False


@dataclass(frozen=True)
class Again:
    """How a form is shown again."""

    heading: LazyString
    template: str
    form: Callable[[], PostedForm]


def _sign_form() -> PostedForm:
    return _without(SignAgain(), *MACHINERY, *(purpose.value for purpose in NEWS), *_not_sent("country"))


def _join_form() -> PostedForm:
    picture_field.make_room(LOGO_MEGABYTES)
    form = JoinAgain()
    form.speak(languages.current_language())
    return _without(form, *MACHINERY)


def _amend_form() -> PostedForm:
    picture_field.make_room(LOGO_MEGABYTES)
    form = AmendForm()
    form.speak(languages.current_language())
    return _without(form, "drops_logo", *_not_sent("answer"))


def _report_form() -> PostedForm:
    return _without(ReportAgain(), *MACHINERY)


def _petition_report_form() -> PostedForm:
    return _without(PetitionReportAgain(), *MACHINERY)


def _links_form() -> PostedForm:
    return _without(LinksAgain(), *MACHINERY)


def _not_sent(*names: str) -> list[str]:
    """Not every petition asks everything."""
    return [name for name in names if name not in request.form]


def _without(form: PostedForm, *names: str) -> PostedForm:
    for name in names:
        if name in form:
            del form[name]
    return form


FORMS = {
    "sign": Again(NOT_SIGNED, "words", _sign_form),
    "do_confirm": Again(NOT_CONFIRMED, "words", ConfirmForm),
    "type_code": Again(NOT_CONFIRMED, "short", CodeForm),
    "correct_address": Again(NOT_RECEIVED, "short", AddressForm),
    "do_reject": Again(NOT_RECEIVED, "short", RejectForm),
    "withdraw": Again(NOT_RECEIVED, "short", Press),
    "choose_news": Again(NOT_RECEIVED, "short", Press),
    "correct_name": Again(NOT_RECEIVED, "name", NameForm),
    "erase": Again(NOT_RECEIVED, "short", EraseForm),
    "renew_link": Again(NOT_RECEIVED, "short", Press),
    "mail_my_links": Again(NOT_RECEIVED, "short", _links_form),
    "take_back_comment": Again(NOT_RECEIVED, "short", Press),
    "do_report": Again(NOT_RECEIVED, "report", _report_form),
    "do_report_petition": Again(NOT_RECEIVED, "report", _petition_report_form),
    "stop_mails": Again(NOT_RECEIVED, "short", StopForm),
    "begin_mails": Again(NOT_RECEIVED, "short", BeginForm),
    "do_unsubscribe": Again(NOT_RECEIVED, "short", Press),
    "do_join": Again(NOT_SIGNED, "line", _join_form),
    "do_join_by_link": Again(NOT_SIGNED, "line", _join_form),
    "confirm_signatory": Again(NOT_CONFIRMED, "short", Press),
    "do_amend": Again(NOT_RECEIVED, "line", _amend_form),
    "do_withdraw_signatory": Again(NOT_RECEIVED, "short", Press),
    "do_reject_signatory": Again(NOT_RECEIVED, "short", RejectForm),
}


@away.answers_outages_of(*(f"{bp.name}.{name}" for name in FORMS))
def form_again() -> str:
    again = FORMS[(request.endpoint or "").removeprefix(f"{bp.name}.")]
    form = again.form()
    kept = _kept_beside(form)
    return render_template(
        f"public/sending_again/{again.template}.html",
        heading=again.heading,
        form=form,
        kept=kept,
        keeps_answers=any(value for name, value in kept if name not in MACHINERY),
        # A page cannot hold a file: who sent one must choose it again, and press.
        lost_file=any(file.filename for file in request.files.values()),
        wait=away.RETRY_SECONDS,
    )


def _kept_beside(form: PostedForm) -> list[tuple[str, str]]:
    """What was sent and is not shown; of an endless list only as much as any form has."""
    sent = ((name, value) for name, value in request.form.items(multi=True) if name and name not in form)
    kept = list(islice(sent, current_app.config["MAX_FORM_PARTS"]))
    # The page that it is sent from next has another address.
    code = coming_from.code()
    return kept if code is None or coming_from.NAME in request.form else [*kept, (coming_from.NAME, code)]
