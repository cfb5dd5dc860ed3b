#!/usr/bin/env bash
# Checks the OpenAPI documents with a linter and a client generator.
# The tools are installed into a temporary folder: the generator needs another version of TypeScript than the project.
# Usage: npm run build && scripts/check-openapi.sh
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
# A client of 73 operations had 5,996 lines. The average shrinks as operations share schemas.
max_lines_per_operation=80
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts \
  @redocly/cli@2.77.0 openapi-typescript@7.13.0 typescript@5.9.3 >/dev/null
export PATH="$root/node_modules/.bin:$PATH"
for version in 2021-07-28 v3; do
  "$root/bin/contactd" openapi --api-version "$version" >"$version.json"
  REDOCLY_TELEMETRY=off node node_modules/@redocly/cli/bin/cli.js lint "$version.json" --format=summary
  node node_modules/openapi-typescript/bin/cli.js "$version.json" --output "$version.ts" >/dev/null
  node node_modules/typescript/bin/tsc --strict --noEmit "$version.ts"
  grep -q '^        Contact: {' "$version.ts" || { echo "The client of $version has no type Contact." >&2; exit 1; }
  lines=$(wc -l <"$version.ts")
  operations=$(node -e '
    const { paths } = JSON.parse(require("node:fs").readFileSync(process.argv[1], "utf8"))
    console.log(Object.values(paths).flatMap(Object.values).filter((item) => item.operationId).length)
  ' "$version.json")
  echo "The client of $version has $lines lines for $operations operations."
  [ "$lines" -le $((max_lines_per_operation * operations)) ] ||
    { echo "That is more than $max_lines_per_operation per operation." >&2; exit 1; }
done
