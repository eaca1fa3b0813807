"""What `init --publish` and `publishing` write: files that hosts understand, that name real commands, and that work."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import click
import pytest
import yaml
from surveys import files_of, run, write_survey

from site_builder.cli import cli
from site_builder.problems import CommandError
from site_builder.publishing import (
    HOSTS,
    Requirement,
    add_publishing,
    check_place,
    check_requirement,
    parse_requirement,
    repository_of,
)
from site_builder.resources import publishing_folder

OURS = publishing_folder()
PLACES = {place: name for host in HOSTS.values() for name, place in host.items()}
PINNED = Requirement("site-builder==9.8.7", is_certain=True)


@pytest.fixture
def survey(tmp_path):
    """A survey in the folder ``texts`` of a git repository, with the files for every host."""
    (tmp_path / ".git").mkdir()
    add_publishing(OURS, write_survey(tmp_path / "texts"), HOSTS, PINNED)
    return tmp_path


def github(root: Path) -> dict:
    return yaml.safe_load((root / ".github" / "workflows" / "survey.yml").read_text("utf-8"))


def scripts_of(root: Path) -> dict[str, str]:
    """Every piece of shell in the files, by where it stands."""
    found = {"publish.sh": (root / "publish.sh").read_text("utf-8")}
    for job, body in github(root)["jobs"].items():
        for at, step in enumerate(body["steps"]):
            if "run" in step:
                found[f"github {job} {step.get('name', at)}"] = step["run"]
    gitlab = yaml.safe_load((root / ".gitlab-ci.yml").read_text("utf-8"))
    found["gitlab before_script"] = "\n".join(gitlab["default"]["before_script"])
    found |= {f"gitlab {job}": "\n".join(gitlab[job]["script"]) for job in ("check", "pages")}
    found["netlify"] = tomllib.loads((root / "netlify.toml").read_text("utf-8"))["build"]["command"]
    container = (root / "Containerfile").read_text("utf-8")
    found |= {
        f"container {line[:30]}": line.removeprefix("RUN ") for line in container.splitlines() if line[:4] == "RUN "
    }
    entry = json.loads(
        next(line for line in container.splitlines() if line.startswith("ENTRYPOINT ")).partition(" ")[2]
    )
    assert entry[:2] == ["/bin/sh", "-c"]
    return {**found, "container entry": entry[2]}


def commands_in(script: str) -> list[list[str]]:
    """The calls of site-builder in a script, as words."""
    joined = script.replace("\\\n", " ")
    calls = re.findall(
        r"(?:^|exec |if |&& |; )\s*(site-builder [^\n]*?)(?= *(?:[;|>&]|2>|\|\||$))", joined, re.MULTILINE
    )
    return [shlex.split(call) for call in calls]


def test_every_file_of_ours_goes_somewhere_and_none_keeps_a_placeholder(survey):
    assert sorted(PLACES.values()) == sorted(path.name for path in OURS.iterdir())
    for place in PLACES:
        assert "@@" not in (survey / place).read_text("utf-8"), place


@pytest.mark.parametrize("place", sorted(set(PLACES) - {".dockerignore"}))
def test_one_marked_line_says_what_is_installed(survey, place):
    text = (survey / place).read_text("utf-8")
    assert text.count("WHAT IS INSTALLED") == 1
    assert text.count("site-builder==9.8.7") == 1
    after = text.partition("WHAT IS INSTALLED")[2].splitlines()
    assert "site-builder==9.8.7" in next(line for line in after[1:] if not line.lstrip().startswith("#"))


def test_files_say_where_the_survey_is(survey):
    assert github(survey)["env"]["CONTENT"] == "texts"
    assert yaml.safe_load((survey / ".gitlab-ci.yml").read_text("utf-8"))["variables"]["CONTENT"] == "texts"
    assert tomllib.loads((survey / "netlify.toml").read_text("utf-8"))["build"]["environment"]["CONTENT"] == "texts"
    assert '\nCONTENT="texts"\n' in (survey / "publish.sh").read_text("utf-8")
    assert '\nENV CONTENT="texts"\n' in (survey / "Containerfile").read_text("utf-8")


def test_every_script_is_one_that_bash_and_shellcheck_accept(survey, tmp_path):
    scripts = scripts_of(survey)
    assert len(scripts) > 15
    for place, script in scripts.items():
        # GitHub puts expressions in before the shell sees them: none stands in a script, for its value would be code.
        assert "${{" not in script, place
        path = tmp_path / "script.sh"
        path.write_text(script if script.startswith("#!") else f"#!/usr/bin/env bash\n{script}", "utf-8")
        # Backquotes in a report are Markdown.
        shellcheck = [str(Path(sys.executable).with_name("shellcheck")), "--exclude=SC2016"]
        for command in (["bash", "-n"], shellcheck):
            done = subprocess.run([*command, str(path)], capture_output=True, text=True, check=False)
            assert done.returncode == 0, f"{place}: {done.stdout}{done.stderr}"


def test_the_commands_in_the_files_exist_with_their_options(survey):
    context = click.Context(cli)
    calls = {place: commands_in(script) for place, script in scripts_of(survey).items()}
    named = [call for found in calls.values() for call in found]
    written = sum(script.count("site-builder ") for script in scripts_of(survey).values())
    aside = sum(script.count("`site-builder ") for script in scripts_of(survey).values())
    assert len(named) == written - aside, "a call that the test does not see"
    for _, name, *arguments in named:
        command = cli.get_command(context, name)
        assert command, name
        known = {option for parameter in command.params for option in parameter.opts} | {"--help"}
        assert {word for word in arguments if word.startswith("--")} <= known, (name, arguments)


def test_the_address_that_the_host_tells_reaches_the_build(survey):
    steps = github(survey)["jobs"]["build"]["steps"]
    asked = next(step for step in steps if str(step.get("uses")).startswith("actions/configure-pages@"))
    built = next(step for step in steps if "site-builder build" in step.get("run", ""))
    assert built["env"]["BASE_URL"] == f"${{{{ steps.{asked['id']}.outputs.base_url }}}}"
    assert '--base-url "$BASE_URL"' in built["run"]
    scripts = scripts_of(survey)
    assert '--base-url "$CI_PAGES_URL"' in scripts["gitlab pages"]
    assert re.findall(r'address="\$(\w+)"', scripts["netlify"]) == ["URL", "DEPLOY_PRIME_URL"]
    assert '--base-url "$address"' in scripts["netlify"]
    assert '--base-url "$BASE_URL"' in scripts["publish.sh"]


def test_the_container_hands_on_what_it_is_run_with(survey, tmp_path):
    container = (survey / "Containerfile").read_text("utf-8")
    entry = json.loads(
        next(line for line in container.splitlines() if line.startswith("ENTRYPOINT ")).partition(" ")[2]
    )
    runner = Runner(survey, tmp_path / "work")
    runner.program("site-builder", 'printf "%s\\n" "$@"')
    done = runner.shell(shlex.join([*entry, "--base-url", "https://example.org/a b/"]), CONTENT="my texts")
    told = ["--content", "my texts", "--output", "/public/site", "--base-url", "https://example.org/a b/"]
    assert done.stdout.splitlines() == ["build", *told]
    assert re.search(r"^FROM python:3\.\d+-slim$", container, re.MULTILINE)
    # Whoever runs it is nobody of rank, and the volume is theirs before they become so.
    lines = container.splitlines()
    assert lines.index("USER editor") > next(
        at for at, line in enumerate(lines) if "chown editor:editor /public" in line
    )
    assert lines.index("USER editor") < next(at for at, line in enumerate(lines) if line.startswith("ENTRYPOINT "))


def test_nobody_may_do_more_than_they_must(survey):
    workflow = github(survey)
    assert workflow["permissions"] == {}
    assert {name: job["permissions"] for name, job in workflow["jobs"].items()} == {
        "build": {"contents": "read", "pages": "read"},
        "deploy": {"pages": "write", "id-token": "write"},
        "check": {"contents": "read"},
        "comment": {"pull-requests": "write"},
    }
    for job in workflow["jobs"].values():
        can_write = "write" in job["permissions"].values()
        for step in job["steps"]:
            assert re.fullmatch(r"actions/[a-z-]+@v\d+", step.get("uses", "actions/none@v1")), "ours and pinned"
            # Who may write neither takes nor runs what is proposed.
            assert not (can_write and ("checkout" in step.get("uses", "") or "site-builder" in step.get("run", "")))
            if "checkout" in step.get("uses", ""):
                assert step["with"]["persist-credentials"] is False
    # YAML 1.1 takes `on` for a truth value.
    assert set(workflow[True]) == {"push", "pull_request", "workflow_dispatch"}


def test_nothing_that_is_there_is_touched(tmp_path):
    survey = write_survey(tmp_path / "mine")
    (survey / "netlify.toml").write_text("# my own\n", "utf-8")
    before = files_of(survey)
    offered = add_publishing(OURS, survey, ["netlify", "gitlab"], PINNED)
    assert offered.written == (survey / ".gitlab-ci.yml",)
    assert offered.left == (survey / "netlify.toml",)
    after = files_of(survey)
    assert after.pop(".gitlab-ci.yml")
    assert after == before
    again = add_publishing(OURS, survey, ["gitlab"], PINNED)
    assert again.written == ()


def test_files_go_to_the_top_of_the_repository_or_else_into_the_survey(tmp_path):
    alone = tmp_path / "alone"
    assert (repository_of(alone), check_place(alone)) == (alone, ".")
    (tmp_path / "repository" / ".git").mkdir(parents=True)
    within = tmp_path / "repository" / "a b" / "content"
    assert (repository_of(within), check_place(within)) == (tmp_path / "repository", "a b/content")
    for name in ('quo"ted', "do$llar", "${{ x }}", "new\nline", "-dash"):
        with pytest.raises(CommandError, match="rename the folder"):
            check_place(tmp_path / "repository" / name)


@pytest.mark.parametrize(
    ("direct_url", "expected"),
    [
        (None, Requirement("site-builder==1.2", is_certain=True)),
        (
            {"url": "https://example.org/a/b.git", "vcs_info": {"vcs": "git", "commit_id": "abc"}},
            Requirement("site-builder @ git+https://example.org/a/b.git@abc", is_certain=True),
        ),
        (
            {"url": "https://example.org/site_builder-1.2.whl", "archive_info": {}},
            Requirement("site-builder @ https://example.org/site_builder-1.2.whl", is_certain=True),
        ),
        ({"url": "file:///home/me/clone", "dir_info": {"editable": True}}, Requirement("site-builder==1.2", False)),
        ({"url": "file:///home/me/a.whl", "archive_info": {}}, Requirement("site-builder==1.2", False)),
        (
            {"url": "https://me:secret@example.org/b.git", "vcs_info": {"vcs": "git", "commit_id": "abc"}},
            Requirement("site-builder==1.2", False),
        ),
        ({"url": 'https://example.org/"$(x).whl', "archive_info": {}}, Requirement("site-builder==1.2", False)),
    ],
)
def test_hosts_install_what_ran_where_they_can(direct_url, expected):
    assert parse_requirement("1.2", direct_url and json.dumps(direct_url)) == expected


@pytest.mark.parametrize("text", ['a"b', "a$b", "a`b`", "a\\b", "--index-url=x", "", "a\nb", "a'b"])
def test_a_requirement_that_would_need_quoting_is_refused(text):
    with pytest.raises(CommandError):
        check_requirement(text)


def test_init_offers_publishing_and_says_what_hosts_install(monkeypatch, capsys, tmp_path):
    monkeypatch.chdir(tmp_path)
    said = run(
        monkeypatch, capsys, "init", "mine", "--publish", "github", "--publish", "rsync",
        "--requirement", "./site_builder-0.1.0-py3-none-any.whl",
    )  # fmt: skip
    assert said.code == 0
    assert said.out.splitlines()[-2:] == ["mine/.github/workflows/survey.yml", "mine/publish.sh"]
    assert "WHAT IS INSTALLED" not in said.err
    assert github(tmp_path / "mine")["env"]["SITE_BUILDER"] == "./site_builder-0.1.0-py3-none-any.whl"
    assert os.access(tmp_path / "mine" / "publish.sh", os.X_OK)


def test_publishing_adds_files_to_a_survey_and_says_what_it_leaves(monkeypatch, capsys, tmp_path):
    monkeypatch.chdir(tmp_path)
    write_survey(tmp_path / "mine")
    said = run(monkeypatch, capsys, "publishing", "mine", "netlify", "--requirement", "site-builder==1.2")
    assert (said.code, said.out) == (0, "mine/netlify.toml\n")
    said = run(monkeypatch, capsys, "publishing", "mine", "netlify", "--requirement", "site-builder==1.3")
    assert (said.code, said.out, said.err) == (0, "", "mine/netlify.toml was there before and is as it was.\n")
    assert run(monkeypatch, capsys, "publishing", "elsewhere", "netlify").code == 2
    assert run(monkeypatch, capsys, "publishing", "mine", "somewhere").code == 2


def test_the_tool_of_this_machine_comes_with_a_warning(monkeypatch, capsys, tmp_path):
    monkeypatch.setattr(
        "site_builder.cli_init.read_requirement", lambda version: Requirement(f"site-builder=={version}", False)
    )
    said = run(monkeypatch, capsys, "init", tmp_path / "mine", "--publish", "netlify")
    assert "Name a git address or a wheel in the lines marked WHAT IS INSTALLED" in said.err


GUIDE = (Path(__file__).resolve().parents[1] / "docs" / "publishing.md").read_text("utf-8")


class Runner:
    """The scripts of a job run as a host runs them: in bash, one after another, with what the host sets."""

    def __init__(self, root: Path, work: Path) -> None:
        self.root, self.work = root, work
        self.programs = work / "programs"
        self.programs.mkdir(parents=True)
        self.output, self.summary = work / "output", work / "summary"
        self.program("site-builder", f'exec {shlex.quote(sys.executable)} -m site_builder "$@"')
        self.environment = {
            **os.environ,
            "PATH": f"{self.programs}{os.pathsep}{os.environ['PATH']}",
            "PYTHONPATH": str(Path(__file__).resolve().parents[1]),
            "SITE_BUILDER": PINNED.text,
            "CONTENT": "texts",
            "RUNNER_TEMP": str(work),
            "GITHUB_SHA": "abc123",
            "GITHUB_REPOSITORY": "someone/survey",
            "GITHUB_OUTPUT": str(self.output),
            "GITHUB_STEP_SUMMARY": str(self.summary),
            **{
                f"GIT_{who}_{what}": "editor@example.org"
                for who in ("AUTHOR", "COMMITTER")
                for what in ("NAME", "EMAIL")
            },
            "GIT_CONFIG_GLOBAL": os.devnull,
        }

    def program(self, name: str, script: str) -> None:
        path = self.programs / name
        path.write_text(f"#!/usr/bin/env bash\n{script}\n", "utf-8")
        path.chmod(0o755)

    def shell(self, script: str, **more: str) -> subprocess.CompletedProcess[str]:
        # The options are those that GitHub runs bash with.
        return subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script],
            cwd=self.root, env={**self.environment, **more}, capture_output=True, encoding="utf-8", check=False,
        )  # fmt: skip

    def outputs(self) -> dict[str, str]:
        return dict(line.split("=", 1) for line in self.output.read_text("utf-8").splitlines())

    def check(self) -> int:
        """The steps of the job that checks; returns the code of its last one."""
        self.output.write_text("", "utf-8")
        done = None
        for step in github(self.root)["jobs"]["check"]["steps"]:
            if "run" in step and "pip install" not in step["run"]:
                outputs = self.outputs()
                done = self.shell(step["run"], BUILT=outputs.get("built", ""), CODE=outputs.get("code", ""))
                assert done.returncode == 0 or step["name"] == "Fail where the check failed", done.stderr
        assert done
        return done.returncode

    def report(self) -> str:
        return (self.work / "survey-report.md").read_text("utf-8")


@pytest.fixture
def proposed(tmp_path):
    """A repository whose last commit is a merge of a proposal with main, as GitHub checks it out."""
    root = tmp_path / "repository"
    write_survey(root / "texts")
    (root / ".git").mkdir()
    add_publishing(OURS, root / "texts", ["github", "rsync"], PINNED)
    (root / ".git").rmdir()
    runner = Runner(root, tmp_path / "work")
    assert runner.shell("git init -q -b main && git add . && git commit -q -m Begin").returncode == 0
    return runner


def propose(runner: Runner, **files: str) -> None:
    write_survey(runner.root / "texts", **files)
    done = runner.shell("git add . && git commit -q -m Propose && git clean -qfdx")
    assert done.returncode == 0, done.stderr


def test_a_good_proposal_is_reported_with_what_it_adds(proposed):
    propose(proposed, **{"papers__second.md": "---\ntitle: Second @someone about pictures\n---\n\nAnother note.\n"})
    assert proposed.check() == 0
    report = proposed.report()
    assert report.startswith("<!-- survey-report -->\n**The survey can be published as proposed here.**\n")
    assert "    2 records in = 2 papers out + 0 merged + 0 excluded\n" in report
    assert "What changes for readers:\n\n    " in report
    assert "Second @someone about pictures" in report
    assert all(line.startswith("    ") for line in report.splitlines() if "@someone" in line)
    assert "commit `ledger.jsonl`" in report
    assert (proposed.work / "site" / "index.html").is_file()
    assert proposed.summary.read_text("utf-8") == report


def test_a_bad_proposal_fails_and_its_report_says_where(proposed):
    propose(proposed, **{"papers__second.md": "---\ntitel: <b>`Second`</b>\n---\n"})
    assert proposed.check() == 1
    report = proposed.report()
    assert "cannot be published like this yet" in report
    said = [line for line in report.splitlines() if "texts/papers/second.md:" in line]
    assert said
    assert all(line.startswith("    ") for line in said)


def test_a_proposal_with_a_warning_fails_for_publishing_is_strict_before_it_is_too_late(proposed):
    propose(proposed, papers__note="---\ntitle: In a file that is no Markdown\n---\n")
    assert proposed.check() == 1
    assert "warning stray-file" in proposed.report()


@pytest.mark.parametrize("text", ["é\n" * 50_000, "ab" + "é" * 50_000, "x" * 30_000 + "\n"])
def test_a_long_report_is_cut_to_what_a_comment_may_hold(proposed, text):
    steps = github(proposed.root)["jobs"]["check"]["steps"]
    (script,) = (step["run"] for step in steps if step.get("name") == "Write the report")
    for name in ("checked.txt", "changes.txt", "unrecorded.txt"):
        (proposed.work / name).write_text(text, "utf-8")
    done = proposed.shell(script, CODE="0")
    assert done.returncode == 0, done.stderr
    report = proposed.report()
    assert len(report) < 60_000
    assert report.count("(There is more: the log of the run has all of it.)\n") == 2
    assert report.count("\n    ") > 1
    assert report.endswith(f"commit {proposed.environment['GITHUB_SHA']}.\n")


def test_a_proposal_that_lets_an_address_die_fails(proposed):
    note = "---\ntitle: Nothing like it on sound\n---\n"
    theme = "---\ntitle: Hearing\norder: 1\nscope: Sounds.\nrules:\n  sound: 3\n---\n"
    propose(proposed, **{"papers__first-paper.md": note, "themes__seeing.md": theme})
    (proposed.root / "texts" / "papers" / "first-paper.md").rename(proposed.root / "texts" / "papers" / "other.md")
    assert proposed.shell("git add . && git commit -q --amend -m Propose").returncode == 0
    assert proposed.check() == 1
    assert "first-paper.html" in proposed.report()


@pytest.mark.parametrize(
    ("comments", "call"),
    [
        ("", "POST repos/someone/survey/issues/7/comments"),
        ("31\n32", "PATCH repos/someone/survey/issues/comments/31"),
    ],
)
def test_the_comment_is_brought_up_to_date_and_never_repeated(proposed, comments, call):
    (step,) = (step for step in github(proposed.root)["jobs"]["comment"]["steps"] if "run" in step)
    asked = proposed.work / "asked"
    proposed.program("gh", f'echo "$@" >> {asked}; case "$*" in *--jq*) printf %s {shlex.quote(comments)} ;; esac')
    done = proposed.shell(step["run"], PULL="7", GH_TOKEN="none")
    assert done.returncode == 0, done.stderr
    lines = asked.read_text("utf-8").splitlines()
    assert lines[-1] == f"api --silent --method {call} -F body=@survey-report.md"
    assert lines[0].startswith("api --paginate repos/someone/survey/issues/7/comments --jq")


@pytest.mark.parametrize(("arguments", "is_trial"), [([], True), (["--go"], False)])
def test_rsync_is_a_trial_unless_told_to_go(proposed, arguments, is_trial):
    asked = proposed.work / "asked"
    proposed.program("rsync", f'printf "%s\\n" "$@" > {asked}')
    # Installing is pip's business: the environment that the script makes is one that has the tool.
    proposed.program(
        "python3", 'mkdir -p "$3/bin" && printf "#!/bin/sh\\n" > "$3/bin/python" && chmod +x "$3/bin/python"'
    )
    where = {"SURVEY_TARGET": "me@example.org:/srv/survey", "SURVEY_URL": "https://example.org/survey/"}
    done = proposed.shell(shlex.join(["./publish.sh", *arguments]), **where)
    assert done.returncode == 0, done.stderr
    said = asked.read_text("utf-8").splitlines()
    assert ("--dry-run" in said, "This was a trial" in done.stdout) == (is_trial, is_trial)
    assert said[-1] == "me@example.org:/srv/survey/"
    assert "--filter=protect /snapshots/" in said
    assert proposed.shell("./publish.sh --gone", **where).returncode == 2
    assert proposed.shell("./publish.sh").returncode != 0


@pytest.mark.parametrize("context", ["production", "deploy-preview"])
def test_netlify_builds_what_is_published_where_it_is_published(proposed, context):
    add_publishing(OURS, proposed.root / "texts", ["netlify"], PINNED)
    command = tomllib.loads((proposed.root / "netlify.toml").read_text("utf-8"))["build"]["command"]
    proposed.program("python", "exit 0")
    where = {"URL": "https://example.org", "DEPLOY_PRIME_URL": "https://preview.example.org", "CONTEXT": context}
    done = proposed.shell(command, **where)
    assert done.returncode == 0, done.stderr
    told = where["URL" if context == "production" else "DEPLOY_PRIME_URL"]
    assert f"<loc>{told}/about.html</loc>" in (proposed.root / "public" / "sitemap.xml").read_text("utf-8")


def test_gitlab_builds_into_the_folder_that_its_pages_come_from(proposed):
    add_publishing(OURS, proposed.root / "texts", ["gitlab"], PINNED)
    jobs = yaml.safe_load((proposed.root / ".gitlab-ci.yml").read_text("utf-8"))
    done = proposed.shell("\n".join(jobs["pages"]["script"]), CI_PAGES_URL="https://example.org/survey")
    assert done.returncode == 0, done.stderr
    sitemap = (proposed.root / "public" / "sitemap.xml").read_text("utf-8")
    assert "<loc>https://example.org/survey/about.html</loc>" in sitemap
    assert "not recorded yet" in done.stdout
    done = proposed.shell("git rev-parse HEAD")
    checked = proposed.shell("\n".join(jobs["check"]["script"]), CI_MERGE_REQUEST_DIFF_BASE_SHA=done.stdout.strip())
    assert checked.returncode == 0, checked.stderr
    assert "places of " in (proposed.root / "survey-report.txt").read_text("utf-8")


def test_the_guide_holds_word_by_word(proposed, tmp_path):
    place = tmp_path / "guide"
    (place / "tools" / "bin").mkdir(parents=True)
    shutil.copy(proposed.programs / "site-builder", place / "tools" / "bin" / "site-builder")
    blocks = re.findall(r"^```(sh|bibtex)\n(.*?)^```", GUIDE.partition("## Other hosts")[0], re.DOTALL | re.MULTILINE)
    shells = [text for kind, text in blocks if kind == "sh"]
    (place / "references.bib").write_text(next(text for kind, text in blocks if kind == "bibtex"), "utf-8")
    install, *rest = shells
    # What is not tried here: pip, which has installed the tool that runs this test; and GitHub.
    assert install == 'python3 -m venv tools\ntools/bin/python -m pip install "git+ADDRESS"\n'
    script = "".join(rest).replace("git@github.com:ME/my-survey.git", str(tmp_path / "remote.git"))
    proposed.root = place
    done = proposed.shell(f"git init -q --bare {shlex.quote(str(tmp_path / 'remote.git'))}\n{script}")
    assert done.returncode == 0, done.stderr
    assert "3 records in = 3 papers out + 0 merged + 0 excluded\n3 papers in 3 themes, none unsorted\n" in done.stdout
    assert (place / "my-survey-site" / "index.html").is_file()
    pushed = proposed.shell(f"git -C {shlex.quote(str(tmp_path / 'remote.git'))} ls-tree -r --name-only main").stdout
    assert {"ledger.jsonl", "survey.yaml", ".github/workflows/survey.yml"} <= set(pushed.split())


def test_the_guide_names_every_host_its_files_and_real_options():
    rows = {row[1]: row[2] for row in re.finditer(r"^\| `(\w+)` \| ([^|]+) \|", GUIDE, re.MULTILINE)}
    assert {host: set(re.findall(r"`([^`]+)`", files)) for host, files in rows.items()} == {
        host: set(files.values()) for host, files in HOSTS.items()
    }
    context = click.Context(cli)
    commands = [cli.get_command(context, name) for name in cli.list_commands(context)]
    known = {option for command in commands if command for one in command.params for option in one.opts}
    ours = [line for line in GUIDE.replace("\\\n", " ").splitlines() if "site-builder " in line or "`--" in line]
    assert set(re.findall(r"(?<![\w-])--[a-z-]+", "\n".join(ours))) <= known | {"--go"}
