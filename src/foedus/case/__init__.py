"""What an analyst writes: schema, loading, errors with line and field, and the built-in cases."""

from foedus.case.account import SIZES, Claim, Episode, Evidence, Favour, Forecast, Indicator, Member, Seen, Source
from foedus.case.balance import CaseBalance, describe
from foedus.case.builtin import builtin_ids, builtin_path
from foedus.case.case import DUTIES, Case
from foedus.case.date import PartialDate
from foedus.case.defaults import DEFAULTS, Default
from foedus.case.entry import Party
from foedus.case.expression import Binary, Compare, Expression, ExpressionError, Mode, Name, Number, parse
from foedus.case.expression_name import resolve
from foedus.case.inputs import Input, inputs, shared_streams
from foedus.case.json_schema import case_schema
from foedus.case.loading import load_case, parse_case
from foedus.case.number import Mark, Stated
from foedus.case.play import AssetClass, Challenger, GuarantorType, Need, Request, Response, ThirdParty
from foedus.case.stated import StatedRange
from foedus.case.template import new_case_text

__all__ = [
    "DEFAULTS",
    "DUTIES",
    "SIZES",
    "AssetClass",
    "Binary",
    "Case",
    "CaseBalance",
    "Challenger",
    "Claim",
    "Compare",
    "Default",
    "Episode",
    "Evidence",
    "Expression",
    "ExpressionError",
    "Favour",
    "Forecast",
    "GuarantorType",
    "Indicator",
    "Input",
    "Mark",
    "Member",
    "Mode",
    "Name",
    "Need",
    "Number",
    "PartialDate",
    "Party",
    "Request",
    "Response",
    "Seen",
    "Source",
    "Stated",
    "StatedRange",
    "ThirdParty",
    "builtin_ids",
    "builtin_path",
    "case_schema",
    "describe",
    "inputs",
    "load_case",
    "new_case_text",
    "parse",
    "parse_case",
    "resolve",
    "shared_streams",
]
