#!/usr/bin/env bash
# light-my-request 6.8.1 in fastify 5.12.8: `inject` sends another path than the one it is given. It reads the path with
# URL, which resolves `.` and `..`, also where the dots are encoded, and encodes an apostrophe in the query. A server
# that is asked over HTTP gets the path as it was sent. A test by `inject` of what a route, a proxy's prefix or a log
# makes of such a path tests another path. Doubled slashes stay.
#
# Seen (given: what inject shows, what HTTP shows):
#   /contacts/../users: /users, /contacts/../users
#   /contacts/./a: /contacts/a, /contacts/./a
#   /contacts/%2e%2e/users: /users, /contacts/%2e%2e/users
#   /contacts?query=O'Neil: /contacts?query=O%27Neil, /contacts?query=O'Neil
#   /contacts//a: /contacts//a, /contacts//a
#
# What to do: test such paths with `listen` and `http.request`, whose `path` is sent as it is; fetch resolves it too.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts fastify@5.12.8 light-my-request@6.8.1 >/dev/null
cat >paths.mjs <<'JS'
import { request } from 'node:http'
import { text } from 'node:stream/consumers'
import Fastify from 'fastify'

const app = Fastify()
app.setNotFoundHandler(async ({ raw }) => raw.url)
await app.listen({ port: 0, host: '127.0.0.1' })
const { port } = app.server.address()
const ask = (path) =>
  new Promise((resolve, reject) => {
    request({ host: '127.0.0.1', port, path }, (response) => resolve(text(response))).on('error', reject).end()
  })
const paths = ['/contacts/../users', '/contacts/./a', '/contacts/%2e%2e/users', "/contacts?query=O'Neil", '/contacts//a']
for (const path of paths) console.log(`${path}: ${(await app.inject(path)).body}, ${await ask(path)}`)
await app.close()
JS
node paths.mjs | tee seen.txt
diff seen.txt - <<'EXPECTED' || { echo 'The behaviour has changed.' >&2; exit 1; }
/contacts/../users: /users, /contacts/../users
/contacts/./a: /contacts/a, /contacts/./a
/contacts/%2e%2e/users: /users, /contacts/%2e%2e/users
/contacts?query=O'Neil: /contacts?query=O%27Neil, /contacts?query=O'Neil
/contacts//a: /contacts//a, /contacts//a
EXPECTED
