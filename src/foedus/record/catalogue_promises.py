"""Data sets on promises: who owed what to whom, on what conditions, and what experts say became of it."""

from foedus.record.data_set import DataSet, flag, state, text, whole

ATOP = "Alliance Treaty Obligations and Provisions Project (ATOP)"
ATOP_SITE = "http://www.atopdata.org/"
ATOP_CITATION = (
    "Leeds, Brett Ashley, Jeffrey M. Ritter, Sara McLaughlin Mitchell & Andrew G. Long. 2002. Alliance Treaty"
    " Obligations and Provisions, 1815–1944. International Interactions 28:237–260"
)
ATOP_DOI = "10.1080/03050620213653"

OBLIGATION_COLUMNS = (
    flag("defense", "1: helps when the other is attacked"),
    flag("offense", "1: helps when the other attacks"),
    flag("neutral", "1: stays out of the other's wars"),
    flag("nonagg", "1: does not attack the other"),
    flag("consul", "1: consults in a crisis"),
)

PROMISE_SETS = (
    DataSet(
        name="atop_directed_dyad_year",
        title="what one state owed another by treaty in a year",
        owner=ATOP,
        address=ATOP_SITE,
        licence="Free download; asks for citation and version",
        citation=ATOP_CITATION,
        doi=ATOP_DOI,
        version="5.1",
        years=(1815, 2018),
        year_column="year",
        key=("ccode1", "ccode2", "year"),
        refuses_foreign_codes=False,
        owner_files=("atop5_1ddyr.csv", "atop5_1ddyr.dta"),
        download="http://www.atopdata.org/uploads/6/9/1/3/69134503/atop_5.1__.csv_.zip",
        columns=(
            state("ccode1", "who owes", "stateA", "mem1"),
            state("ccode2", "to whom", "stateB", "mem2"),
            whole("year", "year"),
            *OBLIGATION_COLUMNS,
        ),
        traps=(
            "Directed: ccode1 owes ccode2. Collapsing the two directions by maximum invents promises.",
            "A pair without a row inside 1815–2018 owed nothing; after 2018 nothing is known.",
            "A year is coarse: treaties signed after the shooting began count for the year. For a day use the members.",
            "Microstates and occupied states are counted; they fall out where `states` is joined.",
        ),
    ),
    DataSet(
        name="members_v4_01",
        title="membership of a state in a phase of a treaty, with dates and conditions",
        owner=ATOP,
        address=ATOP_SITE,
        licence="No licence stated where it is carried; the owner's newer versions are free with citation",
        citation=ATOP_CITATION,
        doi=ATOP_DOI,
        version="4.01",
        years=(1815, 2016),
        year_column="yrent",
        key=("atopid", "phase", "member", "yrent", "moent"),
        refuses_foreign_codes=False,
        owner_files=("atop4_01m.csv", "atop4_01m.dta"),
        columns=(
            whole("atopid", "treaty"),
            whole("phase", "phase of the treaty; 0 where it has one"),
            state("member", "the member, which need not be in the state system"),
            whole("yrent", "year of entry"),
            whole("moent", "its month"),
            whole("dayent", "its day"),
            whole("yrexit", "year of exit; null where the treaty was in force at the end of 2016", missing=(0,)),
            whole("moexit", "its month", missing=(0,)),
            whole("dayexit", "its day", missing=(0,)),
            whole("bilat", "1: two members"),
            whole("wartime", "1: made during a war and for it"),
            *OBLIGATION_COLUMNS,
            whole("defcon", "1: conditions on the promise to defend"),
            whole("defcoadv", "1: against a named adversary only"),
            whole("defcoloc", "1: in a named place only"),
            whole("defcocon", "1: in a named conflict only"),
            whole("specthrt", "kind of threat named"),
            whole("statthr1", "first state named as the threat", missing=(0,)),
            whole("statthr2", "second state named as the threat", missing=(0,)),
            whole("milcon", "military contact in peace, 0 to 3"),
        ),
        traps=(
            "yrexit is 0 in the file where the treaty was still in force in 2016.",
            "Conditions are known to 2016; after that they are unknown, not absent.",
        ),
    ),
    DataSet(
        name="berkemeier_fuhrmann_2018",
        title="a treaty in a war, coded by hand: called or not, honoured or violated",
        owner="Molly Berkemeier & Matthew Fuhrmann",
        address="https://doi.org/10.1177/2053168018779697",
        licence="See the replication archive at Harvard Dataverse",
        citation=(
            "Berkemeier, Molly & Matthew Fuhrmann. 2018. Reassessing the Fulfillment of Alliance Commitments in War."
            " Research & Politics 5(2)"
        ),
        doi="10.1177/2053168018779697",
        years=(1816, 2003),
        key=("warid", "atopid"),
        columns=(
            flag("pre_1945", "1: war before 1945"),
            whole("warid", "number in Interstate War Data"),
            text("warname", "the war"),
            whole("cowwarid", "number in COW wars"),
            whole("atopid", "treaty"),
            whole("multilateral", "1: more than two members"),
            *(
                flag(f"{column}_{rules}", f"{meaning} (rules: {author})")
                for rules, author in (
                    ("llm", "Leeds, Long & Mitchell 2000"),
                    ("bf", "Berkemeier & Fuhrmann 2018"),
                )
                for column, meaning in (
                    ("dna", "1: no case of performance"),
                    ("honor", "1: honoured"),
                    ("violate", "1: violated"),
                )
            ),
            *OBLIGATION_COLUMNS,
        ),
        traps=(
            "Blank is not coded so, not zero.",
            "Promises to consult and of non-aggression, and those whose condition was not met, are no cases.",
        ),
    ),
    DataSet(
        name="leeds_anac_2005",
        title="a treaty in a war, coded by hand, 1816–1944",
        owner="Brett Ashley Leeds & Sezi Anac",
        address="https://www.tandfonline.com/journals/gini20",
        licence="See the owner's page",
        citation=(
            "Leeds, Brett Ashley & Sezi Anac. 2005. Alliance Institutionalization and Alliance Performance."
            " International Interactions 31(3):183–202"
        ),
        doi="",
        years=(1816, 1944),
        key=("war", "atopid"),
        refuses_foreign_codes=False,
        columns=(
            whole("war", "number of the war"),
            whole("atopid", "treaty"),
            flag("honor3", "1: honoured"),
            flag("honor2", "1: honoured, read leniently"),
            whole("milinst", "military institutions, 0 to 2"),
            whole("formal", "formality, 0 to 2"),
            whole("bilat", "1: two members"),
        ),
    ),
)
