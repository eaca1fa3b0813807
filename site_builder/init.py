"""A new survey: the starter's files in a folder of their own."""

from __future__ import annotations

from pathlib import Path

from site_builder.problems import CommandError


def init_survey(starter: Path, folder: Path, today: str) -> tuple[Path, ...]:
    """Copy the starter survey into a new or empty folder and date it ``today`` (ISO); returns the files written.

    Raises CommandError when the folder holds anything already or cannot be written.
    """
    try:
        if folder.exists() and not folder.is_dir():
            raise CommandError(f"{folder} exists and is not a folder: a new survey needs a folder of its own.")
        if folder.exists() and any(folder.iterdir()):
            raise CommandError(f"{folder} exists and is not empty: a new survey needs a folder of its own.")
        written = []
        for source in sorted(path for path in starter.rglob("*") if path.is_file()):
            target = folder / source.relative_to(starter)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(source.read_text("utf-8").replace("{today}", today), "utf-8")
            written.append(target)
    except OSError as fault:
        raise CommandError(f"{folder} cannot be written: {fault.strerror}.") from fault
    return tuple(written)
