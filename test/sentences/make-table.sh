#!/usr/bin/env bash
# Prints the table of test/fixtures/sentences.json: what NestJS's ValidationPipe and class-validator say to each body of
# bodies.json, by the classes of dtos.cjs. Run from the root of the project:
#
#   test/sentences/make-table.sh > test/fixtures/sentences.json
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --save-exact --no-audit --no-fund --ignore-scripts class-validator@0.13.2 class-transformer@0.5.1 \
  reflect-metadata@0.2.2 rxjs@7.8.1 @nestjs/common@10.4.22 >/dev/null
cp "$here/dtos.cjs" "$here/bodies.json" .
node dtos.cjs bodies.json
