"""The forms behind a secret link to one's own signature, and the one that asks for such links."""

from typing import Any, Self

from flask_babel import lazy_gettext
from wtforms import BooleanField, Field, HiddenField, StringField
from wtforms.validators import AnyOf, InputRequired

from petition.models.petition import NameAudience
from petition.services.identity import Identity
from petition.web import mail_field
from petition.web.forms import PostedForm
from petition.web.public.form_token import TokenForm
from petition.web.public.petition_page import PetitionPage
from petition.web.public.sign_form import NEWS, WordsForm


class NameForm(WordsForm):
    """Name, who gets it, and how it is published, by the rules by which it was signed."""

    comment = None  # type: ignore[assignment]
    comment_public = None  # type: ignore[assignment]

    @classmethod
    def about(cls, signer: Identity, page: PetitionPage) -> Self:
        said = {"name": signer.name, "give_name_to": signer.give_name_to.value, "public_name_style": signer.name_style}
        form = cls(data=said)
        form.ask_about(page)
        return form

    def words(self) -> dict[str, Any]:
        return {
            "name": self.name.data,
            "give_name_to": NameAudience(self.give_name_to.data),
            "name_style": self.public_name_style.data or "full",
        }


class NewsForm(PostedForm):
    """A press on one of the buttons about news: which, whether they are wanted, and the wording beside the button."""

    purpose = HiddenField(validators=[AnyOf([purpose.value for purpose in NEWS])])
    wanted = HiddenField()
    wording = HiddenField()

    class Meta:
        csrf = False


class EraseForm(PostedForm):
    """One tick, because nobody can take it back."""

    understood = BooleanField(
        lazy_gettext("I understand that nobody can bring it back"),
        validators=[InputRequired(lazy_gettext("Tick this box if you want everything erased"))],
    )

    class Meta:
        csrf = False


class LinksForm(TokenForm):
    """A mail address, to which all links go that belong to it."""

    mail = mail_field.mail_field()
    website = StringField(lazy_gettext("Leave this empty"))

    @classmethod
    def fresh(cls) -> Self:
        meta: dict[str, Any] = {"csrf_context": "links"}
        return cls(meta=meta)

    def validate_mail(self, field: Field) -> None:
        mail_field.check(field)


class LinksAgain(LinksForm):
    """The form while the database is away; its token is the one that was sent."""

    class Meta:
        csrf = False
