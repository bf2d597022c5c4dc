"""The address of a petition: made from its title, and changed so that old links go on leading to it."""

from flask_babel import gettext
from sqlalchemy import select

from petition.extensions import db
from petition.lib import web_addresses
from petition.models.petition import Petition, PetitionSlug, PetitionState
from petition.services import leases, lengths, petitions
from petition.services.errors import InvalidSection
from petition.services.inserting import inserted_unless_there

MOST_NUMBERED = 20


def free_slug(title: str) -> str:
    """An address that nobody has, and nobody else takes until the commit: of the title, as far as it is Latin."""
    slug = web_addresses.slug_of(title) or f"petition-{web_addresses.random_part()}"
    shortest = slug[: lengths.SLUG - web_addresses.RANDOM - 1].rstrip("-")
    numbered = (f"{shortest}-{number}" for number in range(2, MOST_NUMBERED))
    return next((one for one in (slug, *numbered) if _is_free(one)), f"{shortest}-{web_addresses.random_part()}")


def standing_at(slug: str) -> Petition | None:
    """Whose address it is, so that no other petition can have it.

    What a draft was called before leads its own team on, until somebody wants it and types it.
    """
    found = _row(slug)
    return None if found is None or _is_former_of_a_draft(found) else found.petition


def move(petition: Petition, slug: str) -> None:
    """Let it stand at this address; the old one leads on to the new: a colleague may have it open, or sent it on.

    Raises InvalidSection where another petition stands there.
    """
    current = next(one for one in petition.slugs if one.is_current)
    if current.slug == slug:
        return
    _hold(slug)
    current.is_current = False
    db.session.flush()
    former = _row(slug)
    if former is not None and former.petition_id == petition.id:
        former.is_current = True
    elif (
        not _let_go(former)
        or inserted_unless_there(PetitionSlug, {"petition_id": petition.id, "slug": slug, "is_current": True}) is None
    ):
        raise InvalidSection("slug", taken())
    db.session.flush()
    db.session.expire(petition, ["slugs"])


def taken() -> str:
    """What is said of an address at which another petition stands."""
    return str(gettext("Another petition has this address. Choose another one."))


def _is_free(slug: str) -> bool:
    """Whether nobody has it, nor takes it before the commit."""
    _hold(slug)
    return slug not in petitions.RESERVED and _row(slug) is None


def _hold(slug: str) -> None:
    leases.hold_until_commit(f"slug:{slug}".encode())


def _row(slug: str) -> PetitionSlug | None:
    return db.session.scalar(select(PetitionSlug).where(PetitionSlug.slug == slug))


def _let_go(former: PetitionSlug | None) -> bool:
    """Whether it is nobody's now: what a draft was called before is not."""
    if former is None:
        return True
    if not _is_former_of_a_draft(former):
        return False
    former.petition.slugs.remove(former)
    db.session.delete(former)
    db.session.flush()
    return True


def _is_former_of_a_draft(row: PetitionSlug) -> bool:
    return not row.is_current and row.petition.state is PetitionState.DRAFT
