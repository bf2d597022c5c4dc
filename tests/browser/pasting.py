"""What somebody copied, as they would find out: by pasting it. Our own pages may not read what others copied."""

from playwright.sync_api import BrowserContext


def pasted(context: BrowserContext) -> str:
    page = context.new_page()
    page.set_content("<textarea></textarea>")
    field = page.locator("textarea")
    field.press("ControlOrMeta+v")
    return field.input_value()
