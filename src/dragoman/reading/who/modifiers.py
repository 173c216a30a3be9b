"""What names and titles before a noun tell of the actor: "French", "Hamas", "former President"."""

from __future__ import annotations

from dragoman.gazetteer.communities import Community
from dragoman.gazetteer.countries import NameEntry
from dragoman.gazetteer.groups import Group
from dragoman.gazetteer.offices import Office
from dragoman.gazetteer.organisations import Organisation
from dragoman.gazetteer.people import FORMER_SECTORS, Person
from dragoman.reading.who.coreference import Entity
from dragoman.reading.who.entries import PARTIAL, EntryReader, country_of
from dragoman.reading.who.names import Entry

_OF_A_STATE = frozenset({"office", "force", "group", "people"})
_RULING = frozenset({"heads of state", "heads of government", "ministers"})


class Modifiers:
    """Applies the gazetteer's entries before a head to the draft of the actor."""

    def __init__(self, entries: EntryReader) -> None:
        self._entries = entries

    def apply(self, draft: Entity, entry: Entry) -> None:
        """What a name or title before the head tells of the actor."""
        if isinstance(entry, NameEntry):
            self._of_country(draft, entry)
        elif isinstance(entry, Office):
            self._title(draft, entry)
        elif draft.kind in ("state", "organisation") and draft.named:
            return
        elif isinstance(entry, Organisation):
            if not draft.country:
                draft.organisation = draft.organisation or entry.code
            if draft.role or (draft.kind == "person" and not draft.sectors):
                self._entries.tell(draft, entry.sectors)
        elif isinstance(entry, (Group, Person)):
            draft.country = draft.country or entry.country
            if isinstance(entry, Group) or draft.role:
                across = isinstance(entry, Group) and entry.country is None and entry.sectors[:1] == ("REB",)
                self._entries.tell(draft, (*entry.sectors, "IMG") if across else entry.sectors)
        elif isinstance(entry, Community):
            fights = entry.rebels if "REB" in draft.sectors else None
            draft.country = draft.country or country_of(entry) or fights
            sectors = ("REL",) if entry.kind == "religious" else self._entries.sectors_of(entry.text)
            if draft.role or (draft.sectors[:1] == ("UAF",) and entry.kind == "ideological"):
                self._entries.tell(draft, sectors)
            elif draft.sectors[:1] == ("UAF",) and self._entries.is_organised(draft.name):
                self._entries.tell(draft, ("PRM",))
        elif entry.kind == "force" and draft.kind == "group" and not draft.sectors:
            draft.kind, draft.sectors = "force", entry.sectors  # "a coast guard vessel"
        elif (
            draft.role
            or not draft.sectors
            or draft.sectors[0] in ("UAF", "MIL")
            or entry.sectors[:1] == ("OPP",)
        ):
            self._entries.tell(draft, entry.sectors)

    def _of_country(self, draft: Entity, entry: NameEntry) -> None:
        """A country's name or adjective; an adjective overrules the table's country: "Thai Supreme Court"."""
        if draft.kind == "organisation" and draft.organisation:
            if entry.kind == "adjective" and "MIL" in draft.sectors and not draft.club:
                # A country's own part of an international force: "Dutch UN peacekeepers".
                draft.kind, draft.sectors, draft.named, draft.country = "force", ("MIL",), False, entry.alpha3
            elif entry.kind == "adjective" and draft.sectors[:1] == ("MNC",):
                draft.country = entry.alpha3  # "British oil company BP"
            elif entry.kind == "adjective" and draft.sectors[:1] == ("NGO",):
                # A country's own branch of a charity: "the Afghan Red Crescent".
                draft.country, draft.organisation, draft.sectors = entry.alpha3, None, draft.sectors[1:]
            return
        if draft.kind != "state":
            override = draft.named and draft.kind in _OF_A_STATE and entry.kind == "adjective"
            draft.country = entry.alpha3 if override else draft.country or entry.alpha3
            if entry.kind == "seat" and entry.sector and draft.role:
                self._entries.tell(draft, (entry.sector,))
            if entry.sector == PARTIAL and draft.country == entry.alpha3 and PARTIAL not in draft.sectors:
                draft.sectors = (*draft.sectors, PARTIAL)

    def _title(self, draft: Entity, office: Office) -> None:
        """A title before a name. The table of people knows better than "General" or "leader", not than "President"."""
        if draft.kind == "person":
            serves = self._entries.actor(office, "").organisation
            if serves is not None:
                # "UN envoy": what the title says outdoes the country of an office that the table knows.
                draft.organisation, draft.country, draft.office = serves, None, None
            draft.country = draft.country or office.country
            if draft.title and draft.sectors:
                return
            told = draft.sectors if draft.office is None and " " not in office.phrase else ()
            draft.title = office.phrase
            held = draft.office is not None and not draft.office.startswith("former ")
            tells = office.sectors == FORMER_SECTORS or (office.sectors and office.level in _RULING)
            if held and not tells:
                return
            draft.office, draft.sectors = office.office, told or office.sectors or draft.sectors
            draft.role = draft.role or not office.sectors
        elif draft.role or not draft.sectors:
            self._entries.tell(draft, office.sectors)
