#!/usr/bin/env bash
# n8n-nodes-base 2.41.2, HighLevel node version 2: Get Many with Return All sends its location and its filters only with
# the first page. The pagination function replaces the whole query by the cursor for every further page. HighLevel refuses
# the second page, as it names no location ("location_id can't be undefined", n8n #18436). If a server took it, the
# node would return rows that the filters exclude. Contacts and opportunities share the function. Up to 100 rows, there is
# one page, and nothing is wrong.
#
# Observed:
#   page 1: {"location_id":"loc","status":"won","limit":100}
#   page 2: {"startAfterId":"o2","startAfter":2}
#
# What to do: turn Return All off and page yourself, or use an HTTP Request node, which keeps its query.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts n8n-workflow@2.41.0 luxon@3.7.2 >/dev/null
npm pack --silent n8n-nodes-base@2.41.2 >/dev/null
tar -xzf n8n-nodes-base-2.41.2.tgz package/dist/nodes/HighLevel
cat >pages.cjs <<'JS'
const { HighLevel } = require('./package/dist/nodes/HighLevel/HighLevel.node.js')
const { pagination } = new HighLevel().getNodeType(2).description.requestOperations
const rows = [{ id: 'o1' }, { id: 'o2' }, { id: 'o3' }]
const sent = []
const context = {
  getNodeParameter: (name) => ({ resource: 'opportunity', returnAll: true })[name],
  async makeRoutingRequest({ options }) {
    sent.push(JSON.stringify(options.qs))
    const opportunities = sent.length === 1 ? rows.slice(0, 2) : rows.slice(2)
    return [{ json: { opportunities, meta: { total: 3, startAfterId: 'o2', startAfter: 2 } } }]
  },
}
pagination.call(context, { options: { qs: { location_id: 'loc', status: 'won' } } }).then(() => {
  for (const [index, query] of sent.entries()) console.log(`page ${index + 1}: ${query}`)
})
JS
observed=$(node pages.cjs)
echo "$observed"
expected='page 1: {"location_id":"loc","status":"won","limit":100}
page 2: {"startAfterId":"o2","startAfter":2}'
[ "$observed" = "$expected" ] || { echo 'The behaviour has changed.' >&2; exit 1; }
