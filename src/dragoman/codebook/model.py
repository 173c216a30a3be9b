"""The codebook as types, and the questions one can put to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Quad:
    """A quad class. `number` is PLOVER's quad_code and GDELT's QuadClass, 1 to 4."""

    name: str
    number: int
    definition: str


@dataclass(frozen=True, slots=True)
class EventType:
    """An event type. `score` runs from -10 (worst conflict) to 10 (best cooperation).

    `recipient_required`: with no recipient there is no event of this type. `cameo` is the CAMEO code that an
    export writes when no mode says better.
    """

    name: str
    quad: str
    recipient_required: bool
    score: float
    cameo: str
    definition: str
    includes: tuple[str, ...]
    excludes: tuple[str, ...]
    example: str


@dataclass(frozen=True, slots=True)
class Mode:
    """How an event was done. `score` is None where the type's own holds; `contexts` come with the mode."""

    type: str
    mode: str
    score: float | None
    cameo: str
    contexts: tuple[str, ...]
    definition: str
    excludes: tuple[str, ...]
    example: str


@dataclass(frozen=True, slots=True)
class Context:
    """What an event is about. `cues` are lower-case words and phrases that signal it in news."""

    name: str
    definition: str
    excludes: tuple[str, ...]
    example: str
    cues: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Auxiliary:
    """A mark that PLOVER carries among the contexts. `status` is dragoman's word for it, or empty."""

    name: str
    status: str
    definition: str
    example: str


@dataclass(frozen=True, slots=True)
class Sector:
    """What part of a country or of the world an actor belongs to.

    `kind` is "frequent", "less frequent" or "international" (the code stands where a country code would).
    `secondary`: usually a second sector behind another.
    """

    code: str
    kind: str
    secondary: bool
    definition: str
    excludes: tuple[str, ...]
    example: str


@dataclass(frozen=True, slots=True)
class CameoCode:
    """A row of the CAMEO crosswalk. `type` is empty where PLOVER has no such event.

    `swap`: CAMEO's source is PLOVER's recipient (a host of a visit).
    """

    code: str
    type: str
    mode: str
    contexts: tuple[str, ...]
    swap: bool
    label: str


@dataclass(frozen=True, slots=True)
class PloverCode:
    """What another scheme's code comes to in PLOVER. `mode` is None where none is known.

    `swap`: source and target change places on the way. `auxiliary` holds the marks (future, negation, ...)
    that the old coding kept among its contexts.
    """

    type: str
    mode: str | None = None
    contexts: tuple[str, ...] = ()
    swap: bool = False
    auxiliary: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OldName:
    """What an earlier name is called now; `new` is empty where nothing took its place."""

    new: str
    mode: str = ""
    contexts: tuple[str, ...] = ()
    swap: bool = False


@dataclass(frozen=True, slots=True)
class OldNames:
    """Earlier names. Modes stand by (type or "", mode), sectors by (scheme, code), the others by name."""

    events: Mapping[str, OldName]
    modes: Mapping[tuple[str, str], OldName]
    contexts: Mapping[str, OldName]
    sectors: Mapping[tuple[str, str], OldName]
    fields: Mapping[str, OldName]


@dataclass(frozen=True, slots=True)
class Codebook:
    """PLOVER: event types, modes, contexts, sectors, quad classes, scores and crosswalks.

    All mappings keep the order of the data files. `partial` gives the sovereign (alpha-3) of each place whose
    actors take the sector PRE. A look-up by a name that the codebook lacks raises KeyError, unless it says
    otherwise.
    """

    quads: Mapping[str, Quad]
    types: Mapping[str, EventType]
    modes_by_type: Mapping[str, Mapping[str, Mode]]
    contexts: Mapping[str, Context]
    auxiliary: Mapping[str, Auxiliary]
    sectors: Mapping[str, Sector]
    partial: Mapping[str, str]
    cameo: Mapping[str, CameoCode]
    old: OldNames

    def modes(self, type: str) -> Mapping[str, Mode]:
        """The modes of an event type by name; empty for a type that has none."""
        return self.modes_by_type[type]

    def quad_of(self, type: str) -> str:
        """The name of the type's quad class, such as "verbal conflict"."""
        return self.types[type].quad

    def quad_code(self, type: str) -> int:
        """The number of the type's quad class, 1 to 4."""
        return self.quads[self.types[type].quad].number

    def score(self, type: str, mode: str | None = None) -> float:
        """The conflict-cooperation score, -10 to 10. A mode with no score of its own has its type's."""
        own = self.modes_by_type[type][mode].score if mode else None
        return self.types[type].score if own is None else own

    def has_mode(self, type: str, mode: str) -> bool:
        """Whether the pair is in the codebook; False for an unknown type, too."""
        return mode in self.modes_by_type.get(type, ())

    def from_cameo(self, code: str) -> PloverCode | None:
        """The PLOVER coding of a CAMEO code, by the longest prefix that the crosswalk holds.

        `code` is text with its leading zero ("042", not 42). None where PLOVER has no such event (01,
        statements) and for a text that is no CAMEO code.
        """
        code = code.strip()
        for length in range(len(code), 1, -1):
            row = self.cameo.get(code[:length])
            if row is not None:
                return PloverCode(row.type, row.mode or None, row.contexts, row.swap) if row.type else None
        return None

    def to_cameo(self, type: str, mode: str | None = None) -> str:
        """A CAMEO code for a type and mode, as the columns `cameo` of types.toml and modes.toml give it.

        The closest CAMEO code there is. CAMEO is coarser here and there, so that some pairs come back from
        `from_cameo` without their mode or with a neighbour's; docs/decisions.md lists them.
        """
        return self.modes_by_type[type][mode].cameo if mode else self.types[type].cameo

    def legacy(self, event: str, mode: str | None = None, contexts: Sequence[str] = ()) -> PloverCode | None:
        """An event coded with the names of PLOVER 0.5b or of the 2021 crosswalk, in today's names.

        Names that are current pass as they are; case is ignored. Contexts that nothing replaced fall away.
        None where the event was dropped.
        Raises KeyError for a name that is neither old nor current.
        """
        name = event.strip().upper()
        now = OldName(name) if name in self.types else self.old.events[name]
        if not now.new:
            return None
        kept, found, swap = now.mode or None, list[str](), False
        if mode and mode.strip():
            kept, found, swap = self._mode_today(now.new, mode.strip().lower())
            kept = kept or now.mode or None
        names = [context.strip().lower() for context in contexts]
        for context in names:
            found.extend(self._context_today(context))
        marks = (context for context in names if context in self.auxiliary)
        return PloverCode(now.new, kept, tuple(dict.fromkeys(found)), swap, tuple(dict.fromkeys(marks)))

    def legacy_sector(self, code: str, scheme: str = "0.5b") -> tuple[str, str]:
        """The current sector of an older code, and what follows its first three letters.

        `scheme` is "0.5b" or "cameo". The rest is a second sector or an ethnic or religious group, as the
        file had it: "CVLalb" gives ("CVL", "alb"). An empty sector means that nothing took the code's place.
        Raises KeyError for a code that is neither old nor current.
        """
        head, rest = code[:3].upper(), code[3:]
        old = self.old.sectors.get((scheme, head))
        if old is not None:
            return old.new, rest
        return self.sectors[head].code, rest

    def legacy_field(self, name: str) -> str:
        """Today's name of a JSON field of PLOVER 0.5b; a name that never changed comes back as it is."""
        old = self.old.fields.get(name)
        return name if old is None else old.new

    def _mode_today(self, type: str, mode: str) -> tuple[str | None, list[str], bool]:
        if mode in self.modes_by_type[type]:
            return mode, list(self.modes_by_type[type][mode].contexts), False
        old = self.old.modes.get((type, mode)) or self.old.modes.get(("", mode))
        if old is None:
            raise KeyError(f"{type} has no mode {mode!r}, now or earlier")
        return old.new or None, list(old.contexts), old.swap

    def _context_today(self, context: str) -> list[str]:
        if context in self.contexts:
            return [context]
        if context in self.auxiliary:
            return []
        old = self.old.contexts.get(context)
        if old is None:
            raise KeyError(f"no context {context!r}, now or earlier")
        return [old.new] if old.new else []
