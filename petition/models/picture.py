"""The picture of a petition."""

from sqlalchemy import LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from petition.extensions import Model
from petition.models.columns import ByLanguage, Created, Digest, Key, reference


class PetitionPicture(Model):
    """A photograph above the text, re-encoded by us in two sizes: nothing of the file that was sent is kept."""

    id: Mapped[Key]
    petition_id: Mapped[int] = reference("petition.id", unique=True)
    # What is to be seen, for those who do not see it.
    alt: Mapped[ByLanguage]
    credit: Mapped[str] = mapped_column(String(200), default="")
    width: Mapped[int]
    height: Mapped[int]
    small_width: Mapped[int]
    small_height: Mapped[int]
    # JPEG. Read only where the picture itself is asked for: pages need no more than its sizes.
    large: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    small: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    # Of the large one; addresses of both name it, so that what they lead to never changes.
    sha256: Mapped[Digest]
    created_at: Mapped[Created]

    def jpeg(self, width: int) -> bytes | None:
        """The one that is so many pixels wide."""
        if width == self.small_width:
            return self.small
        return self.large if width == self.width else None
