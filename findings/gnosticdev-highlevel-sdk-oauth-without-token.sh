#!/usr/bin/env bash
# @gnosticdev/highlevel-sdk 3.0.1: a client that was made for OAuth sends its calls without a token. It exchanges the
# code, keeps the token and refreshes it, but gives it to none of its own calls: they go out without Authorization and
# without Version, and the answer is a 401, though `oauth.getAccessToken()` has a token in hand. The README shows such a
# call with no header. The client for a private integration sends both headers with every call.
#
# Seen:
#   oauth, POST /oauth/token: no Authorization, no Version
#   oauth has the token: first
#   oauth, GET /contacts/?locationId=loc: no Authorization, no Version
#   integration, GET /contacts/?locationId=loc: Bearer pit, 2021-07-28
#   oauth with headers of one's own, GET /contacts/?locationId=loc: Bearer first, 2021-07-28
#
# What to do: give every call of the OAuth client `headers` with the token and the version.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts @gnosticdev/highlevel-sdk@3.0.1 openapi-fetch@0.13.8 >/dev/null
cat >calls.mjs <<'JS'
import { createServer } from 'node:http'
import { createHighLevelClient } from '@gnosticdev/highlevel-sdk'

let who = 'oauth'
const server = createServer((request, response) => {
  const { authorization = 'no Authorization', version = 'no Version' } = request.headers
  console.log(`${who}, ${request.method} ${request.url}: ${authorization}, ${version}`)
  response.writeHead(200, { 'content-type': 'application/json' })
  response.end(JSON.stringify({ access_token: 'first', refresh_token: 'refresh', expires_in: 86399, contacts: [] }))
})
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
const baseUrl = `http://127.0.0.1:${server.address().port}`
const common = { accessType: 'Sub-Account', scopes: ['contacts.readonly'] }
const params = { query: { locationId: 'loc' } }
const redirectUri = 'http://localhost:3000/callback'
const app = { ...common, clientId: 'app-1', clientSecret: 'secret', redirectUri }
const client = createHighLevelClient({ baseUrl }, 'oauth', app)
const token = await client.oauth.getAccessToken('code')
console.log(`oauth has the token: ${await client.oauth.getAccessToken()}`)
await client.contacts.GET('/contacts/', { params })
who = 'integration'
await createHighLevelClient({ baseUrl }, who, { ...common, privateToken: 'pit' }).contacts.GET('/contacts/', { params })
who = "oauth with headers of one's own"
await client.contacts.GET('/contacts/', { params, headers: { Authorization: `Bearer ${token}`, Version: '2021-07-28' } })
server.close()
JS
node calls.mjs | tee seen.txt
diff seen.txt - <<'EXPECTED' || { echo 'The behaviour has changed.' >&2; exit 1; }
oauth, POST /oauth/token: no Authorization, no Version
oauth has the token: first
oauth, GET /contacts/?locationId=loc: no Authorization, no Version
integration, GET /contacts/?locationId=loc: Bearer pit, 2021-07-28
oauth with headers of one's own, GET /contacts/?locationId=loc: Bearer first, 2021-07-28
EXPECTED
