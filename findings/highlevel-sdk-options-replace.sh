#!/usr/bin/env bash
# @gohighlevel/api-client 2.3.0 and 3.1.0 (axios 1.21.1): a header passed to an OAuth call, be it only `Version`, makes the
# form a JSON text. The client merges its own `Content-Type: application/x-www-form-urlencoded` with the headers of the
# caller, and then spreads the caller's options over the result, whose headers so replace the merged ones. The default
# `application/json` is back, and axios quotes the form. The same spread lets `params` of the options replace the whole
# query: the location of getContacts goes missing where one parameter is added.
#
# Seen:
#   2.3.0 token: application/x-www-form-urlencoded companyId=company&locationId=loc
#   2.3.0 token with a Version: application/json "companyId=company&locationId=loc"
#   2.3.0 token with a timeout: application/x-www-form-urlencoded companyId=company&locationId=loc
#   2.3.0 contacts with a parameter: /contacts/?query=ann
#   3.1.0: the same
#
# What to do: repeat `Content-Type` among the headers of such a call, and all of the query in `params`; or set the
# version with `apiVersion`.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts old@npm:@gohighlevel/api-client@2.3.0 \
  new@npm:@gohighlevel/api-client@3.1.0 axios@1.21.1 >/dev/null
cat >options.cjs <<'JS'
const http = require('node:http')
const { text } = require('node:stream/consumers')
const body = { companyId: 'company', locationId: 'loc' }
const calls = {
  token: (client) => client.oauth.getLocationAccessToken(body),
  'token with a Version': (client) => client.oauth.getLocationAccessToken(body, { headers: { Version: '2021-07-28' } }),
  'token with a timeout': (client) => client.oauth.getLocationAccessToken(body, { timeout: 1000 }),
  'contacts with a parameter': (client) =>
    client.contacts.getContacts({ locationId: 'loc', limit: 20 }, { params: { query: 'ann' } }),
}
let seen
const server = http.createServer(async (request, response) => {
  const body = await text(request)
  seen = request.method === 'GET' ? request.url : `${request.headers['content-type']} ${body}`
  response.writeHead(200, { 'content-type': 'application/json' }).end('{}')
})
server.listen(0, '127.0.0.1', async () => {
  for (const name of ['old', 'new']) {
    const { HighLevel } = require(name)
    const { version } = require(`${name}/package.json`)
    const client = new HighLevel({ clientId: 'app-1', clientSecret: 'secret', agencyAccessToken: 'token' })
    client.getHttpClient().defaults.baseURL = `http://127.0.0.1:${server.address().port}`
    for (const [what, call] of Object.entries(calls)) {
      await call(client)
      console.log(`${version} ${what}: ${seen}`)
    }
  }
  server.close()
})
JS
seen=$(node options.cjs)
echo "$seen"
expected=$(for version in 2.3.0 3.1.0; do
  echo "$version token: application/x-www-form-urlencoded companyId=company&locationId=loc"
  echo "$version token with a Version: application/json \"companyId=company&locationId=loc\""
  echo "$version token with a timeout: application/x-www-form-urlencoded companyId=company&locationId=loc"
  echo "$version contacts with a parameter: /contacts/?query=ann"
done)
[ "$seen" = "$expected" ] || { echo 'The behaviour has changed.' >&2; exit 1; }
