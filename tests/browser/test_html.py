"""The HTML of every page is valid, as the server sent it."""

import subprocess
from pathlib import Path

from tests.browser.conftest import CASES, Tab, node_tool

CONFIGURATION = Path(__file__).with_name("htmlvalidate.json")


def test_every_page_is_valid_html(tab: Tab, tmp_path: Path) -> None:
    tool = node_tool(".bin/html-validate")
    for name, language in CASES:
        body = tab.visit(name, language).document.body()
        (tmp_path / f"{name.replace(' ', '-')}.{language}.html").write_bytes(body)
    # All in one call: starting Node takes longer than reading the pages.
    command = [str(tool), "--config", str(CONFIGURATION), "--ext", "html", str(tmp_path)]
    checked = subprocess.run(command, capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stdout + checked.stderr
