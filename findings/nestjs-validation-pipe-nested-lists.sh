#!/usr/bin/env bash
# @nestjs/common 10.4.22 (ValidationPipe) with class-validator 0.13.2 and 0.14.4: what is said of a list of objects
# (`@IsArray() @ValidateNested({ each: true }) @Type(() => Item)`) changes with class-validator's release.
# - An item that is no object: 0.13.2 names its index, 0.14.4 does not, and says one and the same sentence of each.
# - A text in place of the list: with 0.13.2 the sentence of IsArray is lost, since the pipe shows nothing of a
#   property's own as soon as something in it has an error, and 0.13.2 reports the wrong kind as an error inside.
# - An object in place of the list is judged as an item by both: an unknown property in it is all that is reported, and
#   the sentence of IsArray is lost.
#
# Seen:
#   0.13.2 [1,2]: items.0.each value in nested property items must be either object or array | items.1.each value in nested property items must be either object or array
#   0.13.2 "x": items.each value in nested property items must be either object or array
#   0.13.2 {"a":1}: items.property a should not exist
#   0.14.4 [1,2]: items.each value in nested property items must be either object or array | items.each value in nested property items must be either object or array
#   0.14.4 "x": items must be an array | each value in nested property items must be either object or array
#   0.14.4 {"a":1}: items.property a should not exist
#
# What to do: compare sentences of one release only; in a test for `items must be an array` send `{}`, which both
# releases answer with that.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cat >"$folder/lists.cjs" <<'JS'
require('reflect-metadata')
const { ValidationPipe } = require('@nestjs/common')
const { Type } = require('class-transformer')
const { Allow, IsArray, ValidateNested } = require('class-validator')
class Item {}
Allow()(Item.prototype, 'id')
class Body {}
for (const decorate of [Type(() => Item), ValidateNested({ each: true }), IsArray()]) decorate(Body.prototype, 'items')
const pipe = new ValidationPipe({ whitelist: true, forbidNonWhitelisted: true, transform: true })
const { version } = require('class-validator/package.json')
async function main() {
  for (const items of [[1, 2], 'x', { a: 1 }]) {
    const error = await pipe.transform({ items }, { type: 'body', metatype: Body }).catch((error) => error)
    console.log(`${version} ${JSON.stringify(items)}: ${error.getResponse().message.join(' | ')}`)
  }
}
main()
JS
for version in 0.13.2 0.14.4; do
  mkdir "$folder/$version"
  cd "$folder/$version"
  npm init --yes >/dev/null
  npm install --silent --no-audit --no-fund --ignore-scripts "class-validator@$version" class-transformer@0.5.1 \
    reflect-metadata@0.2.2 rxjs@7.8.1 @nestjs/common@10.4.22 >/dev/null
  cp ../lists.cjs .
  node lists.cjs
done | tee "$folder/seen.txt"
diff "$folder/seen.txt" - <<'EXPECTED' || { echo 'The behaviour has changed.' >&2; exit 1; }
0.13.2 [1,2]: items.0.each value in nested property items must be either object or array | items.1.each value in nested property items must be either object or array
0.13.2 "x": items.each value in nested property items must be either object or array
0.13.2 {"a":1}: items.property a should not exist
0.14.4 [1,2]: items.each value in nested property items must be either object or array | items.each value in nested property items must be either object or array
0.14.4 "x": items must be an array | each value in nested property items must be either object or array
0.14.4 {"a":1}: items.property a should not exist
EXPECTED
