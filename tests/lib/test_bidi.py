import pytest

from petition.lib.bidi import visual_runs

ARABIC, HEBREW = "مستشفى", "שלום"


@pytest.mark.parametrize(
    ("text", "rtl", "runs"),
    [
        ("10 000 personnes", False, ["10 000 personnes"]),
        (f"Sign for {ARABIC} now", False, ["Sign for ", ARABIC, " now"]),
        # A number after Arabic letters belongs to them, also on an English line.
        (f"at {ARABIC} 12 now", False, ["at ", "12", f"{ARABIC} ", " now"]),
        (f"{ARABIC} Médecins {ARABIC}", True, [f" {ARABIC}", "Médecins", f"{ARABIC} "]),
        (f"{ARABIC} 10,000 {ARABIC}", True, [f" {ARABIC}", "10,000", f"{ARABIC} "]),
        (f"{HEBREW} 5% (abc)", True, [")", "abc", " (", "5%", f"{HEBREW} "]),
        ("8,412", True, ["8,412"]),
        (f"({ARABIC}) الطبّيّة", True, [f"({ARABIC}) الطبّيّة"]),
        ("", True, []),
    ],
)
def test_pieces_stand_where_a_reader_expects_them(text: str, rtl: bool, runs: list[str]) -> None:
    assert [piece for piece, _ in visual_runs(text, rtl=rtl)] == runs


def test_each_piece_says_where_it_starts() -> None:
    assert visual_runs(f"a {ARABIC} 12", rtl=False) == [("a ", False), ("12", False), (f"{ARABIC} ", True)]
