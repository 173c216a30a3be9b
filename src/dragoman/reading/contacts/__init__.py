"""When were two sides in touch? Calls, visits, meetings, talks, and the silence that a contact broke."""

from __future__ import annotations

from dragoman.reading.contacts.find import ContactFinder

__all__ = ["ContactFinder"]
