"""What can be wrong with a comment or a petition, in words: for readers, for those who decide, and for who wrote it."""

from flask_babel import lazy_gettext

from petition.models.report import ReportReason

REASONS = {
    ReportReason.INSULT: lazy_gettext("It insults or threatens somebody"),
    ReportReason.AT_RISK: lazy_gettext("It names somebody who may be at risk, or tells too much about them"),
    ReportReason.ADVERTISING: lazy_gettext("It is advertising, or has nothing to do with this"),
    ReportReason.FALSE_CLAIM: lazy_gettext("It claims something false"),
    ReportReason.OTHER: lazy_gettext("Something else"),
}
# The same of a petition, to readers and to those who run the site.
ABOUT_PETITIONS = REASONS | {
    ReportReason.ADVERTISING: lazy_gettext("It is advertising, or not meant in earnest"),
}
# To its signer: nobody is accused, and each may be mistaken.
TO_SIGNERS = {
    ReportReason.INSULT: lazy_gettext("The team thinks that it could hurt somebody."),
    ReportReason.AT_RISK: lazy_gettext("The team thinks that it could put somebody at risk, perhaps you."),
    ReportReason.ADVERTISING: lazy_gettext("The team thinks that it is about something else."),
    ReportReason.FALSE_CLAIM: lazy_gettext("The team could not find out whether what it says is true."),
    ReportReason.OTHER: lazy_gettext("The team decided not to show it."),
}
