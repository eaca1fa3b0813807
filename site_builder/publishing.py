"""Files that let a host build and publish a survey: ours, with the survey's folder and the version to install put in.

The folder ``publishing/`` beside this module holds them as they are written, but for ``@@CONTENT@@`` and
``@@REQUIREMENT@@``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from site_builder.problems import CommandError

HOSTS: Mapping[str, Mapping[str, str]] = {
    "github": {"github.yml": ".github/workflows/survey.yml"},
    "gitlab": {"gitlab.yml": ".gitlab-ci.yml"},
    "netlify": {"netlify.toml": "netlify.toml"},
    "rsync": {"publish.sh": "publish.sh"},
    "container": {"Containerfile": "Containerfile", "containerignore": ".dockerignore"},
}
"""Where a survey can be published, each with our files and their places in the repository."""

_PLAIN_PATH = re.compile(r"[\w ./+-]+")
_PLAIN_REQUIREMENT = re.compile(r"[\w ./+:@=,<>~!#%&?\[\]-]+")
"""What means the same within double quotes in YAML, TOML, shells and container files, and in GitHub's expressions."""


@dataclass(frozen=True, slots=True)
class Requirement:
    """What a host's pip is told to install."""

    text: str
    """Such as ``site-builder==0.1.0``."""
    is_certain: bool
    """Whether a host surely finds it; not where the running tool was installed from a folder of this machine."""


@dataclass(frozen=True, slots=True)
class Offered:
    """What adding the files came to."""

    written: tuple[Path, ...]
    left: tuple[Path, ...]
    """Places where something was before, which is as it was."""


def parse_requirement(version: str, direct_url: str | None) -> Requirement:
    """What installs the very tool that runs: its ``version``, or the address in its ``direct_url.json`` (PEP 610).

    An address with a password or with signs that files would need quoted is not given away: the version stands for it.
    """
    origin = json.loads(direct_url) if direct_url else {}
    address = origin.get("url", "")
    if not origin:
        return Requirement(f"site-builder=={version}", is_certain=True)
    vcs = origin.get("vcs_info", {})
    text = f"site-builder @ {vcs['vcs']}+{address}@{vcs['commit_id']}" if vcs else f"site-builder @ {address}"
    is_public = address.startswith(("https://", "ssh://")) and not re.match(r"https://[^/]*@", address)
    if is_public and "dir_info" not in origin and _PLAIN_REQUIREMENT.fullmatch(text):
        return Requirement(text, is_certain=True)
    return Requirement(f"site-builder=={version}", is_certain=False)


def read_requirement(version: str) -> Requirement:
    """What installs the tool that runs, as far as its installation tells."""
    try:
        return parse_requirement(version, distribution("site-builder").read_text("direct_url.json"))
    except PackageNotFoundError:
        return Requirement(f"site-builder=={version}", is_certain=False)


def check_requirement(text: str) -> Requirement:
    """The requirement that an editor names. Raises CommandError for one that would need quoting."""
    if not _PLAIN_REQUIREMENT.fullmatch(text) or text.startswith("-"):
        raise CommandError(
            f"{text!r} is nothing that pip could be told to install; name a version, an address or a wheel."
        )
    return Requirement(text, is_certain=True)


def repository_of(folder: Path) -> Path:
    """The top of the git repository that a survey's folder is in, for hosts look there; otherwise the folder itself."""
    place = folder.resolve()
    return next((parent for parent in (place, *place.parents) if (parent / ".git").exists()), place)


def check_place(folder: Path) -> str:
    """The folder as seen from the top of its repository. Raises CommandError for a path that would need quoting."""
    content = folder.resolve().relative_to(repository_of(folder)).as_posix()
    if not _PLAIN_PATH.fullmatch(content) or content.startswith("-"):
        raise CommandError(
            f"{content!r} has signs that hosts may misread: rename the folder with letters, digits, - and _."
        )
    return content


def add_publishing(ours: Path, folder: Path, hosts: Iterable[str], requirement: Requirement) -> Offered:
    """Put the files for ``hosts`` (names in HOSTS) at the top of the survey's repository.

    ``ours`` is the folder they are taken from. What is there already is never touched. Raises CommandError as
    `check_place` does, and where the disk fails.
    """
    root, content = repository_of(folder), check_place(folder)
    written, left = [], []
    for name, place in (pair for host in dict.fromkeys(hosts) for pair in HOSTS[host].items()):
        target = root / place
        text = (ours / name).read_text("utf-8")
        text = text.replace("@@CONTENT@@", content).replace("@@REQUIREMENT@@", requirement.text)
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            with target.open("x", encoding="utf-8", newline="\n") as file:
                file.write(text)
            if text.startswith("#!"):
                target.chmod(target.stat().st_mode | 0o111)
        except FileExistsError:
            left.append(target)
        except OSError as fault:
            raise CommandError(f"{target} cannot be written: {fault.strerror}.") from fault
        else:
            written.append(target)
    return Offered(tuple(written), tuple(left))
