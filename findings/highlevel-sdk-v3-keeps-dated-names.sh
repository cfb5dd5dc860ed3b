#!/usr/bin/env bash
# @gohighlevel/api-client 3.1.0 (axios 1.21.1): `apiVersion: 'v3'` changes the header `Version` only. A method's query keeps
# the names of the dated versions: searchOpportunity sends `location_id`, `pipeline_id`, `contact_id` under v3, whose
# specification has `locationId`, `pipelineId`, `contactId` instead. The arguments are in camel case under every version,
# so neither the code nor its types show it.
#
# Observed:
#   2023-02-21: /opportunities/search?location_id=loc&contact_id=ann
#   v3: /opportunities/search?location_id=loc&contact_id=ann
#
# What to do: search with the dated version, or pass the names of v3: `searchOpportunity({}, { params: { locationId } })`.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts @gohighlevel/api-client@3.1.0 axios@1.21.1 >/dev/null
cat >version.cjs <<'JS'
const http = require('node:http')
const { HighLevel } = require('@gohighlevel/api-client')
const server = http.createServer((request, response) => {
  console.log(`${request.headers.version}: ${request.url}`)
  response.writeHead(200, { 'content-type': 'application/json' }).end('{}')
})
server.listen(0, '127.0.0.1', async () => {
  for (const apiVersion of [undefined, 'v3']) {
    const client = new HighLevel({ privateIntegrationToken: 'pit-token', ...(apiVersion && { apiVersion }) })
    client.getHttpClient().defaults.baseURL = `http://127.0.0.1:${server.address().port}`
    await client.opportunities.searchOpportunity({ locationId: 'loc', contactId: 'ann' })
  }
  server.close()
})
JS
observed=$(node version.cjs)
echo "$observed"
expected='2023-02-21: /opportunities/search?location_id=loc&contact_id=ann
v3: /opportunities/search?location_id=loc&contact_id=ann'
[ "$observed" = "$expected" ] || { echo 'The behaviour has changed.' >&2; exit 1; }
