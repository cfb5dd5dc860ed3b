#!/usr/bin/env bash
# @gohighlevel/api-client 2.3.0 and 3.1.0 (axios 1.21.1): a session that is put back into the storage is as good as new.
# The client refreshes a token before its call where `expire_at` is near, and ISessionData has `expire_at`; setSession
# throws it away and counts `expires_in` from the moment it is called. A session kept in a database of one's own, or
# taken from one storage with getSession and given to another, has a day left again, however old its token is, and the
# old token is sent. Both storages of the package, in memory and MongoDB, do so; the one in memory is run here.
#
# Seen:
#   2.3.0 about to expire by expires_in: POST /oauth/token, GET /contacts/?locationId=loc with second
#   2.3.0 expired by expire_at: GET /contacts/?locationId=loc with first
#   2.3.0 the same, copied from storage to storage: GET /contacts/?locationId=loc with first
#   3.1.0: the same
#
# What to do: set `expires_in` to the seconds that are left, at least 0, whenever a session is stored again.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts old@npm:@gohighlevel/api-client@2.3.0 \
  new@npm:@gohighlevel/api-client@3.1.0 axios@1.21.1 >/dev/null
cat >expiry.cjs <<'JS'
const http = require('node:http')
const token = { access_token: 'first', refresh_token: 'refresh', userType: 'Location' }
const soon = { ...token, expires_in: 10 }
const past = { ...token, expires_in: 86399, expire_at: Date.now() - 3600000 }
let requests = []
const server = http.createServer((request, response) => {
  const isToken = request.url === '/oauth/token'
  const bearer = request.headers.authorization?.replace('Bearer ', ' with ') ?? ''
  requests.push(`${request.method} ${request.url}${isToken ? '' : bearer}`)
  response.writeHead(200, { 'content-type': 'application/json' })
  response.end(JSON.stringify(isToken ? { access_token: 'second', refresh_token: 'next', expires_in: 86399 } : {}))
})
server.listen(0, '127.0.0.1', async () => {
  for (const name of ['old', 'new']) {
    const { HighLevel, MemorySessionStorage } = require(name)
    const { version } = require(`${name}/package.json`)
    async function list(what, session, storage) {
      const client = new HighLevel({ clientId: 'app-1', clientSecret: 'secret', sessionStorage: storage })
      client.getHttpClient().defaults.baseURL = `http://127.0.0.1:${server.address().port}`
      await client.getSessionStorage().setSession('loc', session)
      requests = []
      await client.contacts.getContacts({ locationId: 'loc' })
      console.log(`${version} ${what}: ${requests.join(', ')}`)
    }
    await list('about to expire by expires_in', soon)
    await list('expired by expire_at', past)
    class Expired extends MemorySessionStorage {
      async getSession(resourceId) {
        return { ...(await super.getSession(resourceId)), expire_at: past.expire_at }
      }
    }
    const kept = new Expired()
    kept.setClientId('app-1')
    await kept.setSession('loc', past)
    await list('the same, copied from storage to storage', await kept.getSession('loc'))
  }
  server.close()
})
JS
seen=$(node expiry.cjs)
echo "$seen"
expected=$(for version in 2.3.0 3.1.0; do
  echo "$version about to expire by expires_in: POST /oauth/token, GET /contacts/?locationId=loc with second"
  echo "$version expired by expire_at: GET /contacts/?locationId=loc with first"
  echo "$version the same, copied from storage to storage: GET /contacts/?locationId=loc with first"
done)
[ "$seen" = "$expected" ] || { echo 'The behaviour has changed.' >&2; exit 1; }
