"""Every error a user can meet, in one tree.

    DragomanError                    catch this to catch them all
    ├── InputError                   a report could not be taken in
    │   ├── NotFound          D101   no such file or folder
    │   ├── EmptyInput        D102   nothing to read in it
    │   ├── NotText           D103   a binary file
    │   ├── UnreadableText    D104   no encoding fits
    │   ├── TooLarge          D105   over the size limit
    │   ├── BadRow            D106   a row of JSONL, CSV or Parquet that holds no report
    │   ├── UnknownKind       D107   a kind of file that no source reads
    │   ├── BadDate           D108   a publication date that is none
    │   ├── UnsupportedLanguage D109 a report that is not in English
    │   ├── BrokenFile        D110   a file that is not what it should be, or not whole
    │   └── FetchError        D111   an address that can't be fetched
    │       └── RefusedAddress D112  an address that dragoman doesn't go to
    ├── DataFileError         D201   a gazetteer, codebook or lexicon file is malformed
    ├── ModelError            D301   the parsing model is missing or unfit
    ├── SpanError             D401   a span that does not hold the report's words
    ├── SchemaError           D402   JSON that is no record
    ├── WorkerError           D501   a process that reads reports ended before its work was done
    ├── ReadingError          D502   reading one report failed; the others are read
    ├── OutputError           D601   the records can't be written
    ├── ServiceError          D701   a service on the network gave no usable answer
    └── LedgerError           D801   a ledger can't be opened, or a question to it makes no sense

Each says what happened, to which file and line, and what to do next.
"""

from __future__ import annotations


class DragomanError(Exception):
    """Base of all errors that dragoman raises on purpose.

    `code` is stable and listed in the docs; `where` names the file (and line) or is empty;
    `next_step` says what the user can do.
    """

    code = "D000"
    next_step = ""

    def __init__(
        self, what: str, *, where: str = "", line: int | None = None, next_step: str | None = None
    ) -> None:
        self.what = what
        self.where = where
        self.line = line
        if next_step is not None:
            self.next_step = next_step
        super().__init__(str(self))

    def __reduce__(self) -> tuple[object, ...]:
        return _rebuild, (type(self), self.what, self.where, self.line, self.next_step)

    def __str__(self) -> str:
        place = (
            f"{self.where}:{self.line}: "
            if self.where and self.line
            else f"{self.where}: "
            if self.where
            else ""
        )
        hint = f" {self.next_step}" if self.next_step else ""
        return f"{place}{self.what}.{hint} [{self.code}]"


def _rebuild(
    kind: type[DragomanError], what: str, where: str, line: int | None, next_step: str
) -> DragomanError:
    """Make the error again on the other side of a process boundary."""
    return kind(what, where=where, line=line, next_step=next_step)


class InputError(DragomanError):
    """A report could not be taken in; the rest of the batch goes on."""

    code = "D100"


class NotFound(InputError):
    """No such file or folder."""

    code = "D101"
    next_step = "Check the path."


class EmptyInput(InputError):
    """There is nothing to read in the file."""

    code = "D102"
    next_step = "Remove it from the list, or see whether it was saved whole."


class NotText(InputError):
    """The file is binary."""

    code = "D103"
    next_step = "Give a kind of file that dragoman reads; docs/cli.md lists them."


class UnreadableText(InputError):
    """No encoding makes text of the bytes."""

    code = "D104"
    next_step = "Save the file as UTF-8."


class TooLarge(InputError):
    """The file or text is over the size limit."""

    code = "D105"
    next_step = "Split it into one file a report."


class BadRow(InputError):
    """A row of a JSONL, CSV or Parquet file holds no report."""

    code = "D106"
    next_step = 'A row has a "text" (or "event_text", or "body").'


class UnknownKind(InputError):
    """No source reads this kind of file."""

    code = "D107"
    next_step = (
        "dragoman reads .txt, .html, .jsonl, .csv, .tsv, .parquet, .xml, .rss, .atom, .warc, .warc.gz, .wacz, .eml, "
        "folders, http(s) addresses and - (standard input)."
    )


class BadDate(InputError):
    """A publication date that is no date."""

    code = "D108"
    next_step = "Write it as YYYY-MM-DD."


class UnsupportedLanguage(InputError):
    """The report is not in English; it is named, not coded as noise."""

    code = "D109"
    next_step = "dragoman reads English; translate the report first."


class BrokenFile(InputError):
    """A file is not of the kind that it should be, or was not saved whole."""

    code = "D110"
    next_step = "Fetch or copy it again, and see whether its name says what it is."


class FetchError(InputError):
    """A page or feed can't be fetched from the web."""

    code = "D111"
    next_step = "Check the address and the connection, and try again later."


class RefusedAddress(FetchError):
    """An address that leads to no public place on the web: this machine, a private network, another scheme."""

    code = "D112"
    next_step = "Save the page, and give the file."


class DataFileError(DragomanError):
    """A gazetteer, codebook or lexicon file is malformed."""

    code = "D201"
    next_step = "Mend the row; docs/data-files.md describes each file."


class ModelError(DragomanError):
    """The parsing model is missing or lacks a part that reading needs."""

    code = "D301"
    next_step = "Run `make run` again, or install the model that you named."


class SpanError(DragomanError):
    """A span does not hold the words of its report."""

    code = "D401"
    next_step = "A span counts characters of the very text it belongs to, from 0, its end exclusive."


class SchemaError(DragomanError):
    """JSON that is no dragoman record."""

    code = "D402"
    next_step = "`dragoman schema` prints what a record looks like."


class WorkerError(DragomanError):
    """A process that reads reports ended before its work was done: it was killed, or the memory ran out."""

    code = "D501"
    next_step = "If memory ran out, use fewer workers: each takes 300 MB and more."


class ReadingError(DragomanError):
    """Reading one report failed, which is a defect of dragoman and not of the report."""

    code = "D502"
    next_step = "The other reports are read; please report this one with its text."


class OutputError(DragomanError):
    """The records can't be written where they should go."""

    code = "D601"
    next_step = "Check the path and the space on the disk."


class ServiceError(DragomanError):
    """A service on the network can't be reached, refuses, or answers what makes no sense."""

    code = "D701"
    next_step = "Check the connection, and try again later."


class LedgerError(DragomanError):
    """A ledger can't be opened or written, or a question to it makes no sense."""

    code = "D801"
    next_step = "Check the path or URL of the ledger."
