#!/usr/bin/env bash
# @gohighlevel/api-client 2.3.0 and 3.1.0 (axios 1.21.1), Node.js 20 and 24: an upload goes out as JSON, and the file is
# lost. The client sets `Content-Type: application/json` for every request, and axios takes that as the wish to have a
# FormData turned into JSON: its texts are there, its file is `{}`. All three operations that upload do so. Nothing is
# raised, and the server sees a well-formed request without a file.
#
# Seen:
#   2.3.0 medias: application/json {"file":{},"name":"notes.txt"}
#   2.3.0 conversations: application/json {"file":{},"name":"notes.txt"}
#   2.3.0 forms: application/json {"file":{},"name":"notes.txt"}
#   2.3.0 medias with the header: multipart/form-data, the file is in it
#   3.1.0: the same
#
# What to do: pass `{ headers: { 'Content-Type': 'multipart/form-data' } }` with the call; axios adds the boundary.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts old@npm:@gohighlevel/api-client@2.3.0 \
  new@npm:@gohighlevel/api-client@3.1.0 axios@1.21.1 >/dev/null
cat >upload.cjs <<'JS'
const http = require('node:http')
const { text } = require('node:stream/consumers')
const multipart = { headers: { 'Content-Type': 'multipart/form-data' } }
const uploads = {
  medias: (client, form) => client.medias.uploadMediaContent(form),
  conversations: (client, form) => client.conversations.uploadFileAttachments(form),
  forms: (client, form) => client.forms.uploadToCustomFields({ contactId: 'contact', locationId: 'loc' }, form),
  'medias with the header': (client, form) => client.medias.uploadMediaContent(form, multipart),
}
let seen
const server = http.createServer(async (request, response) => {
  const body = await text(request)
  const type = request.headers['content-type'].split(';')[0]
  seen = type === 'application/json' ? `${type} ${body}` : `${type}, the file is ${body.includes('hello') ? '' : 'not '}in it`
  response.writeHead(200, { 'content-type': 'application/json' }).end('{}')
})
server.listen(0, '127.0.0.1', async () => {
  for (const name of ['old', 'new']) {
    const { HighLevel } = require(name)
    const { version } = require(`${name}/package.json`)
    const client = new HighLevel({ privateIntegrationToken: 'token' })
    client.getHttpClient().defaults.baseURL = `http://127.0.0.1:${server.address().port}`
    for (const [what, upload] of Object.entries(uploads)) {
      const form = new FormData()
      form.append('file', new Blob(['hello'], { type: 'text/plain' }), 'notes.txt')
      form.append('name', 'notes.txt')
      await upload(client, form)
      console.log(`${version} ${what}: ${seen}`)
    }
  }
  server.close()
})
JS
seen=$(node upload.cjs)
echo "$seen"
expected=$(for version in 2.3.0 3.1.0; do
  for what in medias conversations forms; do
    echo "$version $what: application/json {\"file\":{},\"name\":\"notes.txt\"}"
  done
  echo "$version medias with the header: multipart/form-data, the file is in it"
done)
[ "$seen" = "$expected" ] || { echo 'The behaviour has changed.' >&2; exit 1; }
