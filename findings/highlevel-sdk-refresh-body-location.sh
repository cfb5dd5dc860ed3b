#!/usr/bin/env bash
# @gohighlevel/api-client 2.3.0 and 3.1.0 (axios 1.21.1): after a 401 the client refreshes the token of a stored session
# and sends the call again, but not where the location stands in the body alone, as it does in createContact and
# upsertContact. To find the session it reads `locationId` in the headers, the query and the body; the body it reads
# after the 401 is the JSON text that axios has sent, no object any more, so that no session is found. The 401 goes to
# the caller, and to every later write, until a call with the location in its query or headers has refreshed the token.
# The README says that a 401 is refreshed and that a location in the body needs no header.
#
# Seen:
#   2.3.0 getContacts: GET /contacts/?locationId=loc, POST /oauth/token, GET /contacts/?locationId=loc: ok
#   2.3.0 createContact: POST /contacts/: GHLError 401
#   2.3.0 createContact with the header: POST /contacts/, POST /oauth/token, POST /contacts/: ok
#   3.1.0: the same
#
# What to do: pass `{ headers: { locationId } }` with every call that has the location in its body.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts old@npm:@gohighlevel/api-client@2.3.0 \
  new@npm:@gohighlevel/api-client@3.1.0 axios@1.21.1 >/dev/null
cat >refresh.cjs <<'JS'
const http = require('node:http')
const calls = {
  getContacts: (client) => client.contacts.getContacts({ locationId: 'loc' }),
  createContact: (client) => client.contacts.createContact({ locationId: 'loc', email: 'ann@example.com' }),
  'createContact with the header': (client) =>
    client.contacts.createContact({ locationId: 'loc', email: 'ann@example.com' }, { headers: { locationId: 'loc' } }),
}
let requests = []
const server = http.createServer((request, response) => {
  requests.push(`${request.method} ${request.url}`)
  const isToken = request.url === '/oauth/token'
  const isKnown = isToken || request.headers.authorization === 'Bearer second'
  response.writeHead(isKnown ? 200 : 401, { 'content-type': 'application/json' })
  response.end(JSON.stringify(isToken ? { access_token: 'second', refresh_token: 'next', expires_in: 86399 } : {}))
})
server.listen(0, '127.0.0.1', async () => {
  for (const name of ['old', 'new']) {
    const { HighLevel } = require(name)
    const { version } = require(`${name}/package.json`)
    for (const [what, call] of Object.entries(calls)) {
      const client = new HighLevel({ clientId: 'app-1', clientSecret: 'secret', logLevel: 'none' })
      client.getHttpClient().defaults.baseURL = `http://127.0.0.1:${server.address().port}`
      const session = { access_token: 'first', refresh_token: 'refresh', expires_in: 86399, userType: 'Location' }
      await client.getSessionStorage().setSession('loc', session)
      requests = []
      const outcome = await call(client).then(() => 'ok', (error) => `${error.name} ${error.statusCode}`)
      console.log(`${version} ${what}: ${requests.join(', ')}: ${outcome}`)
    }
  }
  server.close()
})
JS
seen=$(node refresh.cjs)
echo "$seen"
expected=$(for version in 2.3.0 3.1.0; do
  echo "$version getContacts: GET /contacts/?locationId=loc, POST /oauth/token, GET /contacts/?locationId=loc: ok"
  echo "$version createContact: POST /contacts/: GHLError 401"
  echo "$version createContact with the header: POST /contacts/, POST /oauth/token, POST /contacts/: ok"
done)
[ "$seen" = "$expected" ] || { echo 'The behaviour has changed.' >&2; exit 1; }
