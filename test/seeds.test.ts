import { spawnSync } from 'node:child_process'
import { readFileSync, statSync } from 'node:fs'
import { beforeAll, describe, expect, it } from 'vitest'
import { HttpClient } from './support/http-client.ts'
import { type Program, startProgram } from './support/program.ts'
import type { ContactReply } from './support/server.ts'

/** The examples on HighLevel's two pages about Update Contact, verbatim. */
const referenceBody = fixture('update-contact-reference.json')
const guideCurlLine = fixture('update-contact-guide.sh')

const referenceContact = '/contacts/ocQHyuzHvysMo5N5VsXc'
const guideContact = '/contacts/ocQHyuzHvuMOe5N5jjXF'

let program: Program
let client: HttpClient
beforeAll(async () => {
  program = await startProgram({ demo: true })
  client = new HttpClient(program)
  return () => client.close()
})

describe('the body on the reference page', () => {
  it('gets a 200 unchanged, and changes only what it names', async () => {
    const before = (await client.call('GET', referenceContact)).body.contact
    const { status, headers, body } = await client.call('PUT', referenceContact, referenceBody)

    expect(status).toBe(200)
    expect(Object.keys(body)).toEqual(['succeded', 'succeeded', 'contact', 'traceId'])
    expect(body).toMatchObject({ succeded: true, succeeded: true })
    expect(headers['x-contactd-ignored-fields']).toBe('6dvNaf7VhkQ9snc5vnjJ')

    const blocked = { status: 'active', message: 'string', code: 'string' }
    expect(body.contact).toEqual({
      ...before,
      firstName: 'rosan',
      firstNameLowerCase: 'rosan',
      lastName: 'Deo',
      lastNameLowerCase: 'deo',
      name: 'rosan Deo',
      fullNameLowerCase: 'rosan deo',
      email: 'rosan@deos.com',
      emailLowerCase: 'rosan@deos.com',
      phone: '+18888888888',
      address1: '3535 1st St N',
      city: 'Dolomite',
      state: 'AL',
      postalCode: '35061',
      website: 'https://www.tesla.com',
      timezone: 'America/Chihuahua',
      dnd: true,
      dndDate: body.contact.dateUpdated,
      dndSettings: {
        Call: blocked,
        Email: blocked,
        SMS: blocked,
        WhatsApp: blocked,
        GMB: blocked,
        FB: blocked,
      },
      inboundDndSettings: { all: { status: 'active', message: 'string' } },
      tags: ['nisi sint commodo amet', 'consequat'],
      customFields: [],
      source: 'public api',
      dateOfBirth: '1990-09-25',
      country: 'US',
      assignedTo: 'y0BeYjuRIlDwsDcOHOJo',
      dateUpdated: expect.not.stringMatching(before.dateUpdated),
      lastUpdatedBy: { ...before.lastUpdatedBy, sourceId: expect.any(String), timestamp: expect.any(String) },
    })
    expect((await client.call('GET', referenceContact)).body.contact).toEqual(body.contact)
  })

  it('changes nothing more when it is sent again', async () => {
    const first = (await client.call('PUT', referenceContact, referenceBody)).body.contact
    const again = (await client.call('PUT', referenceContact, referenceBody)).body.contact
    expect(again).toEqual(first)
  })
})

describe.each(waysToRun())('with $name, the curl line', ({ run }) => {
  it('on the guide’s page gets a 200, and changes only what it names', async () => {
    const other = { firstName: 'Jan', lastName: 'Smith', tags: ['old'], companyName: null }
    const before = (await client.call('PUT', guideContact, other)).body.contact
    expect(before).toMatchObject({ name: 'Jan Smith', tags: ['old'] })
    const { status, body } = await run(
      guideCurlLine
        .replace('https://services.leadconnectorhq.com/contacts/{contactId}', program.url + guideContact)
        .replace('{access_token}', program.token),
    )
    expect(status).toBe(200)
    expect(body.contact).toEqual({
      ...before,
      firstName: 'Jane',
      firstNameLowerCase: 'jane',
      lastName: 'Doe',
      lastNameLowerCase: 'doe',
      name: 'Jane Doe',
      fullNameLowerCase: 'jane doe',
      tags: ['vip', 'returning'],
      companyName: 'Doe Enterprises',
      dateUpdated: expect.any(String),
      lastUpdatedBy: expect.any(Object),
    })
    // Further properties in the page's example response.
    expect(body.contact).toMatchObject({
      id: 'ocQHyuzHvuMOe5N5jjXF',
      phone: '+15551234567',
      locationId: 've9EPM428h8vShlRW1KT',
    })
    expect((await client.call('GET', guideContact)).body.contact).toEqual(body.contact)
  })

  it('that the server prints updates a contact when it is pasted', async () => {
    const before = (await client.call('PUT', guideContact, { firstName: 'Not yet' })).body.contact
    expect(before.firstName).toBe('Not yet')

    const { status, body } = await run(printedCurlLine())
    expect(status).toBe(200)
    expect(body.contact).toMatchObject({ name: 'Jane Doe', companyName: 'Doe Enterprises' })
    const after = (await client.call('GET', guideContact)).body.contact
    expect(after).toMatchObject({ firstName: 'Jane', lastName: 'Doe', tags: ['vip', 'returning'] })
  })
})

describe('the greeting', () => {
  it('has the token, which is also in a file next to the database, readable by its owner only', () => {
    const file = `${program.folder}/demo-token`
    expect(printedCurlLine()).toContain(`'Authorization: Bearer ${program.token}'`)
    expect(readFileSync(file, 'utf8').trim()).toBe(program.token)
    expect(statSync(file).mode & 0o777).toBe(0o600)
  })
})

/** The command has its own lines: copying them gives the whole command and nothing else. */
function printedCurlLine(): string {
  const [line] = /^curl (?:.*\\\n)*.*$/m.exec(program.stderr()) ?? []
  if (line === undefined) throw new Error(`There is no curl line in:\n${program.stderr()}`)
  return line
}

type RunCurlLine = (line: string) => Promise<{ status: number; body: ContactReply }>

/** Real curl if it is installed; always also fetch with the command's arguments. */
function waysToRun(): { name: string; run: RunCurlLine }[] {
  const hasCurl = spawnSync('curl', ['--version']).status === 0
  if (!hasCurl) console.info('curl is not installed: the curl lines are tried with fetch alone.')
  return [...(hasCurl ? [{ name: 'curl', run: runWithCurl }] : []), { name: 'fetch', run: runWithFetch }]
}

async function runWithCurl(line: string): ReturnType<RunCurlLine> {
  const script = line.trim().replace(/^curl /, 'curl --silent --write-out "\\n%{http_code}" ')
  const { stdout, stderr } = spawnSync('sh', ['-c', script], { encoding: 'utf8', timeout: 20_000 })
  const [, body, status] = /^(.*)\n(\d+)$/s.exec(stdout) ?? []
  if (body === undefined) throw new Error(`The curl line failed: ${stderr}`)
  return { status: Number(status), body: JSON.parse(body) }
}

async function runWithFetch(line: string): ReturnType<RunCurlLine> {
  const [url = ''] = /(?<=')http[^']*/.exec(line) ?? []
  const [method = ''] = /(?<=-X )\w+/.exec(line) ?? []
  const [body = ''] = /(?<=-d ')[^']*/.exec(line) ?? []
  const headers = [...line.matchAll(/-H '([\w-]+): ([^']*)'/g)].map(([, name = '', value = '']) => [
    name,
    value,
  ])
  const answer = await fetch(url, { method, headers: Object.fromEntries(headers), body })
  return { status: answer.status, body: (await answer.json()) as ContactReply }
}

function fixture(name: string): string {
  return readFileSync(new URL(`fixtures/${name}`, import.meta.url), 'utf8')
}
