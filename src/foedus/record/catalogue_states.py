"""Data sets on states: who was one and when, power, place, regime."""

from foedus.record.data_set import DataSet, day, number, state, text, whole

COW = "Correlates of War Project"
COW_SITE = "https://correlatesofwar.org/data-sets/"
COW_TERMS = "Free; the project asks users to cite each set and its version"

START = (
    whole("start_year", "year in which the spell begins", "styear"),
    whole("start_month", "its month", "stmonth"),
    whole("start_day", "its day", "stday"),
)
END = (
    whole("end_year", "year in which the spell ends; the end of the data where it goes on", "endyear"),
    whole("end_month", "its month", "endmonth"),
    whole("end_day", "its day", "endday"),
)

STATE_SETS = (
    DataSet(
        name="states",
        title="spells of membership in the state system",
        owner=COW,
        address=f"{COW_SITE}state-system-membership/",
        licence=COW_TERMS,
        citation="Correlates of War Project. 2017. State System Membership List, v2016",
        doi="",
        version="2016",
        years=(1816, 2016),
        year_column="start_year",
        key=("ccode", "start_year"),
        owner_files=("states2016.csv",),
        download="https://correlatesofwar.org/wp-content/uploads/states2016.csv",
        columns=(
            text("state_abb", "abbreviation", "stateabb"),
            state("ccode", "the state"),
            text("state_name", "name", "statenme"),
            *START,
            *END,
        ),
        traps=(
            "Codes change: Germany is 255 to 1945 and from 1990, 260 (West) and 265 (East) between; Yugoslavia and"
            " Serbia are 345, Russia and the Soviet Union 365, Yemen 678, 679 and 680. Gleditsch–Ward numbers differ"
            " for some.",
            "A spell that ends on 2016-12-31 had not ended: the data do.",
        ),
    ),
    DataSet(
        name="major_powers",
        title="spells as a major power",
        owner=COW,
        address=f"{COW_SITE}state-system-membership/",
        licence=COW_TERMS,
        citation="Correlates of War Project. 2017. State System Membership List, v2016",
        doi="",
        version="2016",
        years=(1816, 2016),
        year_column="start_year",
        key=("ccode", "start_year"),
        owner_files=("majors2016.csv",),
        columns=(state("ccode", "the state"), *START, *END),
    ),
    DataSet(
        name="national_capabilities",
        title="material capabilities of a state in a year",
        owner=COW,
        address=f"{COW_SITE}national-material-capabilities/",
        licence=COW_TERMS,
        citation=(
            "Singer, J. David, Stuart Bremer & John Stuckey. 1972. Capability Distribution, Uncertainty, and Major"
            " Power War; Singer 1987, International Interactions 14:115–132"
        ),
        doi="10.1080/03050628808434695",
        version="7.0",
        years=(1816, 2022),
        year_column="year",
        key=("ccode", "year"),
        # Owners and carriers disagree by a year on a few entries into the system.
        refuses_foreign_codes=False,
        owner_files=("NMC-70-abridged.csv", "NMC-60-abridged.csv"),
        columns=(
            state("ccode", "the state"),
            whole("year", "year"),
            number("milex", "military spending, thousands of current dollars (pounds before 1914)", missing=(-9,)),
            number("milper", "military personnel, thousands", missing=(-9,)),
            number("tpop", "population, thousands", missing=(-9,)),
            number("cinc", "share of the capabilities of all states, 0 to 1", missing=(-9,)),
        ),
    ),
    DataSet(
        name="contiguity_spells",
        title="spells of contiguity of an ordered pair",
        owner=COW,
        address=f"{COW_SITE}direct-contiguity/",
        licence=COW_TERMS,
        citation=(
            "Stinnett, Douglas M., Jaroslav Tir, Philip Schafer, Paul F. Diehl & Charles Gochman. 2002. The Correlates"
            " of War Project Direct Contiguity Data, Version 3. Conflict Management and Peace Science 19(2):59–67"
        ),
        doi="10.1177/073889420201900203",
        version="3.2",
        years=(1816, 2016),
        year_column="",
        key=("ccode1", "ccode2", "start_date"),
        columns=(
            state("ccode1", "one state", "state1no", "statelno"),
            state("ccode2", "the other", "state2no", "statehno"),
            whole("contiguity_type", "1 by land; 2 to 5 by water, up to 12, 24, 150, 400 miles; 0 not", "conttype"),
            day("start_date", "first day", "begin"),
            day("end_date", "last day", "end"),
        ),
        traps=("Pairs that are not contiguous are not listed. Both directions are in the file.",),
    ),
    DataSet(
        name="min_distance_dyad_year",
        title="shortest distance between the territories of a pair in a year",
        owner="CShapes 2.0, ETH Zürich",
        address="https://icr.ethz.ch/data/cshapes/",
        licence="See the owner's page",
        citation=(
            "Schvitz, Guy, Luc Girardin, Seraina Rüegger, Nils B. Weidmann, Lars-Erik Cederman & Kristian Skrede"
            " Gleditsch. 2022. Mapping the International System, 1886–2019: The CShapes 2.0 Dataset. Journal of"
            " Conflict Resolution 66(1):144–161"
        ),
        doi="10.1177/00220027211013563",
        version="2.0",
        years=(1886, 2019),
        year_column="year",
        key=("ccode1", "ccode2", "year"),
        is_undirected=True,
        refuses_foreign_codes=False,
        columns=(
            state("ccode1", "the state with the lower number"),
            state("ccode2", "the state with the higher number"),
            whole("year", "year, as of its first day"),
            number("min_distance_km", "kilometres", "mindist"),
        ),
        traps=("Each pair stands once (ccode1 < ccode2): a join on a directed key loses half of the pairs.",),
    ),
    DataSet(
        name="capitals",
        title="spells of a capital, with its place",
        owner="the R package peacesciencer, which compiled it",
        address="https://svmiller.com/peacesciencer/",
        licence="GPL-2 for the package that carries it",
        citation=(
            "Miller, Steven V. 2022. peacesciencer: An R Package for Quantitative Peace Science Research. Conflict"
            " Management and Peace Science 39(6):755–779"
        ),
        doi="10.1177/07388942221077926",
        years=(1816, 2024),
        key=("ccode", "start_date"),
        columns=(
            state("ccode", "the state"),
            text("capital", "name of the capital"),
            day("start_date", "first day", "stdate"),
            day("end_date", "last day", "enddate"),
            number("lat", "degrees north"),
            number("lon", "degrees east", "lng"),
        ),
        refuses_foreign_codes=False,
    ),
    DataSet(
        name="polity4_regime",
        title="regime of a state in a year",
        owner="Center for Systemic Peace",
        address="https://www.systemicpeace.org/inscrdata.html",
        licence="Cite; ask before redistribution",
        citation="Marshall, Monty G., Ted Robert Gurr & Keith Jaggers. 2016. Polity IV Project",
        doi="",
        version="IV",
        years=(1800, 2015),
        year_column="year",
        key=("ccode", "year"),
        refuses_foreign_codes=False,
        columns=(
            state("ccode", "the state"),
            whole("year", "year"),
            whole("polity", "−10 to 10", missing=(-66, -77, -88)),
            whole(
                "polity2",
                "−10 to 10, with interruptions and transitions filled in by the owner",
                missing=(-66, -77, -88),
            ),
        ),
        traps=("−66, −77 and −88 in polity are occupation, anarchy and transition, not regimes; use polity2.",),
    ),
    DataSet(
        name="vdem_polyarchy",
        title="electoral democracy of a state in a year",
        owner="Varieties of Democracy Project",
        address="https://www.v-dem.net/data/",
        licence="The owner states a Creative Commons licence",
        citation="Coppedge, Michael, et al. 2020. V-Dem Country-Year Dataset v10",
        doi="10.23696/vdemds20",
        version="10",
        years=(1789, 2019),
        year_column="year",
        key=("ccode", "year"),
        refuses_foreign_codes=False,
        columns=(
            state("ccode", "the state", "COWcode"),
            whole("year", "year"),
            number("vdem_polyarchy", "0 to 1", "v2x_polyarchy"),
        ),
    ),
    DataSet(
        name="igo_shared_dyad_year",
        title="intergovernmental organisations that a pair shares in a year",
        owner=COW,
        address=f"{COW_SITE}igos/",
        licence=COW_TERMS,
        citation=(
            "Pevehouse, Jon C. W., Timothy Nordstrom, Roseanne W. McManus & Anne Spencer Jamison. 2020. Tracking"
            " Organizations in the World: The Correlates of War IGO Version 3.0 Datasets. Journal of Peace Research"
            " 57(3):492–503"
        ),
        doi="10.1177/0022343319881175",
        version="3.0",
        years=(1816, 2014),
        year_column="year",
        key=("ccode1", "ccode2", "year"),
        is_undirected=True,
        refuses_foreign_codes=False,
        columns=(
            state("ccode1", "the state with the lower number"),
            state("ccode2", "the state with the higher number"),
            whole("year", "year"),
            whole("shared_igos", "full memberships shared", missing=(-9, -8, -1)),
        ),
        traps=("Each pair stands once (ccode1 < ccode2): a join on a directed key loses half of the pairs.",),
    ),
)
