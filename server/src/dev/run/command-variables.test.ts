import { describe, expect, it } from 'vitest'
import { commandVariables } from './command-variables.ts'

const to = {
  url: 'http://127.0.0.1:4455',
  token: 'pit-1',
  locationId: 'l1',
  companyId: 'c1',
  webhookPublicKey: '-----BEGIN PUBLIC KEY-----',
  proxyUrl: 'http://127.0.0.1:5566',
  tlsPort: 6677,
  names: ['services.leadconnectorhq.com', 'api.example.com'],
  offline: false,
}
const files = {
  bundles: { SSL_CERT_FILE: '/t/b.pem', REQUESTS_CA_BUNDLE: '/t/b.pem', CURL_CA_BUNDLE: '/t/c.pem' },
  authority: '/t/ca.pem',
  extraAuthorities: '/t/ca.pem',
  trustStore: '/t/store.jks',
  preload: '/t/preload.cjs',
  pythonFolder: '/t/python',
  phpFolder: '/t/php',
  remove: () => undefined,
}

it('BR-613 gives a command the server, its proxy and its authority', () => {
  expect(commandVariables({ HOME: '/home/a' }, to, files)).toMatchObject({
    HOME: '/home/a',
    CONTACTD_URL: to.url,
    CONTACTD_TOKEN: 'pit-1',
    CONTACTD_LOCATION_ID: 'l1',
    CONTACTD_COMPANY_ID: 'c1',
    GHL_BASE_URL: to.url,
    GHL_API_BASE_URL: to.url,
    WEBHOOK_SIGNATURE_PUBLIC_KEY: '-----BEGIN PUBLIC KEY-----',
    http_proxy: to.proxyUrl,
    https_proxy: to.proxyUrl,
    HTTP_PROXY: to.proxyUrl,
    HTTPS_PROXY: to.proxyUrl,
    NO_PROXY: 'localhost,127.0.0.1,::1',
    no_proxy: 'localhost,127.0.0.1,::1',
    SSL_CERT_FILE: '/t/b.pem',
    REQUESTS_CA_BUNDLE: '/t/b.pem',
    CURL_CA_BUNDLE: '/t/c.pem',
    NODE_EXTRA_CA_CERTS: '/t/ca.pem',
    NODE_OPTIONS: '--require=/t/preload.cjs',
    BUN_OPTIONS: '--preload /t/preload.cjs',
    PYTHONPATH: '/t/python',
    PHP_INI_SCAN_DIR: ':/t/php',
    JAVA_TOOL_OPTIONS: expect.stringContaining('-Dhttps.proxyHost=127.0.0.1 -Dhttps.proxyPort=5566'),
  })
})

describe('BR-613 values that are set already', () => {
  it('stay next to the new ones', () => {
    const env = {
      NODE_OPTIONS: '--max-old-space-size=4096',
      BUN_OPTIONS: '--smol',
      PYTHONPATH: '/own',
      PHP_INI_SCAN_DIR: '/ini',
      JAVA_TOOL_OPTIONS: '-Xmx1g',
    }
    expect(commandVariables(env, to, files)).toMatchObject({
      NODE_OPTIONS: '--max-old-space-size=4096 --require=/t/preload.cjs',
      BUN_OPTIONS: '--smol --preload /t/preload.cjs',
      PYTHONPATH: '/t/python:/own',
      PHP_INI_SCAN_DIR: '/ini:/t/php',
      JAVA_TOOL_OPTIONS: expect.stringMatching(/^-Xmx1g -D/),
    })
  })

  it.each([
    ['*', ''],
    ['.leadconnectorhq.com,intern.example', ',intern.example'],
    ['services.leadconnectorhq.com example.com', ''],
    ['api.example.com:443,example.org', ',example.org'],
  ])('NO_PROXY %j loses the intercepted names', (value, kept) => {
    const { NO_PROXY } = commandVariables({ no_proxy: value }, to, files)
    expect(NO_PROXY).toBe(`localhost,127.0.0.1,::1${kept}`)
  })
})

it('quotes paths with spaces', () => {
  const spaced = { ...files, preload: '/a b/preload.cjs', trustStore: '/a b/store.jks' }
  const { NODE_OPTIONS, BUN_OPTIONS, JAVA_TOOL_OPTIONS } = commandVariables({}, to, spaced)
  expect(NODE_OPTIONS).toBe('--require="/a b/preload.cjs"')
  expect(BUN_OPTIONS).toBe('--preload "/a b/preload.cjs"')
  expect(JAVA_TOOL_OPTIONS).toContain('"-Djavax.net.ssl.trustStore=/a b/store.jks"')
})

it('BR-613 names the variables that a child process with another environment needs', () => {
  const { CONTACTD_RUN_VARIABLES = '', ...variables } = commandVariables({ HOME: '/home/a' }, to, files)
  const names = CONTACTD_RUN_VARIABLES.split(',')
  for (const name of [
    'CONTACTD_RUN_VARIABLES',
    'CONTACTD_RUN_NAMES',
    'HTTPS_PROXY',
    'SSL_CERT_FILE',
    'NODE_OPTIONS',
  ])
    expect(names).toContain(name)
  const kept = Object.keys(variables).filter((name) => !names.includes(name))
  expect(kept.sort()).toEqual([
    'CONTACTD_COMPANY_ID',
    'CONTACTD_LOCATION_ID',
    'CONTACTD_TOKEN',
    'CONTACTD_URL',
    'GHL_API_BASE_URL',
    'GHL_BASE_URL',
    'HOME',
    'WEBHOOK_SIGNATURE_PUBLIC_KEY',
  ])
})
