import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { demoIds } from '../../server/src/demo/demo-ids.ts'
import { nodePrograms, otherPrograms, type Program } from '../run/programs.ts'
import { adopt } from '../support/program.ts'
import { type RunEnvironment, startRun } from '../support/run-environment.ts'

const timeout = 120_000
const contactId = demoIds.guideContact

let environment: RunEnvironment
beforeAll(async () => {
  environment = await startRun()
}, timeout)
afterAll(() => environment.stop())

/** Whether a command succeeds. */
const succeeds = ([command = '', ...args]: readonly string[]) =>
  spawnSync(command, args, { stdio: 'ignore', timeout: 60_000 }).status === 0

/** The programs `node` of the machine, one of each version. */
function everyNode(): { version: string; path: string }[] {
  const paths = (process.env.PATH ?? '').split(delimiter).map((path) => join(path, 'node'))
  const versions = new Map<string, string>()
  for (const path of [process.execPath, ...paths]) {
    const { status, stdout } = spawnSync(path, ['--version'], { encoding: 'utf8' })
    if (status === 0 && !versions.has(stdout.trim())) versions.set(stdout.trim(), path)
  }
  return [...versions].map(([version, path]) => ({ version, path }))
}

/** Runs a program, and expects that the contact has its city. */
async function expectUpdate({ file, command, source }: Program): Promise<void> {
  const city = `City of ${file}`
  const { folder, env } = environment
  const path = join(folder, file)
  writeFileSync(path, source({ token: env.CONTACTD_TOKEN ?? '', contactId, city }))
  const [program = '', ...args] = command
  const child = spawn(program, [...args, path], { cwd: folder, env })
  adopt(child)
  const output = { stdout: '', stderr: '' }
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      output[name] += text
    })
  }
  const [code] = await once(child, 'close')
  expect({ code, ...output }).toMatchObject({ code: 0, stdout: '200\n' })
  const response = await fetch(`${env.CONTACTD_URL}/contacts/${contactId}`, {
    headers: { authorization: `Bearer ${env.CONTACTD_TOKEN}`, version: '2021-07-28' },
  })
  expect(await response.json()).toMatchObject({ contact: { city } })
}

describe.each(everyNode())('Node.js $version', ({ path }) => {
  it.each(nodePrograms)('BR-611 $name updates a contact', { timeout }, (program) =>
    expectUpdate({ ...program, command: [path] }),
  )
})

// Programs in a language that the machine lacks are skipped.
describe.each(otherPrograms)('$name', (program) => {
  const { command, needs = [command[0] ?? '', '--version'] } = program
  it.runIf(succeeds(needs))('BR-611 updates a contact', { timeout }, () => expectUpdate(program))
})
