#!/usr/bin/env bash
# @gohighlevel/api-client 2.3.0 and 3.1.0 (axios 1.21.1): `logLevel: LogLevel.NONE` does not silence the client. The
# value of the enum is 0, and the constructor reads `config.logLevel || 'warn'`, so that NONE is the default again:
# every refused request is printed to standard error with its body, which has the contact's name and address. The text
# `'none'` does silence it.
#
# Seen:
#   2.3.0 LogLevel.NONE: 1 error printed, the contact's email in it
#   2.3.0 'none': 0 errors printed
#   3.1.0: the same
#
# What to do: write `logLevel: 'none'`.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts old@npm:@gohighlevel/api-client@2.3.0 \
  new@npm:@gohighlevel/api-client@3.1.0 axios@1.21.1 >/dev/null
cat >log.cjs <<'JS'
const http = require('node:http')
const { inspect } = require('node:util')
const printed = []
console.error = (...parts) => printed.push(parts.map((part) => inspect(part, { depth: 9 })).join(' '))
const server = http.createServer((_request, response) => {
  response.writeHead(400, { 'content-type': 'application/json' }).end('{"message":"This location does not allow duplicated contacts."}')
})
server.listen(0, '127.0.0.1', async () => {
  for (const name of ['old', 'new']) {
    const { HighLevel, LogLevel } = require(name)
    const { version } = require(`${name}/package.json`)
    for (const [what, logLevel] of [['LogLevel.NONE', LogLevel.NONE], ["'none'", 'none']]) {
      const client = new HighLevel({ privateIntegrationToken: 'token', logLevel })
      client.getHttpClient().defaults.baseURL = `http://127.0.0.1:${server.address().port}`
      printed.length = 0
      await client.contacts.createContact({ locationId: 'loc', email: 'ann@example.com' }).catch(() => {})
      const hasEmail = printed.some((text) => text.includes('ann@example.com'))
      const errors = printed.length === 1 ? '1 error' : `${printed.length} errors`
      console.log(`${version} ${what}: ${errors} printed${hasEmail ? ", the contact's email in it" : ''}`)
    }
  }
  server.close()
})
JS
seen=$(node log.cjs)
echo "$seen"
expected="2.3.0 LogLevel.NONE: 1 error printed, the contact's email in it
2.3.0 'none': 0 errors printed
3.1.0 LogLevel.NONE: 1 error printed, the contact's email in it
3.1.0 'none': 0 errors printed"
[ "$seen" = "$expected" ] || { echo 'The behaviour has changed.' >&2; exit 1; }
