#!/usr/bin/env bash
# @gohighlevel/api-client 2.3.0, 3.0.0 and 3.1.0: WEBHOOK_SIGNATURE_PUBLIC_KEY, the key of X-GHL-Signature, has other
# forms in each minor release. 3.1.0 takes PEM, the base64 of its DER, and the 32 bytes as base64 or hex. 2.3.0 and
# 3.0.0 take PEM alone, and do not say so: the error of the key is only logged, and a delivery that is signed well is
# passed on with `isSignatureValid` false, like a forged one. A service that goes back from 3.1.0, or that shares the variable
# with one on 3.1.0, accepts no event any more.
#
# Seen (`true` is what the middleware has set as `isSignatureValid`):
#   2.3.0 pem true, spki false, raw false, hex false
#   3.0.0 pem true, spki false, raw false, hex false
#   3.1.0 pem true, spki true, raw true, hex true
#
# What to do: keep the key as PEM, with its line breaks.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts v2@npm:@gohighlevel/api-client@2.3.0 \
  v30@npm:@gohighlevel/api-client@3.0.0 v31@npm:@gohighlevel/api-client@3.1.0 >/dev/null
cat >forms.cjs <<'JS'
const { generateKeyPairSync, sign } = require('node:crypto')
process.env.CLIENT_ID = 'app-1'
const { publicKey, privateKey } = generateKeyPairSync('ed25519')
const spki = publicKey.export({ type: 'spki', format: 'der' })
const raw = spki.subarray(-32)
const forms = {
  pem: publicKey.export({ type: 'spki', format: 'pem' }),
  spki: spki.toString('base64'),
  raw: raw.toString('base64'),
  hex: raw.toString('hex'),
}
const body = { type: 'ContactUpdate', appId: 'app', locationId: 'loc' }
const signature = sign(null, Buffer.from(JSON.stringify(body)), privateKey).toString('base64')
async function main() {
  for (const name of ['v2', 'v30', 'v31']) {
    const { HighLevel } = require(name)
    const client = new HighLevel({ clientId: 'app-1', clientSecret: 'secret', logLevel: 'none' })
    const seen = []
    for (const [form, key] of Object.entries(forms)) {
      process.env.WEBHOOK_SIGNATURE_PUBLIC_KEY = key
      const request = { method: 'POST', url: '/', headers: { 'x-ghl-signature': signature }, body }
      await client.webhooks.subscribe()(request, {}, () => undefined)
      seen.push(`${form} ${request.isSignatureValid}`)
    }
    console.log(`${require(`${name}/package.json`).version} ${seen.join(', ')}`)
  }
}
main()
JS
node forms.cjs 2>/dev/null | grep '^[23]\.' | tee output
diff output - <<'TEXT'
2.3.0 pem true, spki false, raw false, hex false
3.0.0 pem true, spki false, raw false, hex false
3.1.0 pem true, spki true, raw true, hex true
TEXT
