"""Quotations, figures, links … as the editor writes them."""

from typing import Any

import pytest

from petition.models.page_block import BlockKind
from petition.models.petition import Petition, PetitionState
from petition.services import sections
from petition.services.errors import InvalidSection, SectionIsFrozen
from petition.services.page_blocks import BLOCKS
from tests.editing import save


def block(words: dict[str, dict[str, str]], **values: Any) -> dict[str, Any]:
    return {"words": words, "handles": {}, "url": "", "published_on": "", "is_opening": False, **values}


def initiator(name: str) -> dict[str, Any]:
    return block({"name": {"en": name}, "role": {}})


def said(speaker: str) -> dict[str, dict[str, str]]:
    return {"words": {"en": "I have not slept."}, "speaker": {"en": speaker}, "role": {}}


@pytest.mark.parametrize("name", BLOCKS)
def test_every_list_keeps_what_it_is_given(written: Petition, name: str) -> None:
    words = {word: {"en": f"{word} in English", "ar": f"{word} بالعربية"} for word in BLOCKS[name][1]}
    one = block(words, url="https://example.org/one", handles={"x": "@rima"}, published_on="2026-11-02")
    save(written, name, blocks=[one])
    assert sections.read(written, name) == {"blocks": [one]}
    assert [kept.kind for kept in written.blocks] == [BLOCKS[name][0]]


def test_lists_do_not_touch_each_other(written: Petition) -> None:
    link = block({"label": {"en": "The riders"}}, url="https://example.org")
    save(written, "links", blocks=[link])
    save(written, "quotations", blocks=[block(said("A nurse"))])
    save(written, "quotations", blocks=[])
    assert sections.read(written, "links") == {"blocks": [link]}


def test_quotations_change_places_and_one_comes_first(written: Petition) -> None:
    nurse, doctor = block(said("A nurse")), block(said("A doctor"))
    save(written, "quotations", blocks=[nurse, doctor])
    save(written, "quotations", blocks=[doctor | {"is_opening": True}, nurse])
    kinds = [one.kind for one in sorted(written.blocks, key=lambda one: one.position)]
    assert kinds == [BlockKind.OPENING_QUOTATION, BlockKind.QUOTATION]
    assert [one["words"]["speaker"]["en"] for one in sections.read(written, "quotations")["blocks"]] == [
        "A doctor",
        "A nurse",
    ]


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("quotations", block({"words": {"en": "I have not slept."}})),
        ("quotations", block(said("A nurse") | {"role": {"ar": "ممرضة"}})),
        ("quotations", block({})),
        ("links", block({"label": {"en": "No address"}})),
        ("links", block({"label": {"en": "Bad"}}, url="javascript:alert(1)")),
        ("mentions", block({"outlet": {"en": "Post"}, "headline": {"en": "One"}}, published_on="yesterday")),
        ("mentions", block({"outlet": {"en": "Post"}, "headline": {"en": "One"}}, published_on="0026-11-02")),
        ("figures", block({"count": {"en": "3"}})),
    ],
)
def test_it_refuses_what_cannot_stand(written: Petition, name: str, values: dict[str, Any]) -> None:
    with pytest.raises(InvalidSection, match="blocks, number 1"):
        save(written, name, blocks=[values])


def test_only_a_quotation_stands_before_the_text(written: Petition) -> None:
    save(written, "figures", blocks=[block({"amount": {"en": "3"}, "label": {"en": "beds"}}, is_opening=True)])
    assert written.blocks[0].kind is BlockKind.FIGURE


def test_a_list_has_an_end(written: Petition) -> None:
    link = block({"label": {"en": "A page"}}, url="https://example.org")
    with pytest.raises(InvalidSection, match="at most 50"):
        save(written, "links", blocks=[link] * 51)


def test_once_it_is_open_others_can_join_who_carries_it_and_nobody_leaves(ward: Petition) -> None:
    carried = [initiator("Prof. Morel"), initiator("The Well")]
    ward.opened_at, opened_at = None, ward.opened_at
    ward.state = PetitionState.DRAFT
    save(ward, "initiators", blocks=carried)
    ward.state, ward.opened_at = PetitionState.OPEN, opened_at
    for others in ([], carried[:1], [initiator("Prof. Other"), carried[1]]):
        with pytest.raises(SectionIsFrozen):
            save(ward, "initiators", blocks=others)
    translated = initiator("Prof. Morel")
    translated["words"]["name"]["ar"] = "مورل"
    save(ward, "initiators", blocks=[translated, carried[1], initiator("The Lamp")])
    assert len(ward.blocks) == 3
