"""What was done to a petition, and to what stands under it: a sentence for each verb of the audit."""

from collections.abc import Callable

from flask_babel import gettext

Words = Callable[[], str]

# What was done to a petition and what stands under it. `petition` is its title.
OF_PETITIONS: dict[str, Words] = {
    "release": lambda: gettext("%(who)s let a held signature count: %(petition)s"),
    "remove": lambda: gettext("%(who)s removed a signature: %(petition)s"),
    "restore": lambda: gettext("%(who)s restored a signature that had been removed: %(petition)s"),
    "hide name": lambda: gettext("%(who)s hid a signer’s name: %(petition)s"),
    "show name": lambda: gettext("%(who)s had a signer’s name shown again: %(petition)s"),
    "hide comment": lambda: gettext("%(who)s hid a comment: %(petition)s"),
    "show comment": lambda: gettext("%(who)s let a comment be read by everyone: %(petition)s"),
    "keep comment": lambda: gettext("%(who)s kept a comment that readers had reported: %(petition)s"),
    "undo comment": lambda: gettext("%(who)s took back a decision about a comment: %(petition)s"),
    "take reported comment from view": lambda: gettext(
        "A reader said that a comment puts somebody at risk. It waits until somebody of you has read it: %(petition)s"
    ),
    "send again": lambda: gettext("%(who)s had a mail sent to a signer again: %(petition)s"),
    "look up": lambda: gettext("%(who)s looked up a mail address: %(petition)s"),
    "look up domain": lambda: gettext("%(who)s looked for signatures from a mail domain: %(petition)s"),
    "look up names": lambda: gettext("%(who)s chose signatures by a pattern of names: %(petition)s"),
    "add signatory": lambda: gettext("%(who)s added a signatory: %(petition)s"),
    "approve signatory": lambda: gettext("%(who)s approved a signatory: %(petition)s"),
    "ask signatory": lambda: gettext("%(who)s asked a signatory something: %(petition)s"),
    "decline signatory": lambda: gettext("%(who)s declined a signatory: %(petition)s"),
    "remove signatory": lambda: gettext("%(who)s removed a signatory: %(petition)s"),
    "list signatory": lambda: gettext("%(who)s had a signatory’s name printed: %(petition)s"),
    "withhold signatory": lambda: gettext("%(who)s withheld a signatory’s name: %(petition)s"),
    "move signatory": lambda: gettext("%(who)s moved a signatory to another place: %(petition)s"),
    "order signatories": lambda: gettext("%(who)s put the signatories in alphabetical order: %(petition)s"),
    "renew private link": lambda: gettext("%(who)s made a new private link: %(petition)s"),
    "renew preview link": lambda: gettext("%(who)s made a new link to the preview: %(petition)s"),
    "export": lambda: gettext("%(who)s took a list (%(list)s): %(petition)s"),
    "export departures": lambda: gettext("%(who)s took the list of those who left since (%(list)s): %(petition)s"),
    "export deleted": lambda: gettext("%(who)s said that the file of a list is deleted (%(list)s): %(petition)s"),
    "make petition": lambda: gettext("%(who)s made a petition: %(petition)s"),
    "begin petition": lambda: gettext("%(who)s began a petition: %(petition)s"),
    "discard petition": lambda: gettext("%(who)s deleted a draft: %(petition)s"),
    "change petition": lambda: gettext("%(who)s worked at it (%(section)s): %(petition)s"),
    "change address": lambda: gettext("%(who)s gave it another address: %(petition)s"),
    "circulate petition": lambda: gettext("%(who)s let it circulate by a private link: %(petition)s"),
    "schedule petition": lambda: gettext("%(who)s planned when it opens by itself: %(petition)s"),
    "unschedule petition": lambda: gettext("%(who)s let it wait until somebody opens it: %(petition)s"),
    "send petition for review": lambda: gettext("%(who)s sent it to be looked at before it opens: %(petition)s"),
    "take petition back from review": lambda: gettext("%(who)s took it back before it was looked at: %(petition)s"),
    "approve petition": lambda: gettext("%(who)s looked at it and approved it: %(petition)s"),
    "give petition back": lambda: gettext("%(who)s looked at it and gave it back: %(petition)s"),
    "open petition": lambda: gettext("%(who)s opened it to everyone: %(petition)s"),
    "could not open petition": lambda: gettext(
        "It was to open by itself, but something was missing: %(petition)s. %(findings)s"
    ),
    "close petition": lambda: gettext("%(who)s closed it: %(petition)s"),
    "destroy index key": lambda: gettext(
        "Nobody can look up any more by a mail address who signed it: the key for that was destroyed as planned: "
        "%(petition)s"
    ),
    "hide petition": lambda: gettext("Those who run this site took it from view: %(petition)s"),
    "correct hidden reason": lambda: gettext(
        "Those who run this site changed the reason why it is hidden: %(petition)s"
    ),
    "show petition": lambda: gettext("Those who run this site let it be seen again: %(petition)s"),
    "revise petition": lambda: gettext("%(who)s corrected the text: %(petition)s"),
    "ask for correction": lambda: gettext("%(who)s asked that a large correction be allowed: %(petition)s"),
    "take correction back": lambda: gettext("%(who)s took a large correction back: %(petition)s"),
    "allow correction": lambda: gettext("%(who)s allowed a large correction: %(petition)s"),
    "refuse correction": lambda: gettext("%(who)s refused a large correction: %(petition)s"),
    "add translation": lambda: gettext("%(who)s added a translation: %(petition)s"),
    "look through translation": lambda: gettext("%(who)s said that a translation still fits: %(petition)s"),
    "add copy": lambda: gettext("%(who)s added somebody who gets a copy: %(petition)s"),
    "begin update": lambda: gettext("%(who)s began to write news: %(petition)s"),
    "discard update": lambda: gettext("%(who)s deleted a draft of news: %(petition)s"),
    "plan update": lambda: gettext("%(who)s planned when news is published: %(petition)s"),
    "unplan update": lambda: gettext("%(who)s took back the plan to publish news: %(petition)s"),
    "publish update": lambda: gettext("%(who)s published news: %(petition)s"),
    "could not publish update": lambda: gettext("News was to be published by itself, but could not be: %(petition)s"),
    "correct update": lambda: gettext("%(who)s corrected published news: %(petition)s"),
    "translate update": lambda: gettext("%(who)s added a translation to published news: %(petition)s"),
    "mail update": lambda: gettext("%(who)s let news be mailed: %(petition)s"),
    "mail update sooner": lambda: gettext("%(who)s let news be mailed sooner than usual: %(petition)s"),
    "stop mailing": lambda: gettext("%(who)s stopped the mailing of news: %(petition)s"),
    "go on with mailing": lambda: gettext("%(who)s went on with the mailing of news: %(petition)s"),
    "take down update": lambda: gettext("%(who)s took down news: %(petition)s"),
    "add source": lambda: gettext("%(who)s made a link with a code: %(petition)s"),
    "remove source": lambda: gettext("%(who)s removed a link with a code: %(petition)s"),
    "confirm job": lambda: gettext("%(who)s confirmed “%(deed)s” for several signatures (%(number)s): %(petition)s"),
    "cancel job": lambda: gettext("%(who)s stopped “%(deed)s” for several signatures after %(number)s: %(petition)s"),
    "take back job": lambda: gettext("%(who)s took an earlier decision back by “%(deed)s” (%(number)s): %(petition)s"),
    "finish job": lambda: gettext("“%(deed)s” was done to %(number)s signatures: %(petition)s"),
    "give job up": lambda: gettext("“%(deed)s” was given up after a fault, done to %(number)s: %(petition)s"),
    "give petition": lambda: gettext("%(who)s handed a petition over to %(taking)s: %(petition)s"),
    "take petition": lambda: gettext("%(who)s brought a petition from %(giving)s: %(petition)s"),
}
