"""The script of a text is that of its first letter."""

import pytest

from petition.lib.scripts import script_of


@pytest.mark.parametrize(
    ("text", "script"),
    [("Élodie", "LATIN"), ("«سلام»", "ARABIC"), ("7 Врачи", "CYRILLIC"), ("医生", "CJK"), ("…", ""), ("", "")],
)
def test_it_names_the_script(text: str, script: str) -> None:
    assert script_of(text) == script
