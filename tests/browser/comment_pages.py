"""The pages on which comments are reported, and decided about."""

from petition.models.petition import Petition
from petition.models.report import ReportReason
from petition.models.signature import CommentState
from petition.services import moderating, reporting, sequencing, withdrawing
from tests.browser.reaching import Kind, at, sending, signed_in
from tests.making import sign_and_confirm

WARD = "a-new-ward"
REPORT = f"/petitions/{WARD}/comments/{{token}}/report"
QUEUE = f"/organise/{WARD}/comments"
SAID = {
    "waiting": "My daughter was born there.\n\nوُلدت ابنتي هناك.",
    "reported": "لا أحد يسمع.",
    "hidden": "They are all thieves.",
}


def set_up(ward: Petition) -> dict[str, str]:
    """A comment in each list; links of those who wrote them, and the name of one that can be reported."""
    made = {
        name: sign_and_confirm(ward, address=f"{name}.comment@example.org", comment=words, comment_is_public=True)
        for name, words in SAID.items()
    }
    comments = {name: signature.comment for name, signature in made.items()}
    waiting, reported = comments["waiting"], comments["reported"]
    assert waiting
    assert reported
    waiting.state = CommentState.WAITING
    moderating.hide_comment(made["hidden"], by="demo", reason="", because=ReportReason.INSULT)
    # What is not in the ledger yet is shown to nobody.
    sequencing.sequence(ward.id)
    for reason, words in ((ReportReason.AT_RISK, "It means my street.\nشارعنا."), (ReportReason.INSULT, "")):
        reporting.report(ward, str(reported.public_id), reason=reason, words=words)
    links = {f"my {name} comment": withdrawing.link_token(signature) for name, signature in made.items()}
    return {"comment": str(reported.public_id), **links}


KINDS = {
    "report a comment": Kind("public.report", at(REPORT, "comment")),
    "report with problems": Kind("public.do_report", sending(REPORT, ".button.wide", "comment", words="x" * 600)),
    "nothing to report": Kind("public.report", at(f"/petitions/{WARD}/comments/unknown/report")),
    "reported": Kind("public.reported", at(f"/petitions/{WARD}/comments/reported")),
    "my waiting comment": Kind("public.signature", at("/signature/{token}", "my waiting comment")),
    "my hidden comment": Kind("public.signature", at("/signature/{token}", "my hidden comment")),
    "comments to read": Kind("organiser.comments", signed_in(QUEUE)),
    "reported comments": Kind("organiser.comments", signed_in(f"{QUEUE}?queue=reported")),
    "hidden comments": Kind("organiser.comments", signed_in(f"{QUEUE}?queue=hidden")),
    "no comments to read": Kind("organiser.comments", signed_in("/organise/a-quiet-ward/comments")),
    "hiding with problems": Kind(
        "organiser.hide_queued_comment", sending(QUEUE, 'form[action$="/hide"] .button', who="the demo's")
    ),
}
