"""The pages that proxies show by themselves: they say of themselves what the application says of its own."""

import base64
import hashlib
import re

import pytest

from tests.source_tree import ROOT

PAGES = sorted((ROOT / "deploy/pages").glob("*.html"))
PROXIES = ("deploy/nginx/countersign/server.conf", "deploy/caddy/Caddyfile")
STYLE = re.compile(r"<style>(.*?)</style>", re.DOTALL)
INLINE = re.compile(r"<script|\bstyle=|\bon[a-z]+=|<link|<img|<form")


def test_there_are_two() -> None:
    assert [page.name for page in PAGES] == ["away.html", "too-large.html"]


@pytest.mark.parametrize("place", PROXIES)
def test_nothing_works_on_them_but_their_own_style(place: str) -> None:
    said = (ROOT / place).read_text(encoding="utf-8")
    [policy] = re.findall(r'Content-Security-Policy "(.+)"', said)
    rules = policy.split("; ")
    assert {"default-src 'none'", "form-action 'none'", "base-uri 'none'", "frame-ancestors 'none'"} < set(rules)
    assert "unsafe" not in policy
    for page in PAGES:
        words = page.read_text(encoding="utf-8")
        [style] = STYLE.findall(words)
        digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
        assert f"style-src 'sha256-{digest}'" in rules
        assert INLINE.search(words) is None


@pytest.mark.parametrize("place", PROXIES)
def test_they_say_what_else_is_said(place: str) -> None:
    said = (ROOT / place).read_text(encoding="utf-8")
    for header in ("Cache-Control no-store", "X-Content-Type-Options nosniff", "Referrer-Policy no-referrer"):
        assert header in said
