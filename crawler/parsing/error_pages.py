"""The words of pages that stand where an article should: errors, gates, maintenance.

They only say that a page needs more to be an article: a newspaper writes of them too.
"""

from __future__ import annotations

import re

from crawler.newspaper.active import PROFILE

_PHRASES = """
error 404 403 401 410 429 500 502 503 504 520 521 522 524 http https code status oops sorry hmm
whoops page not found the this that requested you are were looking for content article story could
couldn't cannot can't can be find found does doesn't exist exists no longer nothing here there is
isn't was has been moved removed deleted available unavailable gone missing invalid link url
broken access denied forbidden blocked unauthorized permission permissions you have don't to just
a moment one second please wait while we're checking your browser before accessing redirecting
loading attention required cloudflare security check verify verifying verification that you're
human are robot captcha connection bad gateway gateway time-out timeout timed out internal server
service temporarily request failed too many requests something went wrong try again later
unexpected occurred an has we will we'll be right back soon under scheduled maintenance site
website is down currently offline before continue we value your privacy cookie cookies consent
settings log login sign in up to register subscribe sayfa bulunamadı bulunamadi hata
"""
_WORDS = frozenset([*_PHRASES.split(), *PROFILE.name.casefold().split()])
_TELLING = re.compile(
    r"40[134]|410|429|50[0234]|52\d|found|(?:n't|not|no longer) (?:be |find |exist)|denied|"
    r"forbidden|blocked|unauthori[sz]ed|moment|wait|checking|attention|verif|human|robot|captcha|"
    r"gateway|error|hata|bulunamad|unavailable|too many|wrong|try again|back soon|right back|"
    r"maintenance|offline|down\b|before you|privacy|cookie|consent|\blog ?in|sign in|redirecting|"
    r"oops|sorry|security check|exist|missing|gone|removed|loading",
)
_BEGINNING = re.compile(
    r"(?:http |error\W{0,3})?(?:40[134]|410|429|50[0234]|52\d)\b|error\b|oops\b|sorry\b|"
    r"(?:the |this )?page (?:was |is |could |can ?)?(?:not|n't|no longer) |access (?:is )?denied|"
    r"forbidden|just a moment|one moment|please wait|attention required|checking your browser|"
    r"(?:are you|verify)\b.{0,20}(?:human|robot)|security check|bad gateway|gateway time|"
    r"internal server|service (?:temporarily )?unavailable|too many requests|something went wrong|"
    r"we(?:'ll| will) be (?:right )?back|(?:under|scheduled) maintenance|before you continue|"
    r"we value your privacy|sayfa bulunamad",
)
_WORD = re.compile(r"\w[\w'-]*")
_FIRST_LETTERS = tuple({*(word[:3] for word in _WORDS), *"0123456789"})
_MAX_LENGTH = 100
"""Characters that are looked at; a notice's headline is short."""


def may_be_notice(headline: str) -> bool:
    """Whether its first word is one that notices, too, begin with: most headlines need no closer
    look."""
    first = _WORD.search(_plain(headline))
    return first is None or first[0].startswith(_FIRST_LETTERS)


def is_notice(headline: str) -> bool:
    """Whether a headline or title has nothing but a notice's words: `404 - Page not found`."""
    text = _plain(headline)
    words = _WORD.findall(text)
    return len(headline) <= _MAX_LENGTH and _WORDS.issuperset(words) and bool(_TELLING.search(text))


def begins_as_notice(headline: str) -> bool:
    """Whether it begins like one, whatever follows: `Access denied: village loses its road`."""
    return _BEGINNING.match(_plain(headline)) is not None


def _plain(headline: str) -> str:
    begin = headline[:_MAX_LENGTH].casefold().replace("\u2019", "'")
    return begin.strip(" .-\u2013\u2014!\u2026:|")
