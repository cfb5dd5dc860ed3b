#!/usr/bin/env bash
# @gohighlevel/api-client 2.3.0 and 3.1.0 (axios 1.21.1): a property that is undefined is left out of bodies and queries,
# but getAccessToken sends the word. Its type calls redirect_uri, code and refresh_token optional; its body goes through
# `new URLSearchParams(body)`, which makes `undefined` a text. A setting that is not set so becomes a redirect address
# or a refresh token of that name, and the answer can only speak of a wrong one, not of a missing one.
#
# Seen:
#   2.3.0 createContact: {"locationId":"loc","email":"ann@example.com"}
#   2.3.0 getContacts: /contacts/?locationId=loc
#   2.3.0 getAccessToken: client_id=app&client_secret=secret&grant_type=authorization_code&code=code&redirect_uri=undefined
#   3.1.0: the same
#
# What to do: leave the property out: `...(redirectUri && { redirect_uri: redirectUri })`.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts old@npm:@gohighlevel/api-client@2.3.0 \
  new@npm:@gohighlevel/api-client@3.1.0 axios@1.21.1 >/dev/null
cat >undefined.cjs <<'JS'
const http = require('node:http')
const { text } = require('node:stream/consumers')
const calls = {
  createContact: (client) =>
    client.contacts.createContact({ locationId: 'loc', email: 'ann@example.com', phone: undefined }),
  getContacts: (client) => client.contacts.getContacts({ locationId: 'loc', query: undefined }),
  getAccessToken: (client) =>
    client.oauth.getAccessToken({
      client_id: 'app',
      client_secret: 'secret',
      grant_type: 'authorization_code',
      code: 'code',
      redirect_uri: undefined,
    }),
}
let seen
const server = http.createServer(async (request, response) => {
  seen = request.method === 'GET' ? request.url : await text(request)
  response.writeHead(200, { 'content-type': 'application/json' }).end('{}')
})
server.listen(0, '127.0.0.1', async () => {
  for (const name of ['old', 'new']) {
    const { HighLevel } = require(name)
    const { version } = require(`${name}/package.json`)
    const client = new HighLevel({ privateIntegrationToken: 'token' })
    client.getHttpClient().defaults.baseURL = `http://127.0.0.1:${server.address().port}`
    for (const [what, call] of Object.entries(calls)) {
      await call(client)
      console.log(`${version} ${what}: ${seen}`)
    }
  }
  server.close()
})
JS
seen=$(node undefined.cjs)
echo "$seen"
expected=$(for version in 2.3.0 3.1.0; do
  echo "$version createContact: {\"locationId\":\"loc\",\"email\":\"ann@example.com\"}"
  echo "$version getContacts: /contacts/?locationId=loc"
  echo "$version getAccessToken: client_id=app&client_secret=secret&grant_type=authorization_code&code=code&redirect_uri=undefined"
done)
[ "$seen" = "$expected" ] || { echo 'The behaviour has changed.' >&2; exit 1; }
