"""Mark the trigger in rows that mark only source and target: the word at which dragoman's reader would see the event.

Run it where dragoman itself is installed:

    python training/events/triggers.py ROWS.jsonl --out DIR/ROWS.jsonl

A row whose pair the reader finds at no verb or noun stays as it is: there are events that hang on no one word.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable, Sequence
from pathlib import Path

from marks import Span, mark, plain

from dragoman import Report
from dragoman.reading.parse import Parsed
from dragoman.reading.reader import Reader
from dragoman.reading.what.draft import Draft
from dragoman.reading.who.mention import Mention


def trigger(parsed: Parsed, drafts: Iterable[Draft], spans: dict[str, Span]) -> Span | None:
    """The trigger of the one draft whose source and target are the marked ones."""
    found = {
        draft.token
        for draft in drafts
        if _are(parsed, draft.sources, spans.get("s")) and _are(parsed, draft.targets, spans.get("t"))
    }
    if len(found) != 1:
        return None
    token = found.pop()
    return parsed.start[token], parsed.end[token]


def _are(parsed: Parsed, side: Sequence[Mention], marked: Span | None) -> bool:
    if marked is None:
        return True
    return any(parsed.start[m.start] < marked[1] and marked[0] < parsed.end[m.end - 1] for m in side)


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("rows", type=Path, nargs="+")
    arguments.add_argument("--out", type=Path, required=True)
    asked = arguments.parse_args()
    reader = Reader(event_model=None)
    rows = [json.loads(line) for path in asked.rows for line in path.read_text("utf-8").splitlines()]
    split = [plain(row["marked"]) for row in rows]
    with asked.out.open("w", encoding="utf-8") as out:
        parsed = reader.parser.parse_many(Report(text) for text, _ in split)
        for row, (text, spans), one in zip(rows, split, parsed, strict=True):
            at = trigger(one, reader.candidates(one), spans)
            if at is not None and row.get("type") != "NONE":
                row["marked"] = mark(text, {**spans, "e": at})
            out.write(json.dumps(row, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
