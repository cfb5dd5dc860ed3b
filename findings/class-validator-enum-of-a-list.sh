#!/usr/bin/env bash
# class-validator 0.14.4: `@IsEnum(['asc', 'desc'])` judges rightly, and then says `must be one of the following values: `
# with nothing behind it. 0.13.2 says `must be a valid enum value`. The list in the sentence is made from the names of
# a TypeScript enum: names that begin with a digit are left out, since a numeric enum has them for its way back. The
# names of a list, which are its indexes, all do, and so do those of an enum such as `{ '2fa': '2fa', sms: 'sms' }`.
#
# Seen:
#   0.13.2 list: order must be a valid enum value
#   0.13.2 object: order must be a valid enum value
#   0.13.2 names with digits: order must be a valid enum value
#   0.14.4 list: order must be one of the following values: 
#   0.14.4 object: order must be one of the following values: asc, desc
#   0.14.4 names with digits: order must be one of the following values: sms
#
# What to do: use `@IsIn` for a list, or give `@IsEnum` an object, or a `message`.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts old@npm:class-validator@0.13.2 new@npm:class-validator@0.14.4 >/dev/null
cat >enums.cjs <<'JS'
const enums = {
  list: ['asc', 'desc'],
  object: { asc: 'asc', desc: 'desc' },
  'names with digits': { '2fa': '2fa', sms: 'sms' },
}
for (const name of ['old', 'new']) {
  const { IsEnum, validateSync } = require(name)
  const { version } = require(`${name}/package.json`)
  for (const [what, values] of Object.entries(enums)) {
    class Query {
      order = 'sideways'
    }
    IsEnum(values)(Query.prototype, 'order')
    const [error] = validateSync(new Query())
    console.log(`${version} ${what}: ${Object.values(error.constraints).join()}`)
  }
}
JS
seen=$(node enums.cjs)
echo "$seen"
expected='0.13.2 list: order must be a valid enum value
0.13.2 object: order must be a valid enum value
0.13.2 names with digits: order must be a valid enum value
0.14.4 list: order must be one of the following values: 
0.14.4 object: order must be one of the following values: asc, desc
0.14.4 names with digits: order must be one of the following values: sms'
[ "$seen" = "$expected" ] || { echo 'The behaviour has changed.' >&2; exit 1; }
