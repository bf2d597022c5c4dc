"""How long what a team writes may be, and how many of it: for petition files, for the editor and for its forms."""

from petition.lib import addresses, markdown, web_addresses

# One line, and a few paragraphs, in characters.
LINE = 200
TEXT = 10_000
# The text of a petition, in Markdown.
BODY = markdown.MAX_LENGTH
# What people pass on, beside the link.
SHARE_TEXT = 1000
HASHTAG = 100
URL = 2000
PHONE = 40
# With the hours at which a press contact can be rung.
PRESS_PHONE = 60
MAIL = addresses.MAX_LENGTH
SLUG = web_addresses.SLUG_LENGTH

HIGHEST_GOAL = 1_000_000_000
AN_HOUR, A_WEEK = 60, 7 * 24 * 60

# Rows of one list: events, links, fields …; and addressees, of whom there may be one for each country.
MOST_ROWS = 50
MOST_ADDRESSEES = 250
MOST_GOALS = 20
MOST_HASHTAGS = 20
MOST_LANGUAGES = 30
MOST_PHONES = 5
MOST_ZONES = 10
# The summary that is made of the first paragraph, where none was written.
MADE_SUMMARY = 300
