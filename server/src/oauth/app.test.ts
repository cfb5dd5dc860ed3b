import { describe, expect, it } from 'vitest'
import { randomIds } from '../lib/ids.ts'
import { hashSecret, isRedirectUri, isSecretOf, newClientId } from './app.ts'

describe('BR-100 a redirect URI', () => {
  it.each([
    'https://app.example.com/callback',
    'https://app.example.com/callback?tenant=a%20b&x=',
    'https://app.example.com:8443/',
    'http://localhost:3000/callback',
    'http://127.0.0.1/callback',
    'http://[::1]:3000/callback',
    'com.example.app:/callback',
    'com.example.app://callback',
  ])('can be %s', (uri) => {
    expect(isRedirectUri(uri)).toBe(true)
  })

  it.each([
    '',
    '/callback',
    'app.example.com/callback',
    'http://app.example.com/callback',
    'http://localhost.example.com/callback',
    'http://127.0.0.1.example.com/callback',
    'https://app.example.com/callback#fragment',
    'https://app.example.com/callback#',
    'https://user:password@app.example.com/callback',
    'https://user@app.example.com/callback',
    'https://app.example.com/call back',
    'https://app.example.com/callback\n',
    'https://app.example.com/\r\nset-cookie: a=b',
    'https://app.exa\tmple.com/callback',
    'https:\\\\app.example.com\\callback',
    'javascript:alert(1)',
    'data:text/html,hello',
    'file:///etc/passwd',
    'myapp:/callback',
    `https://app.example.com/${'a'.repeat(2000)}`,
  ])("can't be %j", (uri) => {
    expect(isRedirectUri(uri)).toBe(false)
  })
})

it('BR-100 a client id is 24 hexadecimal digits and 8 letters or digits, different each time', () => {
  const made = Array.from({ length: 100 }, () => newClientId(randomIds))
  for (const id of made) expect(id).toMatch(/^[0-9a-f]{24}-[0-9a-z]{8}$/)
  expect(new Set(made).size).toBe(100)
})

it('a secret must match its app exactly', () => {
  const secret = randomIds.uuid()
  const app = {
    ...{ clientId: 'a', name: 'A', redirectUris: '[]', scopes: '', webhookUrl: null, dateAdded: 0 },
    secretHash: hashSecret(secret),
  }
  expect(isSecretOf(app, secret)).toBe(true)
  for (const other of ['', secret.toUpperCase(), `${secret} `, secret.slice(1), hashSecret(secret)]) {
    expect(isSecretOf(app, other)).toBe(false)
  }
})
