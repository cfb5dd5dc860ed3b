import { beforeAll, describe, expect, it } from 'vitest'
import { useTestServer } from '../../../../test/support/use-test-server.ts'
import { createApp, deleteApp } from '../manage-apps.ts'
import { readAuthorizationRequest } from './authorization-request.ts'

const redirectUri = 'https://app.example/callback'
const redirectUris = [redirectUri, 'https://app.example/other?a=b', 'com.example.app:/cb']
const scopes = ['contacts.readonly', 'contacts.write', 'calendars.readonly']
const challenge = 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM'
const pkce = { code_challenge: challenge, code_challenge_method: 'S256' }

const server = useTestServer()
let clientId: string
beforeAll(async () => {
  const app = await server.storage.write(
    (tx) => createApp(tx, server, { name: 'Sync', redirectUris, scopes }),
    'database',
  )
  clientId = app.clientId
})

const read = (fields: unknown) => server.storage.read((tx) => readAuthorizationRequest(tx, fields))
const ask = (changes: Record<string, unknown>) =>
  read({ response_type: 'code', client_id: clientId, redirect_uri: redirectUri, state: 's1', ...changes })

describe('BR-120 a request is understood', () => {
  it.each([
    ['nothing but what must be', {}, {}],
    ['one scope', { scope: 'contacts.write' }, { scopes: ['contacts.write'] }],
    ['scopes in any order, twice', { scope: ' contacts.write  contacts.readonly contacts.write ' }, {}],
    ['an empty scope', { scope: '' }, {}],
    ['no state', { state: undefined }, { state: undefined }],
    ['an empty state', { state: '' }, { state: undefined }],
    ['a state of any letters', { state: '"><ü \u{1f389}' }, { state: '"><ü \u{1f389}' }],
    ['PKCE', pkce, { codeChallenge: challenge }],
    ['another redirect URI', { redirect_uri: redirectUris[1] }, { redirectUri: redirectUris[1] }],
    ['a native app', { redirect_uri: 'com.example.app:/cb' }, { redirectUri: 'com.example.app:/cb' }],
    ['unknown parameters', { loginWindowOpenMode: 'self', version_id: 'x', prompt: ['a', 'b'] }, {}],
  ])('%s', async (_, changes, expected) => {
    expect(await ask(changes)).toMatchObject({
      kind: 'asked',
      request: {
        app: { name: 'Sync' },
        redirectUri,
        scopes: ['contacts.readonly', 'contacts.write'],
        state: 's1',
        codeChallenge: undefined,
        ...expected,
      },
    })
  })

  it('and keeps its parameters as received', async () => {
    const first = await ask({ scope: 'contacts.write', state: '"><ü', ...pkce, other: 'x' })
    if (first.kind !== 'asked') throw new Error(`It was ${first.kind}.`)
    expect(first.request.parameters).not.toHaveProperty('other')
    expect(await read(first.request.parameters)).toEqual(first)
  })
})

describe('BR-121 errors that the app must not receive are shown on a page of our own', () => {
  const noApp = 'No app has this client_id.'
  const noRedirect = 'The redirect_uri is not one that Sync has registered.'
  it.each([
    ['no client', { client_id: undefined }, noApp],
    ['an empty client', { client_id: '' }, noApp],
    ['an unknown client', { client_id: '5f0000000000000000000000-aaaaaaaa' }, noApp],
    ['a client with a NUL', { client_id: '\0' }, noApp],
    ['a client that is too long', { client_id: 'a'.repeat(5000) }, noApp],
    ['an object for a client', { client_id: { a: 1 } }, noApp],
    ['no redirect URI', { redirect_uri: undefined }, noRedirect],
    ['an empty redirect URI', { redirect_uri: '' }, noRedirect],
    ['another host', { redirect_uri: 'https://evil.example/callback' }, noRedirect],
    ['a host that begins like it', { redirect_uri: 'https://app.example.evil.example/callback' }, noRedirect],
    ['a user before the host', { redirect_uri: 'https://app.example@evil.example/callback' }, noRedirect],
    ['another scheme', { redirect_uri: 'http://app.example/callback' }, noRedirect],
    ['another port', { redirect_uri: 'https://app.example:8443/callback' }, noRedirect],
    ['the port that goes without saying', { redirect_uri: 'https://app.example:443/callback' }, noRedirect],
    ['a longer path', { redirect_uri: `${redirectUri}/x` }, noRedirect],
    ['a way up', { redirect_uri: `${redirectUri}/../evil` }, noRedirect],
    ['a shorter path', { redirect_uri: 'https://app.example/' }, noRedirect],
    ['a slash at the end', { redirect_uri: `${redirectUri}/` }, noRedirect],
    ['a query', { redirect_uri: `${redirectUri}?next=https://evil.example` }, noRedirect],
    ['a query left out', { redirect_uri: 'https://app.example/other' }, noRedirect],
    ['a fragment', { redirect_uri: `${redirectUri}#x` }, noRedirect],
    ['capitals', { redirect_uri: 'https://APP.example/callback' }, noRedirect],
    ['an escape', { redirect_uri: 'https://app.example/%63allback' }, noRedirect],
    ['white space', { redirect_uri: `${redirectUri} ` }, noRedirect],
    ['a line end', { redirect_uri: `${redirectUri}\n` }, noRedirect],
    ['backslashes', { redirect_uri: 'https:\\\\app.example\\callback' }, noRedirect],
    ['no scheme', { redirect_uri: '//app.example/callback' }, noRedirect],
    ['a script', { redirect_uri: 'javascript:alert(1)' }, noRedirect],
  ])('%s', async (_, changes, sentence) => {
    expect(await ask(changes)).toEqual({ kind: 'refused', sentence })
  })

  it('a repeated client id or redirect URI', async () => {
    expect(await ask({ client_id: [clientId, clientId] })).toMatchObject({ kind: 'refused' })
    expect(await ask({ redirect_uri: [redirectUri, redirectUri] })).toMatchObject({ kind: 'refused' })
  })

  it.each([undefined, null, 'x', 7, []])('a form that is %j', async (fields) => {
    expect(await read(fields)).toEqual({ kind: 'refused', sentence: noApp })
  })

  it('a deleted app', async () => {
    const app = await server.storage.write(
      (tx) => createApp(tx, server, { name: 'Gone', redirectUris, scopes }),
      'database',
    )
    await server.storage.write((tx) => deleteApp(tx, server, app.clientId), 'database')
    expect(await ask({ client_id: app.clientId })).toEqual({ kind: 'refused', sentence: noApp })
  })
})

describe('BR-122 errors are reported to the app, with its state', () => {
  const invalid = 'invalid_request'
  it.each([
    ['no response type', { response_type: undefined }, invalid, 'response_type is missing'],
    ['the implicit grant', { response_type: 'token' }, 'unsupported_response_type', 'must be code'],
    ['two types in one', { response_type: 'code token' }, 'unsupported_response_type', 'must be code'],
    ['two response types', { response_type: ['code', 'code'] }, invalid, 'response_type is given more than'],
    ['an unknown scope', { scope: 'contacts.readonly nonsense' }, 'invalid_scope', 'scope names one'],
    ["a scope that isn't the app's", { scope: 'users.readonly' }, 'invalid_scope', 'scope names one'],
    ["a scope that isn't contactd's", { scope: 'calendars.readonly' }, 'invalid_scope', 'scope names one'],
    ['scopes with commas', { scope: 'contacts.readonly,contacts.write' }, 'invalid_scope', 'scope names'],
    ['a scope of spaces', { scope: '  ' }, 'invalid_scope', 'scope names one'],
    ['a scope that is too long', { scope: 'a'.repeat(4097) }, invalid, 'scope is too long'],
    ['a plain challenge', { ...pkce, code_challenge_method: 'plain' }, invalid, 'must be S256'],
    ['a method in small letters', { ...pkce, code_challenge_method: 's256' }, invalid, 'must be S256'],
    ['a challenge without a method', { code_challenge: challenge }, invalid, 'must be S256'],
    ['a method without a challenge', { code_challenge_method: 'S256' }, invalid, 'code_challenge is missing'],
    ['a short challenge', { ...pkce, code_challenge: challenge.slice(1) }, invalid, 'is not a valid S256'],
    ['a long challenge', { ...pkce, code_challenge: `${challenge}A` }, invalid, 'is not a valid S256'],
    [
      'a challenge in base64',
      { ...pkce, code_challenge: challenge.replace('-', '+') },
      invalid,
      'is not a valid S256',
    ],
    ['two challenges', { ...pkce, code_challenge: [challenge, challenge] }, invalid, 'more than once'],
  ])('%s', async (_, changes, error, description) => {
    const answer = await ask({ state: 's 1&', ...changes })
    if (answer.kind !== 'redirected') throw new Error(`It was ${answer.kind}.`)
    expect(answer.url.startsWith(`${redirectUri}?error=${error}&`)).toBe(true)
    const { searchParams } = new URL(answer.url)
    expect(searchParams.get('error_description')).toContain(description)
    expect(searchParams.get('state')).toBe('s 1&')
    expect([...searchParams.keys()]).toEqual(['error', 'error_description', 'state'])
  })

  it.each([
    ['twice', ['a', 'b'], 'state is given more than once'],
    ['too long', 'a'.repeat(4097), 'state is too long'],
    ['with a line end', 'a\r\nset-cookie: x', 'state contains a control character'],
  ])('a state %s is not sent back', async (_, state, description) => {
    expect(await ask({ state })).toEqual({
      kind: 'redirected',
      url: `${redirectUri}?error=invalid_request&error_description=${description.replaceAll(' ', '+')}`,
    })
  })

  it('an app without a scope that contactd has', async () => {
    const spec = { name: 'None', redirectUris, scopes: ['calendars.readonly'] }
    const app = await server.storage.write((tx) => createApp(tx, server, spec), 'database')
    expect(await ask({ client_id: app.clientId })).toMatchObject({
      kind: 'redirected',
      url: expect.stringContaining('error=invalid_scope'),
    })
  })
})
