#!/usr/bin/env bash
# Builds the survey and copies it to a web server with rsync over ssh.
#
#   SURVEY_TARGET=me@example.org:/var/www/survey/ SURVEY_URL=https://example.org/survey/ ./publish.sh
#
# shows what would be copied and deleted, and changes nothing on the server. The same with --go does it.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

# >>> WHAT IS INSTALLED: the one line to change for another version (a name and version, a git address, or a wheel
# >>> in this folder such as ./site_builder-0.1.0-py3-none-any.whl).
SITE_BUILDER="@@REQUIREMENT@@"
# The survey's folder, as seen from this script.
CONTENT="@@CONTENT@@"
# Where to, as rsync names it, and the address at which readers find it.
TARGET="${SURVEY_TARGET:?"say where to copy the site, such as me@example.org:/var/www/survey/"}"
BASE_URL="${SURVEY_URL:?"say where readers will find the site, such as https://example.org/survey/"}"

case "${1:-}" in
  --go) trial=() ;;
  "") trial=(--dry-run) ;;
  *) echo "usage: $0 [--go]" >&2; exit 2 ;;
esac

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/tools"
"$work/tools/bin/python" -m pip install --quiet --disable-pip-version-check "$SITE_BUILDER"
PATH="$work/tools/bin:$PATH"
site-builder build --content "$CONTENT" --output "$work/site" --base-url "$BASE_URL"

# Compared by content, for every build makes new files. Dated copies of the site stay on the server, whoever made them.
rsync --recursive --links --checksum --compress --chmod=D755,F644 --delay-updates --delete-after \
  --filter='protect /snapshots/' --itemize-changes ${trial[@]+"${trial[@]}"} "$work/site/" "${TARGET%/}/"
if [ "${#trial[@]}" -gt 0 ]; then
  echo "This was a trial: nothing was copied. Run it again with --go."
fi
