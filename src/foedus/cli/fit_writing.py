"""What `foedus fit` writes: the fit, its posterior, predictions and pictures, in the format of the file's name."""

from pathlib import Path
from typing import TYPE_CHECKING

from foedus.cli.console import write

if TYPE_CHECKING:
    import xarray

    from foedus.estimate import Fit
    from foedus.estimate.table_fit import TableFit


def text_of(found: "TableFit", out: str, as_json: bool) -> str:
    """The fit in the format of the file to write."""
    suffix = Path(out).suffix.lower()
    if as_json or suffix == ".json":
        return f"{found.to_json()}\n"
    return found.to_csv() if suffix == ".csv" else found.to_latex() if suffix == ".tex" else str(found)


def predicted(found: "TableFit", new: str, out: str) -> str | bytes:
    """The rows of a table with probabilities, in the format of the file to write."""
    import io

    table = found.predict(new)
    suffix = Path(out).suffix.lower()
    if suffix == ".parquet":
        stream = io.BytesIO()
        table.to_parquet(stream, index=False)
        return stream.getvalue()
    return str(table.to_csv(index=False, sep="," if suffix == ".csv" else "\t"))


def picture(found: "TableFit", column: str, plot: str) -> str | bytes:
    """Fitted probabilities over a column, in the format of the file to write."""
    from foedus.estimate import over
    from foedus.report.fitted import fitted_picture

    return fitted_picture(over(found, column), column, plot)


def say_posterior(tree: "xarray.DataTree", found: "Fit", out: str | None, as_json: bool) -> None:
    """The posterior, printed beside the fit by maximum likelihood and its baselines, or written."""
    import json

    from foedus.estimate.posterior import netcdf_bytes, posterior_record, posterior_text
    from foedus.files import write_atomically

    suffix = "" if out is None else Path(out).suffix.lower()
    if as_json or suffix == ".json":
        text = json.dumps(posterior_record(tree), indent=2, ensure_ascii=False, allow_nan=False)
    else:
        text = f"{posterior_text(tree)}\nBy maximum likelihood:\n\n{found}"
    if out is None or suffix == ".nc":
        write(text)
    if out is not None:
        write_atomically(out, netcdf_bytes(tree) if suffix == ".nc" else f"{text.rstrip()}\n", may_replace=True)


__all__ = ["picture", "predicted", "say_posterior", "text_of"]
