"""Verbs: the rules of the product. They never commit and never know of HTTP."""
