"""Data sets on conflict: wars and disputes with their sides, rivalries, armed conflict."""

from foedus.record.catalogue_states import COW, COW_SITE, COW_TERMS
from foedus.record.data_set import NOT_APPLICABLE, UNKNOWN, Column, DataSet, day, flag, state, text, whole

SPECIAL = (NOT_APPLICABLE, UNKNOWN)


def _spell(number: int) -> tuple[Column, ...]:
    return tuple(
        whole(
            f"{end}_{part}{number}", f"{part} of the {end} of spell {number}", f"{end}{part}{number}", missing=SPECIAL
        )
        for end in ("start", "end")
        for part in ("month", "day", "year")
    )


GML_CITATION = (
    "Gibler, Douglas M., Steven V. Miller & Erin K. Little. 2016. An Analysis of the Militarized Interstate Dispute"
    " (MID) Dataset, 1816–2001. International Studies Quarterly 60(4):719–730"
)
COW_MID_CITATION = (
    "Palmer, Glenn, Roseanne W. McManus, Vito D'Orazio, Michael R. Kenwick, Mikaela Karstens, Chase Bloch, Nick"
    " Dietrich, Kayla Kahn, Kellan Ritter & Michael J. Soules. 2022. The MID5 Dataset, 2011–2014. Conflict Management"
    " and Peace Science 39(4):470–482"
)


def _disputes(name: str, owner: str, address: str, citation: str, doi: str, version: str, last: int) -> DataSet:
    return DataSet(
        name=name,
        title="a militarised dispute",
        owner=owner,
        address=address,
        licence=COW_TERMS if owner == COW else "Free with citation; the authors now offer a successor",
        citation=citation,
        doi=doi,
        version=version,
        years=(1816, last),
        year_column="start_year",
        key=("dispnum",),
        columns=(
            whole("dispnum", "number of the dispute", "dispnum3", "dispnum4"),
            whole("start_year", "year in which it began", "styear"),
            whole("start_month", "its month", "stmon"),
            whole("outcome", "outcome", missing=SPECIAL),
            whole("fatality", "deaths, in classes 0 to 6", "fatality", missing=SPECIAL),
            whole("highest_action", "highest action, 0 to 21", "hiact", missing=SPECIAL),
            whole("hostility_level", "1 none, 2 threat, 3 display, 4 use of force, 5 war", "hostlev", missing=SPECIAL),
        ),
        traps=("A dispute is not a war.",),
    )


def _dispute_years(name: str, owner: str, address: str, citation: str, doi: str, version: str, last: int) -> DataSet:
    return DataSet(
        name=name,
        title="an ordered pair of opponents in a year of a dispute",
        owner=owner,
        address=address,
        licence=COW_TERMS if owner == COW else "Free with citation; the authors now offer a successor",
        citation=citation,
        doi=doi,
        version=version,
        years=(1816, last),
        year_column="year",
        key=("dispnum", "ccode1", "ccode2", "year"),
        # The owner has Canada in disputes of 1918 and 1919, before it was in the system.
        refuses_foreign_codes=owner != COW,
        columns=(
            whole("dispnum", "number of the dispute", "dispnum3", "dispnum4"),
            state("ccode1", "one opponent"),
            state("ccode2", "the other"),
            whole("year", "year"),
            *(
                column
                for side in ("1", "2")
                for column in (
                    whole(f"side_a{side}", "1: on the side of the first militarised act", f"sidea{side}"),
                    whole(f"highest_action{side}", "highest action, 0 to 21", f"hiact{side}", missing=SPECIAL),
                    whole(f"hostility_level{side}", "1 to 5", f"hostlev{side}", missing=SPECIAL),
                    whole(f"originator{side}", "1: there on the first day", f"orig{side}"),
                )
            ),
        ),
        traps=(
            "Both directions are in the file.",
            "originator 1 includes everybody who was there on day one: an ally that came at once is not a joiner.",
        ),
    )


GML = ("Gibler, Miller & Little", "https://dmgibler.people.ua.edu/mid-data.html", GML_CITATION, "10.1093/isq/sqw045")
COW_MID = (COW, f"{COW_SITE}mids/", COW_MID_CITATION, "10.1177/0738894221995743")

CONFLICT_SETS = (
    DataSet(
        name="interstate_war_participants",
        title="a state in an inter-state war",
        owner=COW,
        address=f"{COW_SITE}cow-war/",
        licence=COW_TERMS,
        citation="Sarkees, Meredith Reid & Frank Whelon Wayman. 2010. Resort to War: 1816–2007. CQ Press",
        doi="",
        version="4.0",
        years=(1823, 2007),
        year_column="start_year1",
        key=("warnum", "ccode", "side"),
        owner_files=("Inter-StateWarData_v4.0.csv",),
        download="https://correlatesofwar.org/wp-content/uploads/Inter-StateWarData_v4.0.csv",
        columns=(
            whole("warnum", "number of the war"),
            text("war_name", "the war", "WarName"),
            state("ccode", "the state"),
            whole("side", "1 or 2, without meaning"),
            *_spell(1),
            *_spell(2),
            whole("initiator", "1 began it, 0 did not", missing=(UNKNOWN,)),
            whole(
                "outcome",
                "1 won, 2 lost, 3 compromise, 4 became another war, 6 stalemate, 7 went on below war, 8 changed sides",
                missing=SPECIAL,
            ),
        ),
        traps=(
            "Sides 1 and 2 mean nothing; use initiator. World War I and II are one war each.",
            "A state that changed sides has two rows.",
            "The last war that began is of 2003; the data end in 2007.",
        ),
    ),
    DataSet(
        name="interstate_war_directed_dyad_year",
        title="an ordered pair of opponents in a year of an inter-state war",
        owner=COW,
        address=f"{COW_SITE}cow-war/",
        licence=COW_TERMS,
        citation="Sarkees, Meredith Reid & Frank Whelon Wayman. 2010. Resort to War: 1816–2007. CQ Press",
        doi="",
        version="4.0",
        years=(1823, 2007),
        year_column="year",
        columns=(
            whole("warnum", "number of the war"),
            state("ccode1", "one opponent"),
            state("ccode2", "the other"),
            whole("year", "year"),
            whole("war_onset", "1: first year"),
            whole("initiator1", "1: ccode1 began it", missing=(UNKNOWN,)),
            whole("initiator2", "1: ccode2 began it", missing=(UNKNOWN,)),
        ),
        traps=("A pair that fought on both sides in one year has two rows.",),
    ),
    _disputes("gml_disputes", *GML, version="2.2.1", last=2010),
    DataSet(
        name="gml_participants",
        title="an episode of a state in a militarised dispute",
        owner=GML[0],
        address=GML[1],
        licence="Free with citation; the authors now offer a successor",
        citation=GML_CITATION,
        doi=GML[3],
        version="2.2.1",
        years=(1816, 2010),
        year_column="start_year",
        key=("dispnum", "ccode", "side_a", "start_year", "start_month", "start_day"),
        columns=(
            whole("dispnum", "number of the dispute", "dispnum3", "dispnum4"),
            state("ccode", "the state"),
            whole("start_year", "year in which the episode begins", "styear"),
            whole("start_month", "its month", "stmon", missing=(UNKNOWN,)),
            whole("start_day", "its day; null where nobody knows it", "stday", missing=(UNKNOWN,)),
            whole("end_year", "year in which it ends", "endyear"),
            whole("end_month", "its month", "endmon", missing=(UNKNOWN,)),
            whole("end_day", "its day", "endday", missing=(UNKNOWN,)),
            flag("side_a", "1: on the side of the first militarised act", "sidea"),
            whole("highest_action", "highest action, 0 to 21", "hiact", missing=SPECIAL),
            flag("originator", "1: there on the first day", "orig"),
        ),
        traps=(
            "A state can have several episodes, even on both sides.",
            "originator 1 includes everybody who was there on day one: an ally that came at once is not a joiner.",
            "The day is not known in 595 starts.",
        ),
    ),
    _dispute_years("gml_directed_dispute_year", *GML, version="2.2.1", last=2010),
    _disputes("cow_disputes", *COW_MID, version="5.0", last=2014),
    _dispute_years("cow_directed_dispute_year", *COW_MID, version="5.0", last=2014),
    DataSet(
        name="rivalries_thompson_dreyer",
        title="a strategic rivalry",
        owner="William R. Thompson & David R. Dreyer",
        address="https://us.sagepub.com/en-us/nam/handbook-of-international-rivalries/book235366",
        licence="See the owner's page",
        citation="Thompson, William R. & David R. Dreyer. 2012. Handbook of International Rivalries. CQ Press",
        doi="",
        years=(1494, 2010),
        year_column="start_year",
        key=("rivalry_id",),
        is_undirected=True,
        refuses_foreign_codes=False,
        columns=(
            whole("rivalry_id", "number"),
            text("rivalry_name", "name"),
            state("ccode1", "one rival"),
            state("ccode2", "the other"),
            whole("start_year", "first year"),
            whole("end_year", "last year; 2010: it went on"),
        ),
        traps=("Each pair stands once. An end in 2010 means that it went on.",),
    ),
    DataSet(
        name="rivalries_thompson_sakuwa_suhas",
        title="a strategic rivalry, newer list",
        owner="William R. Thompson, Kentaro Sakuwa & Prashant Hosur Suhas",
        address="https://svmiller.com/peacesciencer/",
        licence="See the owner's page",
        citation=(
            "Thompson, William R., Kentaro Sakuwa & Prashant Hosur Suhas. 2021. Analyzing Strategic Rivalries in World"
            " Politics. Springer"
        ),
        doi="",
        years=(1494, 2020),
        year_column="start_year",
        key=("rivalry_id",),
        is_undirected=True,
        refuses_foreign_codes=False,
        columns=(
            whole("rivalry_id", "number"),
            text("rivalry_name", "name"),
            state("ccode1", "one rival"),
            state("ccode2", "the other"),
            whole("start_year", "first year"),
            whole("end_year", "last year; 2020: it went on"),
        ),
        traps=("Each pair stands once. An end in 2020 means that it went on. Type flags: missing means not.",),
    ),
    DataSet(
        name="ucdp_armed_conflict_year",
        title="a year of an armed conflict, by sides and supporting states",
        owner="Uppsala Conflict Data Program and Peace Research Institute Oslo",
        address="https://ucdp.uu.se/downloads/",
        licence="CC BY 4.0, as UCDP states",
        citation=(
            "Gleditsch, Nils Petter, Peter Wallensteen, Mikael Eriksson, Margareta Sollenberg & Håvard Strand. 2002."
            " Armed Conflict 1946–2001: A New Dataset. Journal of Peace Research 39(5):615–637"
        ),
        doi="10.1177/0022343302039005007",
        version="25.1",
        download="https://ucdp.uu.se/downloads/ucdpprio/ucdp-prio-acd-251-csv.zip",
        owner_files=("UcdpPrioConflict_v25_1.csv",),
        years=(1946, 2024),
        year_column="year",
        columns=(
            whole("conflict_id", "number of the conflict"),
            whole("year", "year"),
            text("gwno_a", "side A, Gleditsch–Ward number, or several"),
            text("gwno_a_2nd", "a state whose troops support side A, or several"),
            text("gwno_b", "side B where it is a state"),
            text("gwno_b_2nd", "a state whose troops support side B, or several"),
            whole("intensity_level", "1 minor, 2 war"),
            text("type_of_conflict", "type"),
            day("start_date", "first battle-related death"),
        ),
        traps=(
            "Numbers are Gleditsch–Ward, not Correlates of War.",
            "Rows repeat for each combination of supporting states: a conflict-year is not a row.",
        ),
    ),
)
