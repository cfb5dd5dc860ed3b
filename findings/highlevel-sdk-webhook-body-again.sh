#!/usr/bin/env bash
# @gohighlevel/api-client 2.3.0 and 3.0.0: the webhook middleware verifies what JSON.stringify makes of the parsed body,
# also where the bytes that came are at hand as `rawBody`. A signature over other bytes of the same JSON is invalid: with
# a space behind a colon or comma, a number written 10.0, an escape that is not needed (\u00eb, \/). JSON of Python,
# Ruby, PHP or Java has these by default, so a test server in another language that signs what it sends is refused.
# 3.1.0 verifies `rawBody` where there is one, and without it does as the others.
#
# Seen (`isSignatureValid`):
#   2.3.0 with rawBody: as JSON.stringify true, spaces false, 10.0 false, \u00eb false, \/ false
#   3.0.0: the same
#   3.1.0 with rawBody: all true
#   3.1.0 without: as 2.3.0
#
# What to do: with 3.1.0, keep the raw body (express.json's `verify`). A sender for all of them writes compact JSON as
# JSON.stringify does.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts v2@npm:@gohighlevel/api-client@2.3.0 \
  v30@npm:@gohighlevel/api-client@3.0.0 v31@npm:@gohighlevel/api-client@3.1.0 >/dev/null
cat >again.cjs <<'JS'
const { generateKeyPairSync, sign } = require('node:crypto')
process.env.CLIENT_ID = 'app-1'
const { publicKey, privateKey } = generateKeyPairSync('ed25519')
process.env.WEBHOOK_SIGNATURE_PUBLIC_KEY = publicKey.export({ type: 'spki', format: 'pem' })
const bodies = {
  'as JSON.stringify': '{"type":"ContactUpdate","appId":"app","firstName":"Zo\u00eb"}',
  spaces: '{"type": "ContactUpdate", "appId": "app"}',
  '10.0': '{"type":"OpportunityUpdate","appId":"app","monetaryValue":10.0}',
  '\\u00eb': '{"type":"ContactUpdate","appId":"app","firstName":"Zo\\u00eb"}',
  '\\/': '{"type":"ContactUpdate","appId":"app","website":"https:\\/\\/example.com"}',
}
async function main() {
  for (const [name, keepsRaw] of [['v2', true], ['v30', true], ['v31', true], ['v31', false]]) {
    const { HighLevel } = require(name)
    const client = new HighLevel({ clientId: 'app-1', clientSecret: 'secret', logLevel: 'none' })
    const seen = []
    for (const [what, text] of Object.entries(bodies)) {
      const bytes = Buffer.from(text)
      const headers = { 'x-ghl-signature': sign(null, bytes, privateKey).toString('base64') }
      const request = { method: 'POST', url: '/', headers, body: JSON.parse(text), ...(keepsRaw && { rawBody: bytes }) }
      await client.webhooks.subscribe()(request, {}, () => undefined)
      seen.push(`${what} ${request.isSignatureValid}`)
    }
    console.log(`${require(`${name}/package.json`).version} ${keepsRaw ? 'with' : 'without'} rawBody: ${seen.join(', ')}`)
  }
}
main()
JS
node again.cjs 2>/dev/null | grep '^[23]\.' | tee output
diff output - <<'TEXT'
2.3.0 with rawBody: as JSON.stringify true, spaces false, 10.0 false, \u00eb false, \/ false
3.0.0 with rawBody: as JSON.stringify true, spaces false, 10.0 false, \u00eb false, \/ false
3.1.0 with rawBody: as JSON.stringify true, spaces true, 10.0 true, \u00eb true, \/ true
3.1.0 without rawBody: as JSON.stringify true, spaces false, 10.0 false, \u00eb false, \/ false
TEXT
