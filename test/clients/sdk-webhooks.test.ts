import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { HighLevel, UserType } from '@gohighlevel/api-client'
import { HighLevel as HighLevel2 } from '@gohighlevel/api-client-2'
import { HighLevel as HighLevel30 } from '@gohighlevel/api-client-3.0'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import type { PublicKeys } from '../../server/src/webhooks/signing/public-keys.ts'
import { createSigner, type SignatureHeaders, type Signer } from '../../server/src/webhooks/signing/signer.ts'
import { openWebhookKeys } from '../../server/src/webhooks/signing/webhook-keys.ts'
import { newApp, newCode, redirectUri, type TestApp } from '../access/world.ts'
import { useTestServer } from '../support/use-test-server.ts'

/** A release of the SDK. The tested calls take the same arguments in all. */
interface Release {
  release: string
  HighLevel: typeof HighLevel
  keepsRawBody: boolean
  /** The forms of the public key that it takes. */
  forms: (keyof PublicKeys['ed25519'])[]
  hasLegacySignature: boolean
}

const releases: Release[] = [
  {
    release: '2.3.0',
    HighLevel: HighLevel2 as unknown as typeof HighLevel,
    keepsRawBody: false,
    forms: ['pem'],
    hasLegacySignature: true,
  },
  {
    release: '3.0.0',
    HighLevel: HighLevel30 as unknown as typeof HighLevel,
    keepsRawBody: false,
    forms: ['pem'],
    hasLegacySignature: true,
  },
  ...[false, true].map(
    (keepsRawBody): Release => ({
      release: '3.1.0',
      HighLevel,
      keepsRawBody,
      forms: ['pem', 'spki', 'raw', 'hex'],
      hasLegacySignature: false,
    }),
  ),
]

/** What the middleware reads and sets. */
type Received = Parameters<ReturnType<HighLevel['webhooks']['subscribe']>>[0]

const eventId = '8656d90d-416a-459e-93b6-6a6297811592'

const server = useTestServer({ legacyWebhookSignature: true })
let url: string
let keys: PublicKeys
let app: TestApp
let signer: Signer
beforeAll(async () => {
  await server.app.listen({ host: '127.0.0.1', port: 0 })
  url = urlOf(server.app.server.address())
  keys = (await server.call<PublicKeys>('GET', '/_contactd/keys/webhooks')).body
  app = await newApp(server)
  signer = createSigner(openWebhookKeys(server, { legacySignature: true }))
})
beforeEach(() => vi.stubEnv('CLIENT_ID', app.clientId))
afterEach(() => vi.unstubAllEnvs())

const urlOf = (address: unknown) => `http://127.0.0.1:${(address as AddressInfo).port}`

describe.each(releases)('the SDK $release, raw bodies kept: $keepsRawBody', (each) => {
  let highLevel: HighLevel
  let received: Received
  const receiver = createServer(async (request, response) => {
    received = request as Received
    const bytes = await buffer(request)
    received.body = JSON.parse(bytes.toString())
    if (each.keepsRawBody) received.rawBody = bytes
    await highLevel.webhooks.subscribe()(received, response, (error) =>
      response.writeHead(error ? 500 : 200).end(),
    )
  })
  beforeAll(async () => {
    await once(receiver.listen(0, '127.0.0.1'), 'listening')
    const { clientId, clientSecret } = app
    highLevel = new each.HighLevel({ clientId, clientSecret, logLevel: 'none' as never })
    highLevel.getHttpClient().defaults.baseURL = url
  })
  afterAll(() => {
    receiver.close()
  })

  const event = (fields: object) => ({ ...fields, appId: app.clientId.split('-')[0], webhookId: eventId })
  const sign = (body: string) => signer.sign({ eventId, timestampSeconds: 0, body })

  async function send(body: string, headers: SignatureHeaders) {
    const sent = { 'content-type': 'application/json', ...headers }
    const { status } = await fetch(urlOf(receiver.address()), { method: 'POST', headers: sent, body })
    expect(status).toBe(200)
    const { isSignatureValid, skippedSignatureVerification } = received
    return { isSignatureValid, skippedSignatureVerification }
  }

  const accepted = { isSignatureValid: true, skippedSignatureVerification: false }
  const refused = { isSignatureValid: false, skippedSignatureVerification: false }
  const contact = () =>
    JSON.stringify(
      event({
        type: 'ContactUpdate',
        locationId: server.locationId,
        id: 'm8614FnsFfCr3exNY8HB',
        firstName: 'Zoë "☂" \u2028 </script> 雨 \ud83d\ude00',
        dnd: false,
        tags: ['a', 'b'],
        customFields: [{ id: 'x', value: [0.1, 1e21, -5, null] }],
      }),
    )

  it.each(each.forms)('BR-671 verifies a delivery by the key as %s', async (form) => {
    vi.stubEnv('WEBHOOK_SIGNATURE_PUBLIC_KEY', keys.ed25519[form])
    const body = contact()
    const headers = await sign(body)
    expect(await send(body, headers)).toEqual(accepted)
    expect(await send(body.replace('"a"', '"A"'), headers)).toEqual(refused)
  })

  it.runIf(each.hasLegacySignature)('BR-671 verifies the legacy signature by its key', async () => {
    vi.stubEnv('WEBHOOK_PUBLIC_KEY', keys.rsa?.pem)
    const body = contact()
    const headers = await sign(body)
    expect(await send(body, headers)).toEqual(accepted)
    expect(await send(body.replace('"a"', '"A"'), headers)).toEqual(refused)
  })

  it('BR-671 has a token of the location after INSTALL, and none after UNINSTALL', async () => {
    vi.stubEnv('WEBHOOK_SIGNATURE_PUBLIC_KEY', keys.ed25519.pem)
    const { companyId, locationId } = server
    const tokens = await highLevel.oauth.getAccessToken({
      client_id: app.clientId,
      client_secret: app.clientSecret,
      grant_type: 'authorization_code',
      code: await newCode(server, app, { companyId }),
      redirect_uri: redirectUri,
      user_type: UserType.Company,
    })
    const sessions = highLevel.getSessionStorage()
    await sessions.setSession(companyId, tokens)
    const install = JSON.stringify(event({ type: 'INSTALL', locationId, companyId }))
    expect(await send(install, await sign(install))).toEqual(accepted)
    expect(await sessions.getSession(locationId)).toMatchObject({ userType: 'Location', locationId })
    const uninstall = JSON.stringify(event({ type: 'UNINSTALL', locationId }))
    expect(await send(uninstall, await sign(uninstall))).toEqual(accepted)
    expect(await sessions.getSession(locationId)).toBeNull()
  })
})
