"""How much one report may hold. Past these sizes a file is no single news text, and reading it would fill the memory.

The longest reports of the wire agencies run to about 60,000 characters; the limits leave thirty times that.
"""

from __future__ import annotations

MAX_TEXT = 2_000_000
"""Characters in one report's text."""

MAX_TEXT_BYTES = 4 * MAX_TEXT
"""Bytes in a text file: a character takes at most four in UTF-8."""

MAX_HTML_BYTES = 16_000_000
"""Bytes in an HTML page, whose scripts, styles and inlined pictures count too."""

MAX_ROW = 8 * MAX_TEXT
"""Characters in one row of JSONL or CSV: escapes like \\u2019 take six for one, and the other fields need room."""

MAX_MAIL_BYTES = 32_000_000
"""Bytes in an e-mail, whose attachments count too: mail servers pass on no more than about that."""

MAX_PIPED = 4_000_000_000
"""Bytes of an archive or a table that come through a pipe and have to be kept on disk while they are read."""
