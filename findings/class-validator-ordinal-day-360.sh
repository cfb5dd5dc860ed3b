#!/usr/bin/env bash
# class-validator 0.13.2 and 0.14.4 with validator 13.15.35: of the ordinal dates of a year (`2020-001` to `2020-366`)
# `IsDateString` and `IsISO8601` refuse one, the 360th, which is 25 or 26 December. The pattern of
# `validator.isISO8601` has `3([0-5]\d|6[1-6])` for the days from 300: 360 is in neither part. The 366th day of a
# year that has 365 is taken, unless `strict` is set, which does not bring the 360th back.
#
# Seen:
#   class-validator 0.13.2 refuses of 366 days: 2020-360
#   class-validator 0.14.4 refuses of 366 days: 2020-360
#   strict, class-validator 0.14.4 refuses of 366 days: 2020-360
#   2021-366 true
#
# What to do: read ordinal dates with a parser of your own, or don't send them.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts old@npm:class-validator@0.13.2 new@npm:class-validator@0.14.4 \
  validator@13.15.35 reflect-metadata@0.2.2 >/dev/null
cat >days.cjs <<'JS'
require('reflect-metadata')
const days = Array.from({ length: 366 }, (_, index) => `2020-${String(index + 1).padStart(3, '0')}`)
for (const name of ['old', 'new']) {
  const { isDateString } = require(name)
  const { version } = require(`${name}/package.json`)
  console.log(`class-validator ${version} refuses of 366 days: ${days.filter((day) => !isDateString(day)).join(' ')}`)
}
const { isISO8601 } = require('new')
const refused = days.filter((day) => !isISO8601(day, { strict: true }))
console.log(`strict, class-validator 0.14.4 refuses of 366 days: ${refused.join(' ')}`)
console.log('2021-366', require('new').isDateString('2021-366'))
JS
seen=$(node days.cjs)
echo "$seen"
expected='class-validator 0.13.2 refuses of 366 days: 2020-360
class-validator 0.14.4 refuses of 366 days: 2020-360
strict, class-validator 0.14.4 refuses of 366 days: 2020-360
2021-366 true'
[ "$seen" = "$expected" ] || { echo 'The behaviour has changed.' >&2; exit 1; }
