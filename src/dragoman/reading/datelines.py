"""Where a report says that it was written: "PARIS, April 3 (Reuters) -", "JERUSALEM -"."""

from __future__ import annotations

import re

LINES = 4
"""Lines or sentences at the top of a report, one of which a dateline may open."""
_LONGEST = 120
"""Characters."""

# "PARIS, April 3 (Reuters) -", "BEIJING, Nov. 18 (Xinhua) --", "KABUL, Afghanistan (AP) -", "JERUSALEM -".
_DATELINE = re.compile(
    r"\s{0,20}(?P<place>[A-Z][\w.'’-]*(?: [A-Z][\w.'’-]*){0,3})"
    r"(?:, (?P<in>[A-Z][\w.]*(?: [A-Z][\w.]*){0,2}?))?"
    r"(?:,? (?P<date>(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.? \d{1,2}(?:, \d{4})?))?"
    r"(?:,? ?\((?P<agency>[\w./ -]{2,30})\))?"
    r" ?(?:--|—|–|-|_) ?(?=[A-Z\"“'‘])"
)


def dateline(text: str, start: int) -> re.Match[str] | None:
    """The dateline that opens at character `start`, with the groups "place" and "in" (a wider place), or None.

    A place alone counts only in capitals: "Washington - and Moscow" is none.
    """
    match = _DATELINE.match(text, start, start + _LONGEST)
    return match if match and (match["agency"] or match["date"] or match["place"].isupper()) else None
