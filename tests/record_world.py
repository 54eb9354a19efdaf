"""A small public record, written by hand: six states, three treaties, two wars and two disputes, with every oddity.

All numbers of states are real ones; everything else is invented, so that a count can be made by eye.
"""

from pathlib import Path
from typing import Any

import pandas as pd

NAMES = {2: "USA", 200: "United Kingdom", 220: "France", 255: "Germany", 300: "Austria-Hungary", 365: "Russia"}

TABLES: dict[str, list[dict[str, Any]]] = {
    "states": [
        {"state_abb": name[:3].upper(), "ccode": code, "state_name": name, "start_year": first, "start_month": 1,
         "start_day": 1, "end_year": last, "end_month": 12, "end_day": 31}
        for code, name, first, last in (
            *((code, name, 1816, 2016) for code, name in NAMES.items() if code not in (255, 300)),
            (255, "Germany", 1816, 1945), (255, "Germany", 1990, 2016), (260, "German Federal Republic", 1955, 1990),
            (300, "Austria-Hungary", 1816, 1918),
        )
    ],
    "major_powers": [
        {"ccode": 200, "start_year": 1816, "start_month": 1, "start_day": 1, "end_year": 2016, "end_month": 12,
         "end_day": 31},
    ],
    "national_capabilities": [
        {"ccode": code, "year": year, "milex": -9, "milper": 10, "tpop": 100.0, "cinc": share}
        for year in (1899, 1900, 1949, 1950)
        for code, share in ((2, 0.2), (200, 0.2), (220, 0.1), (255, 0.15), (300, 0.05), (365, 0.1))
    ],
    # 365 owes 220 defence, not the other way round; 200 owes 220 defence and 255 neutrality; 300 owes 220 defence
    # from 1900 only, by a treaty signed after the attack.
    "atop_directed_dyad_year": [
        {"ccode1": one, "ccode2": two, "year": year, "defense": d, "offense": 0, "neutral": n, "nonagg": 0, "consul": 0}
        for year in (1897, 1899, 1900, 1950)
        for one, two, d, n in ((365, 220, 1, 0), (200, 220, 1, 0), (200, 255, 0, 1), (220, 365, 0, 1), (300, 220, 1, 0))
        if not (one == 300 and year != 1900)
    ],
    "members_v4_01": [
        {"atopid": treaty, "phase": 0, "member": member, "yrent": entry[0], "moent": entry[1], "dayent": entry[2],
         "yrexit": 0, "moexit": 0, "dayexit": 0, "bilat": bilat, "wartime": 0, "defense": d, "offense": 0,
         "neutral": 0, "nonagg": 0, "consul": 0, "defcon": con, "defcoadv": con, "defcoloc": 0, "defcocon": 0,
         "specthrt": con, "statthr1": threat, "statthr2": 0, "milcon": 0}
        for treaty, member, entry, bilat, d, con, threat in (
            (1, 365, (1890, 1, 1), 1, 1, 1, 300), (1, 220, (1890, 1, 1), 1, 0, 0, 0),
            (2, 200, (1895, 5, 1), 1, 1, 0, 0), (2, 220, (1895, 5, 1), 1, 0, 0, 0),
            (3, 300, (1900, 9, 1), 1, 1, 0, 0), (3, 220, (1900, 9, 1), 1, 0, 0, 0),
        )
    ],
    # War 1: Germany attacks France on 10 June 1900; Russia comes on 1 July, Britain stays out.
    # War 2: the United States attack France on 1 March 1950; Britain comes four days later.
    "interstate_war_participants": [
        {"warnum": war, "war_name": f"War {war}", "ccode": code, "side": side, "start_year1": start[0],
         "start_month1": start[1], "start_day1": start[2], "end_year1": start[0], "end_month1": 12, "end_day1": 31,
         "start_year2": -8, "start_month2": -8, "start_day2": -8, "end_year2": -8, "end_month2": -8, "end_day2": -8,
         "initiator": began, "outcome": 1}
        for war, code, side, start, began in (
            (1, 255, 2, (1900, 6, 10), 1), (1, 220, 1, (1900, 6, 10), 0), (1, 365, 1, (1900, 7, 1), 0),
            (2, 2, 1, (1950, 3, 1), 1), (2, 220, 2, (1950, 3, 1), 0), (2, 200, 2, (1950, 3, 5), 0),
        )
    ],
    "gml_disputes": [
        {"dispnum": 7, "start_year": 1900, "start_month": 2, "outcome": -9, "fatality": -9, "highest_action": 7,
         "hostility_level": 3},
    ],
    "gml_participants": [
        {"dispnum": 7, "ccode": code, "start_year": 1900, "start_month": 2, "start_day": -9, "end_year": 1900,
         "end_month": 3, "end_day": -9, "side_a": side, "highest_action": 7, "originator": 1}
        for code, side in ((255, 1), (220, 0), (200, 0))
    ],
    "contiguity_spells": [
        {"ccode1": one, "ccode2": two, "contiguity_type": 1, "start_date": "1816-01-01", "end_date": "2016-12-31"}
        for one, two in ((220, 255), (255, 220))
    ],
    "min_distance_dyad_year": [
        {"ccode1": 200, "ccode2": 220, "year": 1899, "min_distance_km": 34.0},
        {"ccode1": 255, "ccode2": 365, "year": 1899, "min_distance_km": 0.0},
    ],
    "capitals": [
        {"ccode": code, "capital": "C", "start_date": "1816-01-01", "end_date": "2024-12-31", "lat": 0.0, "lon": lon}
        for code, lon in ((2, 270.0), (200, 0.0), (220, 2.0), (255, 13.0), (300, 16.0), (365, 30.0))
    ],
    "rivalries_thompson_sakuwa_suhas": [
        {"rivalry_id": 1, "rivalry_name": "A", "ccode1": 255, "ccode2": 365, "start_year": 1890, "end_year": 1914},
        {"rivalry_id": 2, "rivalry_name": "B", "ccode1": 220, "ccode2": 255, "start_year": 1900, "end_year": 1955},
    ],
    "igo_shared_dyad_year": [{"ccode1": 220, "ccode2": 365, "year": 1899, "shared_igos": 4}],
    "polity4_regime": [
        {"ccode": 365, "year": 1899, "polity": -66, "polity2": -10},
        {"ccode": 200, "year": 1899, "polity": 8, "polity2": 8},
    ],
}  # fmt: skip


def write_world(folder: Path, **changed: list[dict[str, Any]] | None) -> Path:
    """The tables as CSV files in a folder; a table given by name replaces one, None leaves it out."""
    for name, rows in {**TABLES, **changed}.items():
        if rows is not None:
            pd.DataFrame(rows).to_csv(folder / f"{name}.csv", index=False)
    return folder
