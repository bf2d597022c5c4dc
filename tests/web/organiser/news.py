"""A piece of news of the petition of the fixtures, as tests of its pages need it."""

from collections.abc import Callable

from petition.models.news import Update

NEWS = "/en/organise/keep-the-ward-open/updates"
# Do something with it, committed.
Change = Callable[[Callable[[Update], object]], None]
