#!/usr/bin/env bash
# n8n-nodes-base 2.41.2, HighLevel node version 2: of the two date filters of Get Many opportunities, one is sent as text
# and the other as milliseconds. Both have the same function to convert them; it converts `startDate` and `endDate` of the
# query, but the start date is sent as `date`. HighLevel's specification describes both with an example in the form
# mm-dd-yyyy, which is neither.
#
# Observed:
#   Start Date is sent as date, End Date as endDate
#   {"date":"2026-01-01T00:00:00.000Z","endDate":1769817600000}
#
# What to do: filter by dates in an HTTP Request node, as mm-dd-yyyy, or after the node.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts n8n-workflow@2.41.0 luxon@3.7.2 >/dev/null
npm pack --silent n8n-nodes-base@2.41.2 >/dev/null
tar -xzf n8n-nodes-base-2.41.2.tgz package/dist/nodes/HighLevel
cat >dates.cjs <<'JS'
const { HighLevel } = require('./package/dist/nodes/HighLevel/HighLevel.node.js')
const { properties } = new HighLevel().getNodeType(2).description
const filters = properties.find(
  ({ name, displayOptions }) => name === 'filters' && displayOptions.show.resource[0] === 'opportunity',
)
const option = (name) => filters.options.find((each) => each.displayName === name)
const chosen = { 'Start Date': '2026-01-01T00:00:00.000Z', 'End Date': '2026-01-31T00:00:00.000Z' }
const property = (name) => option(name).routing.send.property
async function main() {
  console.log(`Start Date is sent as ${property('Start Date')}, End Date as ${property('End Date')}`)
  let request = { qs: {} }
  for (const [name, value] of Object.entries(chosen)) {
    request.qs[property(name)] = value
    for (const convert of option(name).routing.send.preSend) request = await convert.call({}, request)
  }
  console.log(JSON.stringify(request.qs))
}
main()
JS
observed=$(node dates.cjs)
echo "$observed"
expected='Start Date is sent as date, End Date as endDate
{"date":"2026-01-01T00:00:00.000Z","endDate":1769817600000}'
[ "$observed" = "$expected" ] || { echo 'The behaviour has changed.' >&2; exit 1; }
