#!/usr/bin/env bash
# Makes the files of a release in FOLDER: the package, its software bill of materials, the text of the release, and
# their checksums. Nothing is published.
# Usage: npm ci && scripts/make-release.sh VERSION FOLDER
# GITHUB_REPOSITORY (owner/name) becomes the package's repository, which npm compares with the provenance.
set -euo pipefail
version=$1
root=$(cd "$(dirname "$0")/.." && pwd)
mkdir -p "$2"
folder=$(cd "$2" && pwd)
cd "$root"
fail() {
  echo "$1" >&2
  exit 1
}

[ "$(npm pkg get version -w server --json | node -p 'JSON.parse(require("node:fs").readFileSync(0)).contactd')" = "$version" ] ||
  fail "server/package.json has another version than $version."
awk -v heading="## [$version]" 'index($0, "## ") == 1 { inside = index($0, heading) == 1; next } inside' \
  CHANGELOG.md >"$folder/notes.md"
grep -q '[^[:space:]]' "$folder/notes.md" || fail "CHANGELOG.md has no section for $version."

if [ -n "${GITHUB_REPOSITORY:-}" ]; then
  npm pkg set -w server repository.type=git "repository.url=git+https://github.com/$GITHUB_REPOSITORY.git"
fi
npm run build
npm pack -w server --pack-destination "$folder"
npm run --silent sbom >"$folder/contactd-$version.cdx.json"
CONTACTD_TEST_PACKAGE=$folder/contactd-$version.tgz npx vitest run --project sqlite test/package.test.ts
cd "$folder"
sha256sum "contactd-$version.tgz" "contactd-$version.cdx.json" >SHA256SUMS
