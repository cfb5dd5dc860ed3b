import { afterEach, expect, it, vi } from 'vitest'
import { sayListening } from './say-listening.ts'

afterEach(() => {
  vi.restoreAllMocks()
})

const url = 'http://127.0.0.1:4455'

async function said(
  demo: { token?: string } | undefined,
  options: { json?: boolean } = {},
  owner?: { email: string; password: string },
) {
  const output = { stdout: '', stderr: '' }
  for (const name of ['stdout', 'stderr'] as const)
    vi.spyOn(process[name], 'write').mockImplementation((chunk) => {
      output[name] += chunk
      return true
    })
  await sayListening(url, demo, async () => owner, options)
  vi.restoreAllMocks()
  return output
}

it('BR-471 serve prints its URL for people on stderr, and nothing on stdout', async () => {
  expect(await said(undefined)).toEqual({ stdout: '', stderr: `contactd listens on ${url}\n` })
})

it('BR-471 serve --json prints one line with its URL on stdout, and the data of the demo', async () => {
  expect((await said(undefined, { json: true })).stdout).toBe(`{"url":"${url}"}\n`)
  const owner = { email: 'olivia@example.com', password: 'secret-1' }
  const { stdout, stderr } = await said({ token: 'pit-1' }, { json: true }, owner)
  expect(stdout).toMatch(/^[^\n]+\n$/)
  expect(JSON.parse(stdout)).toEqual({
    url,
    token: 'pit-1',
    locationId: 've9EPM428h8vShlRW1KT',
    companyId: '5DP4iH6HLkQsiKESj6rh',
    contactId: 'ocQHyuzHvuMOe5N5jjXF',
    owner,
  })
  expect(stderr).toContain(`contactd listens on ${url}\n`)
  // A database with other data than the demo.
  expect((await said({}, { json: true })).stdout).toBe(`{"url":"${url}"}\n`)
})

it('BR-472 the greeting says how the owner signs in, or that another password was set', async () => {
  const owner = { email: 'olivia@example.com', password: 'secret-1' }
  expect((await said({ token: 'pit-1' }, {}, owner)).stderr).toContain(
    `\nConsole    ${url}/console\nOwner      signs in as olivia@example.com with the password secret-1\n`,
  )
  expect((await said({ token: 'pit-1' })).stderr).toContain(
    '\nOwner      signs in with the password that was set\n',
  )
})

it("the curl line is printed before the owner's sign-in is ready", () => {
  const lines: string[] = []
  vi.spyOn(process.stderr, 'write').mockImplementation((chunk) => lines.push(String(chunk)) > 0)
  void sayListening(url, { token: 'pit-1' }, () => new Promise(() => undefined), {})
  vi.restoreAllMocks()
  expect(lines.join('')).toContain('\ncurl -X PUT')
})
