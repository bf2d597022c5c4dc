"""Pictures of every public page, to be looked at: `python -m tests.browser.screenshots FOLDER`.

In English, Arabic and French, on a phone, a tablet and a desk, in light and in dark.
"""

import io
import sys
import tempfile
from itertools import product
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

from tests.browser.live import LiveSite, live_site
from tests.browser.pages import KINDS, set_the_stage
from tests.browser.reaching import Stage
from tests.servers import chromium_path

LANGUAGES = ("en", "ar", "fr")
WIDTHS = (360, 768, 1280)
README = {
    "petition": "/en/petitions/keep-the-night-shift-alive",
    "letter": "/en/petitions/painted-roofs",
    "call": "/ar/petitions/thirty-minutes-for-the-ward",
    "statement": "/en/petitions/no-ward-without-water",
    "coalition": "/fr/petitions/ouvrez-le-passage",
}


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as data, live_site(Path(data)) as live, sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=chromium_path(), args=["--no-sandbox"])
        page = chromium.new_page(base_url=live.url)
        shoot_all(page, set_the_stage(live), folder)
        shoot_the_readme(page, live)
        chromium.close()


def shoot_all(page: Page, stage: Stage, folder: Path) -> None:
    for number, (name, language) in enumerate(product(KINDS, LANGUAGES)):
        page.context.clear_cookies()
        page.set_extra_http_headers({"X-Forwarded-For": KINDS[name].address or f"10.2.0.{number}"})
        KINDS[name].reach(page, stage, language)
        for width, scheme in product(WIDTHS, ("light", "dark")):
            page.set_viewport_size({"width": width, "height": 800})
            page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
            file = f"{name.replace(' ', '-')}.{language}.{width}.{scheme}.png"
            page.screenshot(path=folder / file, full_page=True)


def shoot_the_readme(page: Page, live: LiveSite) -> None:
    """The pictures that README.md shows, in few colours: they are fetched with every clone."""
    page.set_viewport_size({"width": 1280, "height": 900})
    page.emulate_media(color_scheme="light")
    for name, path in README.items():
        page.goto(f"{live.url}{path}", wait_until="networkidle")
        shot = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
        shot.quantize(64).save(f"docs/pictures/{name}.png", optimize=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
