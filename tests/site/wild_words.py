"""What readers, sign-ups and notices say around an article after the wild relaunch."""

from __future__ import annotations

import random
from collections.abc import Iterator

READERS = (
    "harbour_owl", "Nuray K.", "old.tram.driver", "T. Lindqvist", "baklava4breakfast", "Emre",
    "just a reader", "Wolfgang from Ulm", "ferrygirl", "M. A. Castellanos",
)  # fmt: skip
REMARKS = (
    "I have read this twice now and still do not see what it would change for us.",
    "My uncle worked there for thirty years, and he would laugh at those numbers.",
    "Finally somebody writes about it without taking sides!",
    "Could the editors please add a map next time?",
    "This was promised before the last two elections as well, and nothing came of it.",
    "We moved away because of exactly this, and we have not regretted it for a day.",
    "Nobody I know was asked, so I wonder where these opinions come from.",
    "You forget that the winters there are much longer than people think.",
    "Let us wait and see, as my grandmother used to say.",
    "I was there last spring and it looked nothing like that.",
    "Whoever pays for it in the end will be people like you and me.",
    "Thank you for the background, I learned more here than from an hour of television.",
    "The second half of the story is the interesting one, in my opinion.",
    "It is always the same three names, and always the same excuses.",
    "I disagree with almost everybody here, but politely.",
    "Has anyone compared this with how our neighbors handle it?",
    "Sorry, but that is not how a budget works.",
    "They could have saved themselves the trouble by asking the people who live there.",
    "Good luck to all of them, they will need it more than they know.",
    "I sent a letter about it to the ministry in June and never heard back.",
    "If half of this is true, I shall be glad; if all of it is, I shall be surprised.",
    "My children ask me about this every week, and I never know what to tell them.",
)
NEWSLETTER_WORDS = (
    "<h4>The morning letter</h4><p>Sign up for our free newsletter and read first what moves the"
    " region. You can unsubscribe whenever you like, and we never pass your e-mail address on.</p>"
)
CONSENT_WORDS = (
    "<p>This site uses cookies to remember your choices and to measure traffic. Read our privacy"
    " policy to learn which ones are set, and how to refuse them.</p>"
)
WALL_WORDS = (
    "<p>You have read four of your ten free stories this month. Subscribe to read without limits,"
    " or sign in if you have an account.</p>"
)


def remarks(rng: random.Random, characters: int) -> Iterator[tuple[str, str]]:
    """Readers and what they say, until at least so much is said."""
    said = 0
    while said < characters:
        words = " ".join(rng.sample(REMARKS, rng.randint(1, 4)))
        said += len(words)
        yield rng.choice(READERS), words
