"""Charts of an answer: each a function from `Answer` to an Altair chart, in a file of its own.

Altair is loaded when the first chart is drawn.
"""

from foedus.report.chart.calls import calls_chart
from foedus.report.chart.claims import claims_chart
from foedus.report.chart.elasticities import elasticities_chart
from foedus.report.chart.evidence import evidence_chart
from foedus.report.chart.exhibit import Exhibit
from foedus.report.chart.exhibits import exhibits
from foedus.report.chart.export import check_folder, write_charts
from foedus.report.chart.flips import flips_chart
from foedus.report.chart.forecasts import forecasts_chart
from foedus.report.chart.grounds import grounds_chart
from foedus.report.chart.indicators import indicators_chart
from foedus.report.chart.ladder import ladder_chart
from foedus.report.chart.prices import prices_chart
from foedus.report.chart.replies import replies_chart
from foedus.report.chart.sobol import sobol_chart
from foedus.report.chart.stock import stock_chart
from foedus.report.chart.timeline import timeline_chart

__all__ = [
    "Exhibit",
    "calls_chart",
    "check_folder",
    "claims_chart",
    "elasticities_chart",
    "evidence_chart",
    "exhibits",
    "flips_chart",
    "forecasts_chart",
    "grounds_chart",
    "indicators_chart",
    "ladder_chart",
    "prices_chart",
    "replies_chart",
    "sobol_chart",
    "stock_chart",
    "timeline_chart",
    "write_charts",
]
