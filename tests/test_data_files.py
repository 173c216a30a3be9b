"""docs/data-files.md: every data file and every column is described, and every example does what the page says."""

from __future__ import annotations

import csv
import gzip
import re
import tomllib
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import get_args

import pytest

from dragoman import Actor, Event, Reader, Record, Report
from dragoman.errors import DataFileError
from dragoman.reading import tables
from dragoman.reading.reader import known_data_files
from dragoman.records import STATUSES, Act, Channel, Kind, Measure

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "src" / "dragoman"
PAGE = (ROOT / "docs" / "data-files.md").read_text(encoding="utf-8")
FILES = sorted(
    path
    for path in PACKAGE.glob("**/data/**/*")
    if path.is_file() and path.suffix in (".csv", ".toml", ".gz")
)
CSV = [path for path in FILES if path.suffix == ".csv"]
TOML = [path for path in FILES if path.suffix == ".toml"]
NOT_FOR_READING = {
    "incidents.toml",
    "incident_words.csv",
    "actor_codes.csv",
    "languages.toml",
    "positions.csv",
    "claim_groups.toml",
    "copies.toml",
    "issues.toml",
}
EXAMPLES = re.findall(r"```(?:csv|toml|tsv)\n# (\S+)\n(.*?)```", PAGE, re.DOTALL)
PUBLISHED = date(2004, 6, 15)


def section(path: Path) -> str:
    """The part of the page that describes a file: under the heading that names it, or under that of its room."""
    parts = re.split(r"(?m)^(?=#{2,3} )", PAGE)
    room = path.relative_to(PACKAGE).parts[0]
    name = f"{path.parent.name}/*.csv" if path.parent.name == "triggers" else path.name
    named = [part for part in parts if f"`{name}`" in part.partition("\n")[0]]
    if named:
        return named[0]
    assert room == "codebook", f"{path.name} has no section"
    start = PAGE.index("## Codebook")
    return PAGE[start : PAGE.index("\n## ", start)]


def shown(path: Path) -> str:
    return path.relative_to(PACKAGE).as_posix()


# What the page describes


def test_files_were_found() -> None:
    assert {path.relative_to(PACKAGE).parts[0] for path in FILES} >= {
        "codebook",
        "gazetteer",
        "reading",
        "sources",
    }


@pytest.mark.parametrize("path", FILES, ids=shown)
def test_every_file_stands_in_the_table_at_the_top(path: Path) -> None:
    top = PAGE[: PAGE.index("\n## ")]
    name = path.relative_to(path.parents[len(path.parents) - 1 - path.parts.index("data")]).as_posix()
    assert f"`{name}`" in top


@pytest.mark.parametrize("path", CSV, ids=shown)
def test_every_column_is_described(path: Path) -> None:
    with path.open(encoding="utf-8") as lines:
        header = next(csv.reader(line for line in lines if not line.startswith("#")))
    text = section(path)
    assert [column for column in header if f"`{column}`" not in text] == []


@pytest.mark.parametrize("path", TOML, ids=shown)
def test_every_table_is_described(path: Path) -> None:
    shipped = tomllib.loads(path.read_text(encoding="utf-8"))
    text = section(path)
    assert [name for name in shipped if not re.search(rf"`{name}`|\[{name}[].]", text)] == []


def named_lists(name: str, table: object) -> list[str]:
    """The names of the lists that a table holds besides one another."""
    if not isinstance(table, dict):
        return []
    return [
        key for key, value in table.items() if isinstance(value, list) and len(table) > 1 and key.islower()
    ]


@pytest.mark.parametrize("path", [p for p in TOML if p.parts[-3] == "reading"], ids=shown)
def test_every_list_of_a_table_is_named_in_its_row(path: Path) -> None:
    """But for lists whose names are words of the language, or of dragoman's: statuses, measures, channels, kinds."""
    words = {"m", "f", *STATUSES, *get_args(Measure), *get_args(Channel), *get_args(Kind), *get_args(Act)}
    shipped = tomllib.loads(path.read_text(encoding="utf-8"))
    text = section(path)
    missing = []
    for name, table in shipped.items():
        if f"{path.name}.{name}" in tables._OPEN:
            continue
        row = next((line for line in text.splitlines() if re.match(rf"\|.*\[{name}[].]", line)), "")
        missing += [
            f"{name}.{key}" for key in named_lists(name, table) if key not in words and f"`{key}`" not in row
        ]
    assert missing == []


# What the examples do


def written(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_bytes(gzip.compress(text.encode()) if name.endswith(".gz") else text.encode())
    return path


def read(reader: Reader, text: str, published: date = PUBLISHED) -> Record:
    return reader.read(Report(text, published))


def event(reader: Reader, text: str, type_: str, published: date = PUBLISHED) -> Event:
    return next(e for e in read(reader, text, published).events if e.type == type_)


def source(reader: Reader, text: str, type_: str, published: date = PUBLISHED) -> Actor:
    return event(reader, text, type_, published).sources[0]


def codebook_mine(reader: Reader) -> None:
    assert reader.codebook.score("SANCTION") == -7.0
    assert (
        "education"
        in event(reader, "Norway condemned Chile over the arrest of a teacher.", "ACCUSE").contexts
    )
    assert (
        "natural_resource" in event(reader, "Norway asked Ghana to lower taxes on cocoa.", "REQUEST").contexts
    )


def cameo(reader: Reader) -> None:
    code = reader.codebook.from_cameo("1959")
    assert code is not None
    assert (code.type, code.mode, code.contexts) == ("ASSAULT", "drone", ("terrorism",))


def countries(reader: Reader) -> None:
    assert source(reader, "Greenland criticised Norway.", "ACCUSE").country == "GRL"


def country_names(reader: Reader) -> None:
    parliament = source(reader, "The Tintenpalast criticised Angola.", "ACCUSE")
    assert (parliament.country, parliament.sectors) == ("NAM", ("LEG",))
    assert source(reader, "The Diet condemned North Korea.", "ACCUSE").country is None


def cities(reader: Reader) -> None:
    place = event(reader, "A bomb killed three people in New Arland on Monday.", "ASSAULT").place
    assert place is not None
    assert (place.name, place.country, place.geonames_id) == ("New Arland", "TCD", 900000001)


def admin1(reader: Reader) -> None:
    place = event(reader, "A bomb killed three people in Vidarbha on Monday.", "ASSAULT").place
    assert place is not None
    assert (place.admin1, place.country) == ("Vidarbha", "IND")


def places_more(reader: Reader) -> None:
    place = event(reader, "Rebels attacked Camp Lindqvist on Monday.", "ASSAULT").place
    assert place is not None
    assert (place.country, place.latitude, place.longitude) == ("TCD", 13.5, 21.9)


def organisations(reader: Reader) -> None:
    actor = source(reader, "The Harbour League condemned Norway.", "ACCUSE")
    assert (actor.organisation, actor.sectors) == ("HL", ("IGO", "GOV"))


def groups(reader: Reader) -> None:
    actor = source(reader, "The Black Banner Front attacked a village on Monday.", "ASSAULT")
    assert (actor.name, actor.kind, actor.country, actor.sectors) == (
        "Black Banner Front",
        "group",
        "MLI",
        ("REB",),
    )


def state_bodies(reader: Reader) -> None:
    actor = source(reader, "The River Wardens arrested three smugglers on Monday.", "COERCE")
    assert (actor.kind, actor.country, actor.sectors) == ("force", "BGD", ("MIL",))


def offices(reader: Reader) -> None:
    actor = source(
        reader, "The reeve of Chatham, Canada, met French Prime Minister Jean-Pierre Raffarin.", "CONSULT"
    )
    assert (actor.office, actor.country, actor.sectors) == ("mayor", "CAN", ("GOV",))


def people(reader: Reader) -> None:
    minister = source(reader, "Lindahl criticised Chile on Monday.", "ACCUSE")
    assert (minister.name, minister.country, minister.office) == ("Ane Lindahl", "NOR", "minister of trade")
    later = source(reader, "Lindahl criticised Chile on Monday.", "ACCUSE", date(2006, 3, 1))
    assert later.office == "former minister of trade"


def actor_nouns(reader: Reader) -> None:
    assert source(reader, "Norwegian ferrymen attacked Chilean police.", "ASSAULT").sectors == ("LAB",)
    assert source(reader, "Norwegian smugglers attacked Chilean police.", "ASSAULT").sectors == ("GOV",)


def ethnic_religious(reader: Reader) -> None:
    arrested = event(reader, "Police arrested three Livonians on Monday.", "COERCE").targets[0]
    assert (arrested.kind, arrested.country) == ("people", "LVA")


def lemmas(reader: Reader) -> None:
    parsed = reader.parser.parse(Report("Troops fragged two officers before the by-election."))
    assert parsed.lemma[1] == "frag"
    assert "by-election" in parsed.text


def who(reader: Reader) -> None:
    text = "Sometime Norwegian prime minister Thorbjoern Jagland criticised Chile."
    actor = source(reader, text, "ACCUSE")
    assert (actor.office, actor.sectors) == ("former prime minister", ("ELI",))


def triggers_mine(reader: Reader) -> None:
    assert event(reader, "Norwegian bishops defrocked Chilean priests.", "SANCTION").mode == "expel"
    text = "Norwegian Prime Minister Kjell Magne Bondevik's pilgrimage to Italy ended."
    assert event(reader, text, "CONSULT").mode == "visit"
    assert read(reader, "Norway rang Chile on Monday.").events == ()


def what(reader: Reader) -> None:
    text = "A bomb killed 12 people in Karachi on Monday. The attack in Karachi was the worst this year, police said."
    assert [e.type for e in read(reader, text).events] == ["ASSAULT", "ASSAULT"]


def status(reader: Reader) -> None:
    text = "Norway criticised a mooted attack by Chile on Peru."
    assert event(reader, text, "ASSAULT").status == "hypothetical"


def times(reader: Reader) -> None:
    day, past = reader.times("Norway fell on Republic Day. In olden times it was rich.", PUBLISHED)
    assert (day.start, past.value) == (date(2004, 1, 26), "PAST_REF")


def figures(reader: Reader) -> None:
    (dead,) = read(reader, "Several people were killed in Karachi.").figures
    assert (dead.low, dead.high) == (2, None)
    (money,) = read(reader, "Kazakhstan gave Norway 500 million tenge.").figures
    assert (money.measure, money.low, money.unit) == ("money", 500_000_000, "KZT")


def places(reader: Reader) -> None:
    assert not any(e.place for e in read(reader, "A bomb killed three people in Nice on Monday.").events)


def cues(reader: Reader) -> None:
    (claim,) = read(reader, "Norway chirped that Chile had attacked Peru.").claims
    assert claim.speaker is not None
    assert claim.speaker.country == "NOR"


def hedges(reader: Reader) -> None:
    (claim,) = read(reader, "Norway said Chile had dubitably attacked Peru.").claims
    assert claim.hedge == "possible"


def claims(reader: Reader) -> None:
    text = "Norwegian Prime Minister Kjell Magne Bondevik told Lumina that Chile had attacked Peru."
    assert [claim.via for claim in read(reader, text).claims] == ["Lumina"]


def contacts(reader: Reader) -> None:
    text = "Norwegian Prime Minister Kjell Magne Bondevik held holographic talks with Chilean President Ricardo Lagos."
    assert [contact.channel for contact in read(reader, text).contacts] == ["video"]


def context_cues(reader: Reader) -> None:
    assert event(reader, "Norway asked Chile for earthquake aid.", "REQUEST").contexts == ()


def positions(reader: Reader) -> None:
    (position,) = read(reader, "Norway cheered the peace plan on Monday.").positions
    assert (position.stance, position.issue) == ("supports", "peace plan")


CLAIMED: dict[str, Callable[[Reader], None]] = {
    "codebook-mine.toml": codebook_mine,
    "cameo.csv": cameo,
    "countries.csv": countries,
    "country_names.csv": country_names,
    "cities.tsv.gz": cities,
    "admin1.csv": admin1,
    "places_more.csv": places_more,
    "organisations.csv": organisations,
    "groups.csv": groups,
    "state_bodies.csv": state_bodies,
    "offices.csv": offices,
    "people.csv": people,
    "actor_nouns.csv": actor_nouns,
    "ethnic_religious.csv": ethnic_religious,
    "lemmas.toml": lemmas,
    "who.toml": who,
    "triggers-mine.csv": triggers_mine,
    "what.toml": what,
    "status.toml": status,
    "times.toml": times,
    "figures.toml": figures,
    "places.toml": places,
    "cues.csv": cues,
    "hedges.csv": hedges,
    "claims.toml": claims,
    "contacts.toml": contacts,
    "positions.toml": positions,
    "context_cues.toml": context_cues,
}
"""What the page says of the example of each file."""


def test_every_example_of_the_page_is_run_and_every_file_has_one() -> None:
    assert [name for name, _ in EXAMPLES] == list(dict.fromkeys(name for name, _ in EXAMPLES))
    assert {name for name, _ in EXAMPLES} == set(CLAIMED)
    assert PAGE.count("```") == 2 * len(EXAMPLES)
    own = {re.sub("-mine", "*", name) for name in CLAIMED}
    shipped = {path.name for path in FILES if path.parent.name != "triggers"}
    rooms = {path.name for path in FILES if "codebook" in path.parts} | NOT_FOR_READING
    assert own == (shipped - rooms) | {"cameo.csv", "codebook*.toml", "triggers*.csv"}


@pytest.mark.parametrize(("name", "text"), EXAMPLES, ids=[name for name, _ in EXAMPLES])
def test_an_example_does_what_the_page_says(reader: Reader, tmp_path: Path, name: str, text: str) -> None:
    CLAIMED[name](Reader(data=[written(tmp_path, name, text)]))
    with pytest.raises((AssertionError, StopIteration, ValueError)):
        CLAIMED[name](reader)


# Which names are taken


def test_every_shipped_name_is_taken_and_no_two_files_share_one() -> None:
    names = [path.name for path in FILES if path.name not in NOT_FOR_READING]
    assert len(names) == len(set(names))
    assert known_data_files() == {*names, "codebook*.toml", "triggers*.csv"}


@pytest.mark.parametrize("path", [p for p in FILES if p.name not in NOT_FOR_READING], ids=shown)
def test_a_shipped_file_over_itself_changes_nothing(reader: Reader, tmp_path: Path, path: Path) -> None:
    own = tmp_path / path.name
    own.write_bytes(path.read_bytes())
    text = (
        "ISLAMABAD, June 14 (AFP) -- A bomb killed at least 12 people in Karachi on Monday, police said. "
        "Norwegian Prime Minister Kjell Magne Bondevik, who met Chilean President Ricardo Lagos in Oslo, "
        "denied that NATO troops had attacked Hamas. France opposes the plan."
    )
    assert read(Reader(data=[own]), text) == read(reader, text)


@pytest.mark.parametrize(
    "name", ["organizations.csv", "trigger.csv", "codebook.csv", "languages.toml", "WHO.toml"]
)
def test_a_name_that_no_table_takes_is_an_error_with_those_there_are(tmp_path: Path, name: str) -> None:
    own = tmp_path / name
    own.touch()
    with pytest.raises(DataFileError) as error:
        Reader(data=[own])
    assert error.value.where == str(own)
    for known in known_data_files():
        assert known in str(error.value)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(DataFileError, match="no such file"):
        Reader(data=[tmp_path / "who.toml"])


def test_paths_may_be_texts(tmp_path: Path) -> None:
    own = written(tmp_path, "offices.csv", "phrase,office,sectors,level\nreeve,mayor,GOV,officials\n")
    offices(Reader(data=[str(own)]))


# What is made of a user's file


def test_every_table_that_takes_new_names_is_there() -> None:
    for name in tables._OPEN | tables._CLOSED:
        file, _, path = name.partition(".toml.")
        table: object = tables.load_toml(f"{file}.toml")
        for key in path.split("."):
            assert isinstance(table, dict)
            table = table[key]
        assert isinstance(table, dict), name


def test_the_later_of_two_files_of_one_name_wins(tmp_path: Path) -> None:
    files = []
    for folder, low in (("one", 3), ("two", 2)):
        (tmp_path / folder).mkdir()
        files.append(written(tmp_path / folder, "figures.toml", f"[vague]\nseveral = {low}\n"))
    (dead,) = read(Reader(data=files), "Several people were killed in Karachi.").figures
    assert dead.low == 2


def test_a_trigger_of_the_later_file_wins(tmp_path: Path) -> None:
    header = "pos,trigger,type,mode,source,target\n"
    one = written(tmp_path, "triggers-1.csv", header + "verb,defrock,SANCTION,,subject,object\n")
    two = written(tmp_path, "triggers-2.csv", header + "verb,defrock,COERCE,,subject,object\n")
    (event,) = read(Reader(data=[one, two]), "Norwegian bishops defrocked Chilean priests.").events
    assert event.type == "COERCE"


def test_a_new_reader_sees_what_changed_in_a_file(tmp_path: Path) -> None:
    text = "Several people were killed in Karachi."
    for low in (2, 7):
        own = written(tmp_path, "figures.toml", f"[vague]\nseveral = {low}\n")
        (dead,) = read(Reader(data=[own]), text).figures
        assert dead.low == low


def test_more_adds_and_a_plain_list_replaces(tmp_path: Path) -> None:
    text = "Former Norwegian prime minister Thorbjoern Jagland criticised Chile."
    more = Reader(data=[written(tmp_path, "who.toml", '[former]\nmore_words = ["sometime"]\n')])
    assert source(more, text, "ACCUSE").office == "former prime minister"
    (tmp_path / "two").mkdir()
    only = Reader(data=[written(tmp_path / "two", "who.toml", '[former]\nwords = ["sometime"]\n')])
    assert source(only, text, "ACCUSE").office != "former prime minister"


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("who.toml", "[former]\nword = ['whilom']\n", "former.word: there is no such entry; there are words"),
        ("who.toml", "[formers]\nwords = ['whilom']\n", "formers: there is no such entry"),
        ("who.toml", "[former]\nwords = 'whilom'\n", "former.words: it must be a list, not text"),
        ("who.toml", "[former]\nmore_words = ['whilom', 3]\n", "former.more_words: 3 must be text"),
        ("who.toml", "former = 3\n", "former: it must be a table, not a number"),
        ("who.toml", "[former\n", "not readable as TOML"),
        ("what.toml", "[light]\nverb = ['do']\n", "there are verbs, reversed"),
        ("figures.toml", "list_parts = 1\n", "list_parts: it must be true or false, not a number"),
        ("figures.toml", "[vague]\nseveral = 'two'\n", "vague.several: it must be a number"),
        ("places.toml", "[weight]\nsize = 3\n", "weight.size: there is no such entry"),
        ("times.toml", "[holidays]\nFeast = 3\n", "holidays.Feast: it must be text"),
        ("times.toml", "[holiday]\nFeast = '01-02'\n", "holiday: there is no such entry"),
        (
            "triggers.csv",
            "pos,trigger,type,mode,source,target\nverb,zap,ATTACK,,subject,object\n",
            "no 'ATTACK'",
        ),
        (
            "triggers.csv",
            "pos,trigger,type,mode,source,target\nverb,zap,ASSAULT,zap,subject,object\n",
            "no mode 'zap'",
        ),
        (
            "triggers.csv",
            "pos,trigger,type,mode,source,target\nverb,zap,ASSAULT,,Subject,object\n",
            "no role",
        ),
        ("triggers.csv", "pos,trigger,type\nverb,zap,ASSAULT\n", "the header lacks mode, source, target"),
        ("cues.csv", "lemma,pos,frames,act,claim\nzap,verb,thta,assert,yes\n", "'thta' is no pattern"),
        ("offices.csv", "phrase,office,sectors,level,remove\nzap,zap,GOV,,yes\n", "remove: there is no"),
        (
            "offices.csv",
            "phrase,office,sectors,level,remove\nzap,zap,GOV,,no\n",
            "remove: 'no' is none of yes",
        ),
        (
            "places_more.csv",
            "name,alpha3,latitude,longitude\nZap,TCD,north,1\n",
            "a number that can't be read",
        ),
        ("cities.tsv.gz", "1\tZap\tTCD\n", "the row is no city"),
        (
            "cameo.csv",
            "code,type,mode,contexts,swap,label\n1959,ASSAULT,drone,,no,Zap\n",
            "swap is yes or empty",
        ),
        ("cameo.csv", 'code,type,label\n1959,ASSAULT,"Zap\n', "can't be read"),
        ("types.toml", "[[type]]\nname = 'ZAP'\n", "lacks quad"),
    ],
)
def test_a_file_that_makes_no_sense_is_refused_by_name(
    tmp_path: Path, name: str, text: str, says: str
) -> None:
    own = written(tmp_path, name, text)
    with pytest.raises(DataFileError) as error:
        read(Reader(data=[own]), "Norway met Chile.")
    assert error.value.where == str(own)
    assert says in str(error.value)


def test_a_file_of_cities_that_is_no_gzip(tmp_path: Path) -> None:
    own = tmp_path / "cities.tsv.gz"
    own.write_text("no gzip")
    with pytest.raises(DataFileError, match="gzip"):
        read(Reader(data=[own]), "Norway met Chile.")


def test_a_place_of_ones_own_takes_the_place_of_the_shipped_one(tmp_path: Path) -> None:
    rows = "name,alpha3,kind,latitude,longitude\nAbkhazia,GEO,region,43.5,41.5\n"
    own = Reader(data=[written(tmp_path, "places_more.csv", rows)]).gazetteer.places
    (place,) = [place for place in own.lookup("Abkhazia") if place.kind == "region"]
    assert (place.latitude, place.longitude) == (43.5, 41.5)


def test_a_region_of_ones_own_names_the_region_of_its_cities(tmp_path: Path) -> None:
    header = "alpha3,code,name,also,latitude,longitude,population,geonames_id\n"
    own = Reader(data=[written(tmp_path, "admin1.csv", header + "AFG,13,Cabul,,34.5,69.2,4000000,\n")])
    shipped = Reader().gazetteer.places.lookup("Kabul")
    found = own.gazetteer.places.lookup("Kabul")
    city = next(place for place in shipped if place.kind == "city" and place.alpha3 == "AFG")
    renamed = next(place for place in found if place.kind == "city" and place.alpha3 == "AFG")
    assert (city.admin1, renamed.admin1) == ("Kabul", "Cabul")
    regions = [
        p for p in own.gazetteer.places if p.kind == "admin1" and (p.alpha3, p.admin1_code) == ("AFG", "13")
    ]
    assert [place.name for place in regions] == ["Cabul"]


def test_a_city_with_the_number_of_another_takes_its_place(tmp_path: Path) -> None:
    kabul = Reader().gazetteer.places.best("Kabul", ["AFG"])
    assert kabul is not None
    row = f"{kabul.geonames_id}\tKabul\tAFG\t{kabul.admin1_code}\t34.5\t69.2\t7\tkabul\n"
    places = Reader(data=[written(tmp_path, "cities.tsv.gz", row)]).gazetteer.places
    (found,) = [place for place in places.lookup("Kabul") if place.geonames_id == kabul.geonames_id]
    assert found.population == 7
