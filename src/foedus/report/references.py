"""The works that foedus rests on, each with what it is used for: the one list that pages and commands cite from."""

from dataclasses import dataclass

__all__ = ["REFERENCES", "Reference"]


@dataclass(frozen=True, slots=True)
class Reference:
    """A published work.

    Arguments:
        key: short name, "author-year", unique.
        citation: authors, year, title and place of publication, in full.
        used_for: what foedus takes from it, as a sentence without a full stop.
        doi: digital object identifier without the resolver; None where the work has none or none was verified.
    """

    key: str
    citation: str
    used_for: str
    doi: str | None = None

    @property
    def link(self) -> str:
        """The DOI as readers cite it, "doi:10.…", or ""."""
        return "" if self.doi is None else f"doi:{self.doi}"


REFERENCES: tuple[Reference, ...] = (
    Reference(
        "mckelvey-palfrey-1998",
        "Richard D. McKelvey and Thomas R. Palfrey (1998). Quantal response equilibria for extensive form games."
        " Experimental Economics 1(1), 9–41.",
        "the equilibrium: every player chooses by logit at every information set",
        "10.1023/A:1009905800005",
    ),
    Reference(
        "turocy-2005",
        "Theodore L. Turocy (2005). A dynamic homotopy interpretation of the logistic quantal response equilibrium"
        " correspondence. Games and Economic Behavior 51(2), 243–263.",
        "which equilibrium: the branch that begins at precision 0, followed to the case's own precision",
        "10.1016/j.geb.2004.04.003",
    ),
    Reference(
        "walker-ni-2011",
        "Homer F. Walker and Peng Ni (2011). Anderson acceleration for fixed-point iterations."
        " SIAM Journal on Numerical Analysis 49(4), 1715–1735.",
        "finding the fixed point in few evaluations",
        "10.1137/10078356X",
    ),
    Reference(
        "eisenstat-elman-schultz-1983",
        "Stanley C. Eisenstat, Howard C. Elman and Martin H. Schultz (1983). Variational iterative methods for"
        " nonsymmetric systems of linear equations. SIAM Journal on Numerical Analysis 20(2), 345–357.",
        "the linear systems of Newton steps, where acceleration alone does not arrive",
        "10.1137/0720023",
    ),
    Reference(
        "saltelli-2010",
        "Andrea Saltelli, Paola Annoni, Ivano Azzini, Francesca Campolongo, Marco Ratto and Stefano Tarantola (2010)."
        " Variance based sensitivity analysis of model output: design and estimator for the total sensitivity index."
        " Computer Physics Communications 181(2), 259–270.",
        "the shares of a figure's variance that inputs account for (--sobol)",
        "10.1016/j.cpc.2009.09.018",
    ),
    Reference(
        "iwanaga-2022",
        "Takuya Iwanaga, William Usher and Jonathan Herman (2022). Toward SALib 2.0: advancing the accessibility and"
        " interpretability of global sensitivity analyses. Socio-Environmental Systems Modelling 4, 18155.",
        "computing them (--sobol)",
        "10.18174/sesmo.18155",
    ),
    Reference(
        "lindley-1956",
        "Dennis V. Lindley (1956). On a measure of the information provided by an experiment."
        " The Annals of Mathematical Statistics 27(4), 986–1005.",
        "ranking what may be seen next by the information expected of it",
        "10.1214/aoms/1177728069",
    ),
    Reference(
        "jensen-1990",
        "Finn V. Jensen, Bo Chamberlain, Torsten Nordahl and Frank Jensen (1990). Analysis in HUGIN of data conflict."
        " Proceedings of the Sixth Conference on Uncertainty in Artificial Intelligence, 519–528. arXiv:1304.1146.",
        "the measure of whether items of evidence agree with one another",
    ),
    Reference(
        "henry-2020",
        "Iain D. Henry (2020). What allies want: reconsidering loyalty, reliability, and alliance interdependence."
        " International Security 44(4), 45–83.",
        "members of the audience that fear a guarantor loyal to others",
        "10.1162/isec_a_00375",
    ),
    Reference(
        "wintle-2019",
        "Bonnie C. Wintle, Hannah Fraser, Ben C. Wills, Ann E. Nicholson and Fiona Fidler (2019). Verbal probabilities:"
        " very likely to be somewhat more confusing than numbers. PLOS ONE 14(4), e0213522.",
        "printing the range beside every word of likelihood",
        "10.1371/journal.pone.0213522",
    ),
    Reference(
        "icd-203",
        "Office of the Director of National Intelligence (2015). Intelligence Community Directive 203: Analytic"
        " Standards. Washington, 2 January 2015, section D.6.e(2)(a).",
        "the lexicon icd203: what analysts' words of likelihood mean",
    ),
    Reference(
        "perceptions-2015",
        "zonination (2015). Perceptions of Probability and Numbers (survey of 46 readers; MIT licence)."
        " https://github.com/zonination/perceptions",
        "the lexicon lay: what readers take the same words to mean",
    ),
    Reference(
        "berkemeier-fuhrmann-2018",
        "Molly Berkemeier and Matthew Fuhrmann (2018). Reassessing the fulfillment of alliance commitments in war."
        " Research & Politics 5(2).",
        "base rates of promises kept, and how far they depend on the period and on what is counted",
        "10.1177/2053168018779697",
    ),
    Reference(
        "leeds-long-mitchell-2000",
        "Brett Ashley Leeds, Andrew G. Long and Sara McLaughlin Mitchell (2000). Reevaluating alliance reliability:"
        " specific threats, specific promises. Journal of Conflict Resolution 44(5), 686–699.",
        "counting a promise as broken only where its own terms called for help",
        "10.1177/0022002700044005006",
    ),
    Reference(
        "siverson-king-1980",
        "Randolph M. Siverson and Joel King (1980). Attributes of national alliance membership and war participation,"
        " 1815–1965. American Journal of Political Science 24(1), 1–15.",
        "the low rate that follows when every ally of a state at war counts as called",
    ),
    Reference(
        "smith-1995",
        "Alastair Smith (1995). Alliance formation and war. International Studies Quarterly 39(4), 405–425.",
        "reading honour rates as selected: challengers test the guarantees they doubt",
    ),
)
