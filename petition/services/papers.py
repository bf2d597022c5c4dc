"""The papers that data protection law asks for, drafted from what the settings of a petition really do.

They are made anew at each look and stored nowhere. They say what the software does, and ask what it cannot know;
whether all that is lawful is for the team to judge.
"""

import re

from flask_babel import force_locale, gettext

from petition.lib import clock
from petition.models.petition import Petition
from petition.services import assessment_paper, paper_parts, record_paper
from petition.services.paper_parts import Fact, Paper

# What Markdown would take for marks of its own, wherever in a line.
MARKS = re.compile(r"([\\`*_\[\]<>#|~])")
# … and what it would only at its beginning.
FIRST_MARKS = re.compile(r"^([-+=]|\d+(?=[.)]))")


def of(petition: Petition) -> list[Paper]:
    """The record of processing and the draft of an impact assessment, in the language in force."""
    situation = paper_parts.situation_of(petition)
    return [record_paper.of(situation), assessment_paper.of(situation)]


def caution() -> str:
    """What stands above both."""
    words: str = gettext(
        "Drafted by the software on %(day)s from the settings as they were then. It is no legal advice: "
        "complete it, and "
        "have it checked by somebody who knows the law that binds you.",
        day=paper_parts.day(clock.now().date()),
    )
    return words


def as_markdown(petition: Petition, language: str) -> str:
    """Both as one text in a language, for a file that the team fills in."""
    with force_locale(language):
        title = paper_parts.situation_of(petition).title
        pieces = [f"# {_plain(title)}", f"> {_plain(caution())}"]
        for paper in of(petition):
            pieces += [f"## {_plain(paper.heading)}", _plain(paper.about)]
            for part in paper.parts:
                pieces.append(f"### {_plain(part.heading)}")
                pieces += [piece for fact in part.facts for piece in _of_fact(fact)]
    return "\n\n".join(pieces) + "\n"


def _of_fact(fact: Fact) -> list[str]:
    pieces = [f"**{_plain(fact.name)}**", *map(_plain, fact.says)]
    if fact.asks:
        pieces.append(f"> {_plain(gettext('For you to answer:'))} {_plain(fact.asks)}\n>\n> \\_\\_\\_\\_\\_\\_\\_\\_")
    return pieces


def _plain(words: str) -> str:
    """Words that Markdown takes as they are."""
    return FIRST_MARKS.sub(r"\\\1", MARKS.sub(r"\\\1", words))
