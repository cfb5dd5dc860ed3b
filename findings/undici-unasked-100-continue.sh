#!/usr/bin/env bash
# undici 8.13.1, Node.js 22 and 24: a response of 100 that was not asked for ends the request.
#
# undici's README says that "the `100 Continue` response will be ignored", and a client has to be able to read a 1xx that it
# does not expect (RFC 9110, section 15.2). undici closes the connection and fails with UND_ERR_SOCKET, "bad response", though
# the final response follows at once. It reads on after 102 and 103. node:http reads on after each of them.
#
# Seen:
#   undici after 100: UND_ERR_SOCKET bad response
#   undici after 102: 200
#   undici after 103: 200
#   node:http after 100: 200
#
# What to do: expect a failure where a server sends 100 to every request with a body, and use node:http there.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund undici@8.13.1 >/dev/null
cat >main.mjs <<'PROGRAM'
import { request as httpRequest } from 'node:http'
import { createServer } from 'node:net'
import { request } from 'undici'

const server = createServer((socket) => {
  socket.on('error', () => {})
  socket.once('data', (head) => {
    const status = /\/(\d+)/.exec(head.toString())[1]
    socket.end(`HTTP/1.1 ${status} Wait\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n`)
  })
})
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
const url = (status) => `http://127.0.0.1:${server.address().port}/${status}`
for (const status of [100, 102, 103]) {
  const seen = await request(url(status), { method: 'POST', body: 'a' }).then(
    ({ statusCode }) => statusCode,
    ({ code, message }) => `${code} ${message}`,
  )
  console.log(`undici after ${status}: ${seen}`)
}
const { statusCode } = await new Promise((resolve, reject) => {
  httpRequest(url(100), { method: 'POST' }, resolve).on('error', reject).end('a')
})
console.log(`node:http after 100: ${statusCode}`)
process.exit()
PROGRAM
node main.mjs | tee seen.txt
diff seen.txt - <<'EXPECTED'
undici after 100: UND_ERR_SOCKET bad response
undici after 102: 200
undici after 103: 200
node:http after 100: 200
EXPECTED
echo 'As described.'
