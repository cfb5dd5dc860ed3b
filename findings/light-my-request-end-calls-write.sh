#!/usr/bin/env bash
# light-my-request 6.8.1 (what Fastify's `inject` uses), beside Node.js's own HTTP server: `response.end(chunk)` passes the
# chunk through `response.write`. Node.js's does not. A program that wraps both methods to keep or measure a body, as
# loggers and compression do, has each body twice in tests with `inject`, and once in service.
#
# Seen:
#   a request by HTTP: write 0 times, end once, 5 bytes collected
#   the same by light-my-request: write once, end once, 10 bytes collected
#
# What to do: let the wrapped `write` collect nothing once `end` was called.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts light-my-request@6.8.1 >/dev/null
cat >twice.cjs <<'JS'
const http = require('node:http')
const inject = require('light-my-request')
let calls
function listener(request, response) {
  const { write, end } = response
  let collected = 0
  calls = { write: 0, end: 0 }
  const collect = (name, method) => (chunk, ...rest) => {
    calls[name] += 1
    if (chunk !== undefined && chunk !== null && typeof chunk !== 'function') collected += Buffer.byteLength(chunk)
    calls.collected = collected
    return method.call(response, chunk, ...rest)
  }
  response.write = collect('write', write)
  response.end = collect('end', end)
  response.end('hello')
}
const tell = (how) => console.log(`${how}: write ${calls.write}, end ${calls.end}, ${calls.collected} bytes collected`)
async function main() {
  const server = http.createServer(listener)
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  await new Promise((resolve) => http.get({ port: server.address().port, agent: false }, (r) => r.resume().on('end', resolve)))
  tell('by HTTP')
  server.close()
  await inject(listener, { method: 'GET', url: '/' })
  tell('by light-my-request')
}
main()
JS
node twice.cjs | tee output
diff output - <<'TEXT'
by HTTP: write 0, end 1, 5 bytes collected
by light-my-request: write 1, end 1, 10 bytes collected
TEXT
