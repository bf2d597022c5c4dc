"""What knows nothing of petitions: pure functions and values."""
