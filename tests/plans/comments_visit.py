"""A comment is reported, kept, reported again, hidden, shown, and taken back by its signer."""

from collections.abc import Callable

from flask.testing import FlaskClient

from petition.extensions import db
from petition.models.petition import Petition
from petition.models.report import ReportReason
from petition.services import reporting, withdrawing
from tests.people import post, signed
from tests.reading import form_on

Write = Callable[[Callable[[], tuple[str, str, str]]], tuple[str, str, str]]
# The lists besides the first, and further pages.
LISTS = ("queue=reported", "queue=shown", "queue=hidden", "queue=shown&start=5000", "queue=waiting&start=5")


def be_reported(petition: Petition) -> None:
    """One report that waits, of a comment that everyone can read."""
    comment = signed(petition, name="Reported", comment="Why", comment_is_public=True).comment
    assert comment
    reporting.report(petition, str(comment.public_id), reason=ReportReason.OTHER, words="Look at it")
    db.session.flush()


def review_comments(browser: FlaskClient, write: Write, find: Callable[[str], Petition], *, slug: str) -> None:
    """As Alice, who owns it, and as a reader, and as the one who wrote it."""

    def made() -> tuple[str, str, str]:
        signature = signed(find(slug), name="Outspoken", comment="Why", comment_is_public=True)
        assert signature.comment
        return signature.public_id, str(signature.comment.public_id), withdrawing.link_token(signature)

    public_id, comment_id, token = write(made)
    report = f"/en/petitions/{slug}/comments/{comment_id}/report"
    queue = f"/en/organise/{slug}/comments"
    for verb, typed in (("keep", {}), ("hide", {"reason": "other"}), ("show", {})):
        browser.post(report, data=form_on(browser.get(report), "/report") | {"reason": "insult", "words": verb})
        done = post(browser, f"{queue}/{public_id}/{verb}", **typed)
        browser.get(done.location)
    post(browser, f"{queue}/{public_id}/undo", was="waiting", now="shown")
    for query in LISTS:
        browser.get(f"{queue}?{query}")
    browser.post(f"/en/signature/{token}/comment")
