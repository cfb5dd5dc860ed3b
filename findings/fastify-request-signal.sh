#!/usr/bin/env bash
# fastify 5.12.8, Node.js 22 and 24: `request.signal` aborts though the client is still waiting.
#
# Its documentation says that the signal aborts when the client disconnects. A handler that looks at it first when it
# begins finds it aborted as soon as the body of a POST has been read: the signal follows the event `close` of the
# request, which Node.js emits once the request has been read to its end. Of a GET it does not abort, and of a POST
# not where the handler looks at it first some time later. The client waits all the time, and is answered.
#
# Seen:
#   GET, looked at first at once: aborted false
#   POST, looked at first at once: aborted true
#   POST, looked at first after 100 ms: aborted false
#
# What to do: follow the `close` of `reply.raw`, and ask its `writableFinished`.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund fastify@5.12.8 >/dev/null
cat >main.mjs <<'PROGRAM'
import { setTimeout as sleep } from 'node:timers/promises'
import Fastify from 'fastify'

const app = Fastify()
for (const [url, delayMs] of [['/at-once', 0], ['/later', 100]])
  app.route({
    method: ['GET', 'POST'],
    url,
    async handler(request) {
      if (delayMs > 0) await sleep(delayMs)
      const { signal } = request
      await sleep(200)
      return { aborted: signal.aborted }
    },
  })
await app.listen({ port: 0, host: '127.0.0.1' })
const { port } = app.server.address()
const ask = async (path, options) => (await (await fetch(`http://127.0.0.1:${port}${path}`, options)).json()).aborted
const post = { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"a":1}' }
console.log('GET, looked at first at once: aborted', await ask('/at-once'))
console.log('POST, looked at first at once: aborted', await ask('/at-once', post))
console.log('POST, looked at first after 100 ms: aborted', await ask('/later', post))
await app.close()
PROGRAM
node main.mjs | tee seen.txt
diff seen.txt - <<'EXPECTED'
GET, looked at first at once: aborted false
POST, looked at first at once: aborted true
POST, looked at first after 100 ms: aborted false
EXPECTED
echo 'As described.'
