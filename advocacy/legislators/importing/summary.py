"""Telling what an import did, for the command line and the log page."""

from advocacy.legislators.models import ImportRun

_OUTCOMES = ("added", "changed", "ended", "unchanged")


def summary_lines(run: ImportRun) -> list[str]:
    """Return a table of added, changed, ended and unchanged for each kind of thing."""
    kinds = run.counts or {}
    width = max([len(kind) for kind in kinds] + [10])
    header = f"  {'':{width}}" + "".join(f"{outcome:>12}" for outcome in _OUTCOMES)
    rows = [
        f"  {kind:{width}}" + "".join(f"{counts[outcome]:>12,}" for outcome in _OUTCOMES)
        for kind, counts in kinds.items()
    ]
    took = f" in {(run.finished_at - run.started_at).total_seconds():.1f} s" if run.finished_at else ""
    return [f"{run.get_source_display()} from {run.location}{_vintage(run)}{took}", header, *rows, *_notes(run)]


def _vintage(run: ImportRun) -> str:
    if run.vintage:
        revision = f", commit {run.revision[:7]}" if run.revision else ""
        return f" (of {run.vintage}{revision})"
    return f" (newest entry {run.newest_entry})" if run.newest_entry else ""


def _notes(run: ImportRun) -> list[str]:
    notes = [f"  {run.message}"] if run.message else []
    if run.warnings:
        notes.append(f"  {len(run.warnings)} warnings, kept in the import's log. The first: {run.warnings[0]}")
    return notes
