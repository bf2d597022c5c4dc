"""The outside world: each a Protocol, an embedded way and a production way, chosen by a URL."""
