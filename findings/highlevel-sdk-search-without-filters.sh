#!/usr/bin/env bash
# @gohighlevel/api-client 3.1.0 (TypeScript 7.0.2): searchOpportunitiesAdvanced is documented as a search by "combinations of
# advanced filters", but its body has no `filters` and no `sort`, and requires `query`, `page`, `searchAfter` and four
# `additionalDetails`, so the compiler refuses the search that the method is for. At run time, the body is sent as given.
#
# Observed:
#   with filters: TS2353 Object literal may only specify known properties, and 'filters' does not exist
#   only the location and a limit: TS2739 missing query, page, searchAfter, additionalDetails
#   sent: {"locationId":"loc","limit":20,"filters":[{"field":"status","operator":"eq","value":"open"}]}
#
# What to do: cast the body.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts @gohighlevel/api-client@3.1.0 axios@1.21.1 typescript@7.0.2 \
  @types/node@24.19.2 >/dev/null
head='import type { HighLevel } from "@gohighlevel/api-client"; declare const client: HighLevel;'
details='{ notes: true, tasks: true, calendarEvents: true, unReadConversations: true }'
filters="[{ field: 'status', operator: 'eq', value: 'open' }]"
echo "$head client.opportunities.searchOpportunitiesAdvanced({ locationId: 'loc', query: '', limit: 20, page: 1,
  searchAfter: [], additionalDetails: $details, filters: $filters })" >filters.ts
echo "$head client.opportunities.searchOpportunitiesAdvanced({ locationId: 'loc', limit: 20 })" >short.ts
errors() {
  npx tsc --noEmit --skipLibCheck --strict --types node --module nodenext --target es2022 "$1" |
    sed -n "s/.*\(TS2353\): \(.*'filters' does not exist\).*/\1 \2/p; s/.*\(TS2739\): .* missing .*: \(.*\)/\1 missing \2/p"
}
cat >send.cjs <<'JS'
const http = require('node:http')
const { text } = require('node:stream/consumers')
const { HighLevel } = require('@gohighlevel/api-client')
const server = http.createServer(async (request, response) => {
  console.log(`sent: ${await text(request)}`)
  response.writeHead(200, { 'content-type': 'application/json' }).end('{}')
})
server.listen(0, '127.0.0.1', async () => {
  const client = new HighLevel({ privateIntegrationToken: 'pit-token' })
  client.getHttpClient().defaults.baseURL = `http://127.0.0.1:${server.address().port}`
  const filters = [{ field: 'status', operator: 'eq', value: 'open' }]
  await client.opportunities.searchOpportunitiesAdvanced({ locationId: 'loc', limit: 20, filters })
  server.close()
})
JS
observed="with filters: $(errors filters.ts)
only the location and a limit: $(errors short.ts)
$(node send.cjs)"
echo "$observed"
expected="with filters: TS2353 Object literal may only specify known properties, and 'filters' does not exist
only the location and a limit: TS2739 missing query, page, searchAfter, additionalDetails
sent: {\"locationId\":\"loc\",\"limit\":20,\"filters\":[{\"field\":\"status\",\"operator\":\"eq\",\"value\":\"open\"}]}"
[ "$observed" = "$expected" ] || { echo 'The behaviour has changed.' >&2; exit 1; }
