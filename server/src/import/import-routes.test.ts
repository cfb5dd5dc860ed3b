import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { bearer } from '../../../test/support/server.ts'
import { type SessionTokens, sessionTokens } from '../../../test/support/session-tokens.ts'
import { useTestServer } from '../../../test/support/use-test-server.ts'
import type { ImportLine } from './import-lines.ts'

const server = useTestServer()
const folder = mkdtempSync(join(tmpdir(), 'contactd-uploads-'))
let tokens: SessionTokens
beforeAll(async () => {
  vi.stubEnv('TMPDIR', folder)
  tokens = await sessionTokens(server)
})

afterAll(() => {
  vi.unstubAllEnvs()
  rmSync(folder, { recursive: true })
})

const boundary = 'between-the-parts'
const rows = 'First Name,Email,Phone,Plan\nAda,ada@example.com,,pro\nBob,no email,,basic\nCid,,12,\n'

function form(choices: unknown, content: string | undefined, name = 'contacts.csv'): Buffer {
  const part = (head: string, body: string) =>
    `--${boundary}\r\nContent-Disposition: form-data; ${head}\r\n\r\n${body}\r\n`
  return Buffer.from(
    part('name="choices"', typeof choices === 'string' ? choices : JSON.stringify(choices)) +
      (content === undefined ? '' : part(`name="file"; filename="${name}"`, content)) +
      `--${boundary}--\r\n`,
  )
}

async function send(
  choices: unknown,
  content: string | undefined = rows,
  token = tokens.owner,
  name?: string,
) {
  const headers = { ...bearer(token), 'content-type': `multipart/form-data; boundary=${boundary}` }
  const reply = await server.call<{ message: string }>(
    'POST',
    '/_contactd/imports',
    form(choices, content, name),
    headers,
  )
  const lines =
    reply.status === 200
      ? reply.text
          .trim()
          .split('\n')
          .map((line) => JSON.parse(line) as ImportLine)
      : []
  const all = <Key extends string>(key: Key) =>
    lines.flatMap((line) => (key in line ? [(line as Record<string, unknown>)[key]] : []))
  return { ...reply, all, last: lines.at(-1) }
}
const counts = { rows: 3, created: 1, updated: 0, unchanged: 0, rejected: 2 }

describe('BR-813 owners import a file that they upload', () => {
  it('previews it, and changes nothing', async () => {
    const { all, last } = await send({ dryRun: true, strict: true })
    expect(all('columns')).toEqual([
      [
        { name: 'First Name', means: 'firstName' },
        { name: 'Email', means: 'email' },
        { name: 'Phone', means: 'phone' },
        { name: 'Plan', means: 'customField:Plan' },
      ],
    ])
    expect(last).toMatchObject({ result: counts })
    expect(all('note')[0]).toMatch(/^contacts\.csv: .*UTF-8.*\.$/)
    expect(all('progress').at(-1)).toBe(100)
    const { contacts } = await found()
    expect(contacts).toEqual([])
  })

  it('imports it, and returns the refused rows with the reasons', async () => {
    const mapping = { Plan: 'skip' }
    const { all, last } = await send({ strict: true, mapping })
    expect(last).toMatchObject({ result: counts })
    const rejects = all('rejects').join('').split('\n')
    expect(rejects[0]).toBe('First Name,Email,Phone,Plan,contactd_error')
    expect(rejects[1]).toMatch(/^Bob,no email,,basic,.+/)
    expect((await found()).contacts).toMatchObject([{ firstNameLowerCase: 'ada' }])
    expect(await send({ strict: true, mapping })).toMatchObject({
      last: { result: { created: 0, unchanged: 1 } },
    })
  })

  it('makes custom fields on request', async () => {
    const { last } = await send({ createFields: true }, 'Email,Shoe size\nada@example.com,42\n')
    expect(last).toMatchObject({ result: { updated: 1 } })
    const { body } = await server.call<{ customFields: { name: string }[] }>(
      'GET',
      `/locations/${server.locationId}/customFields`,
    )
    expect(body.customFields.map(({ name }) => name)).toContain('Shoe size')
  })

  it.each([
    ['an empty file', {}, '', 'contacts.csv is empty.'],
    ['an unknown word', { mapping: { Email: 'nothing' } }, rows, /^The mapping of "Email" is unknown/],
    ['a missing column', { mapping: { Mail: 'email' } }, rows, 'The file has no column "Mail".'],
  ])('says what is wrong with %s, without the path of the server', async (_, choices, content, sentence) => {
    const { last } = await send(choices, content)
    expect(last).toEqual({ error: typeof sentence === 'string' ? sentence : expect.stringMatching(sentence) })
  })

  it('stays in its folder, whatever the name of the file', async () => {
    const { last } = await send({ dryRun: true }, '', tokens.owner, '../../../etc/passwd.csv')
    expect(last).toEqual({ error: 'passwd.csv is empty.' })
  })

  it.each([
    ['no file', {}, undefined, 400],
    ['choices that are not JSON', 'x', rows, 422],
    ['an unknown mode', { mode: 'replace' }, rows, 422],
    ['an unknown country', { country: 'Germany' }, rows, 422],
    ['an unknown choice', { dryrun: true }, rows, 422],
    ['a choice of another type', { dryRun: 'true' }, rows, 422],
  ])('refuses %s', async (_, choices, content, status) => {
    const headers = { ...bearer(tokens.owner), 'content-type': `multipart/form-data; boundary=${boundary}` }
    expect((await server.call('POST', '/_contactd/imports', form(choices, content), headers)).status).toBe(
      status,
    )
  })

  it.each([
    ['a field that is no choice', 'name="dryRun"', 'true', 422, ['property dryRun should not exist']],
    ['a second file', 'name="file"; filename="b.csv"', rows, 400, 'The form holds more than 1 files'],
  ])('refuses %s, and imports nothing', async (_, head, content, status, message) => {
    const part = (of: string, body: string) =>
      `--${boundary}\r\nContent-Disposition: form-data; ${of}\r\n\r\n${body}\r\n`
    const file = part('name="file"; filename="a.csv"', 'Email\nuntouched@example.com\n')
    const headers = { ...bearer(tokens.owner), 'content-type': `multipart/form-data; boundary=${boundary}` }
    const body = Buffer.from(`${file}${part(head, content)}--${boundary}--\r\n`)
    const reply = await server.call<{ message: unknown }>('POST', '/_contactd/imports', body, headers)
    expect(reply).toMatchObject({ status, body: { message } })
    const emails = (await found()).contacts.map((contact) => (contact as { email?: string }).email)
    expect(emails).not.toContain('untouched@example.com')
  })

  it('refuses users, tokens of companies and other bodies', async () => {
    expect((await send({}, rows, tokens.user)).status).toBe(401)
    expect((await send({}, rows, tokens.ownerOfCompany)).status).toBe(401)
    expect((await server.call('POST', '/_contactd/imports', { a: 1 }, bearer(tokens.owner))).status).toBe(415)
  })

  it('reads phones by the country of the choices', async () => {
    await send({ country: 'de' }, 'Email,Phone\nde@example.com,030 901820\n')
    const { body } = await server.call<{ contacts: object[] }>('POST', '/contacts/search', {
      locationId: server.locationId,
      pageLimit: 10,
      filters: [{ field: 'phone', operator: 'eq', value: '+4930901820' }],
    })
    expect(body.contacts).toMatchObject([{ email: 'de@example.com' }])
  })

  it('imports a few rows while another location imports many', async () => {
    const other = await server.fixtures.location(server.companyId)
    const { token } = await server.fixtures.token({ companyId: server.companyId, locationId: other })
    const many = Array.from({ length: 5_000 }, (_, index) => `many-${index}@example.com\n`).join('')
    let isOver = false
    const large = send({}, `Email\n${many}`, token).finally(() => {
      isOver = true
    })
    const { last } = await send({}, 'Email\nfew@example.com\n')
    expect(last).toMatchObject({ result: { created: 1 } })
    expect(isOver).toBe(false)
    expect((await large).last).toMatchObject({ result: { created: 5_000 } })
  })

  it('leaves no file behind', async () => {
    await expect.poll(() => readdirSync(folder)).toEqual([])
  })
})

async function found() {
  const body = { locationId: server.locationId, page: 1, pageLimit: 10 }
  const reply = await server.call<{ contacts: object[] }>('POST', '/contacts/search', body)
  return reply.body
}
