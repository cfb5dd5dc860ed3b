import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { canRun, runnerOf } from '../../tools/samples/runners.ts'
import { CommandLine } from '../support/command-line.ts'
import { adopt } from '../support/program.ts'
import { type RunEnvironment, startRun } from '../support/run-environment.ts'

interface Document {
  paths: Record<
    string,
    Record<string, { 'x-codeSamples': { lang: string; label: string; source: string }[] }>
  >
}

// Go compiles its library at the first run.
const timeout = 240_000
const path = '/contacts/ocQHyuzHvysMo5N5VsXc'

let environment: RunEnvironment
beforeAll(async () => {
  environment = await startRun()
  writeFileSync(join(environment.folder, 'package.json'), '{}')
}, timeout)
afterAll(() => environment.stop())

const document = await new CommandLine().json<Document>('openapi')
const samples = document.paths['/contacts/{contactId}']?.put?.['x-codeSamples'] ?? []

async function contact(method: 'GET' | 'PUT', body?: object): Promise<unknown> {
  const { CONTACTD_URL: url, CONTACTD_TOKEN: token } = environment.env
  const response = await fetch(`${url}${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, version: '2021-07-28', 'content-type': 'application/json' },
    ...(body && { body: JSON.stringify(body) }),
  })
  return ((await response.json()) as { contact: unknown }).contact
}

// A language that the machine lacks is skipped, as is PowerShell.
describe.each(samples)('the sample $label', ({ lang, source }) => {
  it.runIf(canRun(lang))('BR-611 updates a contact, word for word', { timeout }, async () => {
    const { env, folder } = environment
    await contact('PUT', { firstName: 'Another', tags: ['other'] })
    const { file, command, args } = runnerOf(lang)
    writeFileSync(join(folder, file), source.replaceAll('YOUR_SECRET_TOKEN', env.CONTACTD_TOKEN ?? ''))
    const child = spawn(command, args, { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] })
    adopt(child)
    const [output, errors] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')])
    expect(await contact('GET'), `${output}${errors}`).toMatchObject({
      firstName: 'Jane',
      lastName: 'Doe',
      tags: ['vip', 'returning'],
      companyName: 'Doe Enterprises',
    })
  })
})
