"""Data sets on events: who is reported to have done what to whom on a day."""

from foedus.record.data_set import DataSet, day, text, whole

ICEWS_CITATION = (
    "Boschee, Elizabeth, Jennifer Lautenschlager, Sean O'Brien, Steve Shellman, James Starz & Michael Ward. 2015. ICEWS"
    " Coded Event Data. Harvard Dataverse"
)
GDELT_HEADER = (
    "GlobalEventID", "Day", "MonthYear", "Year", "FractionDate",
    *(
        f"Actor{side}{part}"
        for side in (1, 2)
        for part in (
            "Code", "Name", "CountryCode", "KnownGroupCode", "EthnicCode", "Religion1Code", "Religion2Code",
            "Type1Code", "Type2Code", "Type3Code",
        )
    ),
    "IsRootEvent", "EventCode", "EventBaseCode", "EventRootCode", "QuadClass", "GoldsteinScale", "NumMentions",
    "NumSources", "NumArticles", "AvgTone",
    *(
        f"{place}Geo_{part}"
        for place in ("Actor1", "Actor2", "Action")
        for part in ("Type", "FullName", "CountryCode", "ADM1Code", "ADM2Code", "Lat", "Long", "FeatureID")
    ),
    "DATEADDED", "SOURCEURL",
)  # fmt: skip

EVENT_SETS = (
    DataSet(
        name="icews14",
        title="an event in the news of 2014: at least once on that day",
        owner="ICEWS, carried as the benchmark of García-Durán, Dumančić & Niepert 2018 (arXiv:1809.03202)",
        address="https://doi.org/10.7910/DVN/28075",
        licence="See the terms at Harvard Dataverse; the repository that carries the sample has a BSD-style licence",
        citation=ICEWS_CITATION,
        doi="10.7910/DVN/28075",
        years=(2014, 2014),
        key=("date", "subject", "relation", "object"),
        owner_files=("events.parquet",),
        columns=(
            day("date", "day"),
            text("subject", "who"),
            text("relation", "CAMEO phrase"),
            text("object", "to whom"),
        ),
        traps=(
            "A sample with holes: the United States, Russia, India, Germany, the United Kingdom, Ukraine, Israel,"
            " Syria, Turkey, Pakistan, Saudi Arabia and Egypt do not occur as bare country actors, nor does Vladimir"
            " Putin. Rates are rates in the sample.",
            "A row is at least once that day.",
            "Make an appeal or request does not contain its children in the CAMEO tree.",
            "A meeting is coded from both ends: Make a visit and Host a visit, Consult both ways.",
            "Event data see what is written about.",
        ),
    ),
    DataSet(
        name="icews",
        title="an event in the news, as the owner's yearly files have it",
        owner="ICEWS, Harvard Dataverse",
        address="https://doi.org/10.7910/DVN/28075",
        licence="See the terms at Harvard Dataverse",
        citation=ICEWS_CITATION,
        doi="10.7910/DVN/28075",
        begins=1995,
        is_verified=False,
        columns=(
            day("date", "day", "Event Date"),
            text("subject", "who", "Source Name"),
            text("subject_country", "whose", "Source Country"),
            text("subject_sectors", "sectors", "Source Sectors"),
            text("relation", "CAMEO phrase", "Event Text"),
            text("code", "CAMEO code", "CAMEO Code"),
            text("object", "to whom", "Target Name"),
            text("object_country", "whose", "Target Country"),
            text("object_sectors", "sectors", "Target Sectors"),
        ),
        traps=("Read after the codebook; unverified on real files.", "Event data see what is written about."),
    ),
    DataSet(
        name="gdelt2",
        title="an event in the news, GDELT 2 events table",
        owner="The GDELT Project",
        address="https://www.gdeltproject.org/data.html",
        licence="Open; the project asks for citation and a link",
        citation="Leetaru, Kalev & Philip A. Schrodt. 2013. GDELT: Global Data on Events, Location and Tone. ISA",
        doi="",
        version="2.0",
        key=("event_id",),
        begins=1979,
        is_verified=False,
        header=GDELT_HEADER,
        columns=(
            whole("event_id", "number of the event", "GlobalEventID"),
            day("date", "day", "Day", "SQLDATE"),
            text("subject", "who", "Actor1Name"),
            text("subject_country", "whose, CAMEO country code", "Actor1CountryCode"),
            text("subject_type", "role: GOV, MIL, …", "Actor1Type1Code"),
            text("object", "to whom", "Actor2Name"),
            text("object_country", "whose, CAMEO country code", "Actor2CountryCode"),
            text("object_type", "role", "Actor2Type1Code"),
            whole("is_root", "1: in the first paragraph", "IsRootEvent"),
            text("code", "CAMEO code, with its leading zero", "EventCode"),
            whole("articles", "articles that report it", "NumArticles"),
        ),
        traps=(
            "Read after the codebook; unverified on real files.",
            "The files have no header, 61 columns and tabs. CAMEO codes are text: 020 is not 20.",
            "One event is coded once for each wording; what is written about is what is seen.",
        ),
    ),
    DataSet(
        name="polecat",
        title="an event in the news, POLECAT with PLOVER types",
        owner="POLECAT, Harvard Dataverse",
        address="https://doi.org/10.7910/DVN/AJGVIT",
        licence="See the terms at Harvard Dataverse",
        citation=(
            "Halterman, Andrew, Benjamin E. Bagozzi, Andreas Beger, Philip A. Schrodt & Grace I. Scarborough. 2023."
            " PLOVER and POLECAT: A New Political Event Ontology and Dataset"
        ),
        doi="10.7910/DVN/AJGVIT",
        key=("event_id",),
        begins=2018,
        is_verified=False,
        columns=(
            text("event_id", "number of the event", "Event ID"),
            day("date", "day", "Event Date"),
            text("code", "PLOVER type: REQUEST, AGREE, …", "Event Type"),
            text("mode", "PLOVER mode: visit, retract, …", "Event Mode"),
            text("contexts", "contexts: military, …", "Contexts"),
            text("subject", "who", "Actor Name"),
            text("subject_country", "whose", "Actor Country"),
            text("subject_sector", "role", "Primary Actor Sector"),
            text("object", "to whom", "Recipient Name"),
            text("object_country", "whose", "Recipient Country"),
            text("object_sector", "role", "Primary Recipient Sector"),
        ),
        traps=("Read after the codebook; unverified on real files.", "Event data see what is written about."),
    ),
    DataSet(
        name="icews_dyad_year",
        title="counts of events from one country to another in a year, zeros included",
        owner="ICEWS, carried by the R package netify",
        address="https://doi.org/10.7910/DVN/28075",
        licence="GPL-3 for the package that carries it; see the terms at Harvard Dataverse",
        citation=ICEWS_CITATION,
        doi="10.7910/DVN/28075",
        years=(2002, 2014),
        year_column="year",
        key=("source", "target", "year"),
        owner_files=("dyad_year_2002_2014.parquet",),
        columns=(
            text("source", "who"),
            text("target", "to whom"),
            text("source_iso3", "who, ISO 3166 code"),
            text("target_iso3", "to whom, ISO 3166 code"),
            whole("year", "year"),
            whole("verbal_cooperation", "events"),
            whole("material_cooperation", "events"),
            whole("verbal_conflict", "events"),
            whole("material_conflict", "events"),
        ),
    ),
)
