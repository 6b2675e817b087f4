"""Cross-check of the sources: where the figures that stand as checked or rounded were read."""

from __future__ import annotations

from reformlab.data.checks.integrity import READ
from reformlab.data.checks.report import Gap, register
from reformlab.data.loading import load
from reformlab.data.manifest import fields, package

CHECKS = []
check = register(CHECKS)


def unrecorded() -> dict[str, int]:
    """Return ``{table: figures that were read in a copy which is not recorded}``."""
    counts = {}
    for name, resource in package().items():
        frame, columns = load(name), fields(resource)
        lost = [
            key
            for key, entry in resource["sources_by_id"].items()
            if entry.get("standing") in READ and "not recorded" in entry["copy"]
        ]
        count = frame["source"].isin(lost).sum() if "standing" in frame else 0
        count += sum(frame[column].notna().sum() for column, field in columns.items() if field.get("source") in lost)
        if count:
            counts[name] = int(count)
    return counts


@check(
    "Figures that were read, but where was not recorded",
    tables=[],  # all that there are
    unit="figures",
    allowed=4_433,
    why="Read before copies were recorded. The number may fall, never rise: a figure that is read now names its copy.",
)
def _unrecorded():
    counts = unrecorded()
    largest = max(counts, key=counts.get, default="none")
    return Gap(float(sum(counts.values())), f"most in {largest}")
