"""Where something was, as other formats put it: country, province or city, and the codes of those."""

from __future__ import annotations

from functools import cache
from typing import Literal

from dragoman.exchange.rows import ToldEvent
from dragoman.gazetteer.countries import DATA, Country, normalise, read_countries
from dragoman.gazetteer.tables import read_rows

Level = Literal["country", "province", "city", "region"]

UNITED_STATES = "USA"


class Geography:
    """Countries and first-level regions by their codes. Make one with `geography`."""

    def __init__(self) -> None:
        self.countries: dict[str, Country] = read_countries()
        self._country_ids = {c.geonames_id for c in self.countries.values() if c.geonames_id}
        self._region_ids: set[int] = set()
        self._region_codes: dict[tuple[str, str], str] = {}
        for _, row in read_rows(DATA / "admin1.csv"):
            if row["geonames_id"]:
                self._region_ids.add(int(row["geonames_id"]))
            self._region_codes[row["alpha3"], row["name"]] = row["code"]

    def country(self, alpha3: str | None) -> Country | None:
        """The country of a code; None for none."""
        return self.countries.get(alpha3) if alpha3 else None

    def name(self, alpha3: str | None) -> str | None:
        """The name of a country; None for none."""
        country = self.country(alpha3)
        return country.name if country else None

    def level(self, event: ToldEvent) -> Level | None:
        """What kind of place the event has: a city where nothing tells otherwise; None where it has no place.

        A region lies in several provinces or in no one country, or is a sea.
        """
        if event.place is None:
            return None
        if event.geonames_id in self._country_ids or self.name(event.place_country) == event.place:
            return "country"
        if event.geonames_id in self._region_ids:
            return "province"
        if event.place_admin1 and normalise(event.place_admin1) == normalise(event.place):
            return "city" if event.geonames_id else "province"
        if event.geonames_id is None and event.latitude is None:
            return "region"
        return "city" if event.place_country else "region"

    def fips(self, alpha3: str | None) -> str | None:
        """FIPS 10-4 code of the country; None where it has none."""
        country = self.country(alpha3)
        return (country.fips or None) if country else None

    def fips_region(self, event: ToldEvent) -> str | None:
        """FIPS country and GeoNames' code of the first-level region ("UP12"); the country's alone without a region."""
        country = self.fips(event.place_country)
        if country is None:
            return None
        code = self._region_codes.get((event.place_country or "", event.place_admin1 or ""), "")
        return country + code


@cache
def geography() -> Geography:
    """The shipped tables."""
    return Geography()
