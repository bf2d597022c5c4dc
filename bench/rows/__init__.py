"""The rows of the table of bars, each beside its floor."""
