"""What the same machine gives to programs that do next to nothing: the product's figures are compared with these."""

from flask import Flask


def minimal_app(name: str) -> Flask:
    """An app that says where the site does that it runs: whoever starts it waits for that."""
    app = Flask(name)
    app.add_url_rule("/healthz", view_func=lambda: "ok")
    return app
