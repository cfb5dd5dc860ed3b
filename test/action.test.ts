import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, expect, it } from 'vitest'
import { parse } from 'yaml'
import { launcher, temporaryFolder } from './support/program.ts'

const root = fileURLToPath(new URL('..', import.meta.url))

interface Action {
  inputs: Record<string, { default: string }>
  outputs: Record<string, { value: string }>
  runs: { steps: { id: string; shell: string; env: Record<string, string>; run: string }[] }
}

const action = parse(readFileSync(join(root, 'action.yml'), 'utf8')) as Action

/** The process groups of the steps: the runner ends with a job what its steps have left. */
const groups: number[] = []
afterEach(() => {
  for (const group of groups.splice(0)) {
    try {
      process.kill(-group)
    } catch {
      // It has ended.
    }
  }
})

/** What a job has after the action: its outputs, its environment, and whether it goes on. */
interface Job {
  isGreen: boolean
  log: string
  outputs: Record<string, string>
  variables: Record<string, string>
}

/** Runs the steps of the action as GitHub's runner does, up to the first that fails. */
async function runAction(inputs: Record<string, string>, path = process.env.PATH): Promise<Job> {
  const folder = temporaryFolder()
  const environment = join(folder, 'env')
  writeFileSync(environment, '')
  const job: Job = { isGreen: true, log: '', outputs: {}, variables: {} }
  const values: Record<string, string> = {}
  for (const [name, input] of Object.entries(action.inputs))
    values[`inputs.${name}`] = inputs[name] ?? input.default
  const filledIn = (text: string) =>
    text.replaceAll(/\$\{\{ (\S+) \}\}/g, (_, expression) => values[expression] ?? '')

  for (const { id, env, run } of action.runs.steps) {
    const output = join(folder, `output-${id}`)
    writeFileSync(output, '')
    const child = spawn('bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-c', run], {
      cwd: folder,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        PATH: path,
        HOME: folder,
        RUNNER_TEMP: folder,
        GITHUB_OUTPUT: output,
        GITHUB_ENV: environment,
        ...Object.fromEntries(Object.entries(env).map(([name, text]) => [name, filledIn(text)])),
      },
    })
    groups.push(child.pid ?? 0)
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (chunk) => {
        job.log += chunk
      })
    const [code] = await once(child, 'exit')
    for (const [name, value] of linesOf(output)) values[`steps.${id}.outputs.${name}`] = value
    if (code !== 0) return { ...job, isGreen: false }
  }
  for (const [name, { value }] of Object.entries(action.outputs)) job.outputs[name] = filledIn(value)
  job.variables = Object.fromEntries(linesOf(environment))
  return job
}

const linesOf = (file: string) =>
  readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => /^([\w-]+)=(.*)$/.exec(line)?.slice(1) as [string, string])

const isUp = async ({ outputs: { url, token, 'contact-id': contactId } }: Job) => {
  const headers = { authorization: `Bearer ${token}`, version: '2021-07-28' }
  return (await fetch(`${url}/contacts/${contactId}`, { headers })).status
}

it('starts a built checkout, which serves after the steps, and sets outputs and variables', async () => {
  const job = await runAction({ path: root })
  expect(job).toMatchObject({ isGreen: true })
  expect(await isUp(job)).toBe(200)
  const { url, token } = job.outputs
  expect(job.outputs).toEqual({
    url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
    token: expect.stringMatching(/^pit-/),
    'location-id': 've9EPM428h8vShlRW1KT',
    'company-id': expect.stringMatching(/^\w{20}$/),
    'contact-id': expect.stringMatching(/^\w{20}$/),
  })
  expect(job.variables).toEqual({
    CONTACTD_URL: url,
    CONTACTD_TOKEN: token,
    CONTACTD_LOCATION_ID: job.outputs['location-id'],
    CONTACTD_COMPANY_ID: job.outputs['company-id'],
  })
  expect(job.log).toBe(`contactd listens on ${url}\n`)
})

it('starts with a seed', async () => {
  const seed = join(root, 'server/src/dev/seed/contactd.seed.yaml')
  const job = await runAction({ path: root, seed })
  expect(job).toMatchObject({ isGreen: true, outputs: { token: 'pit-acme-denver' } })
})

it.each([
  ['a version', { version: '0.3.0' }, 'contactd@0.3.0'],
  ['the latest version', {}, 'contactd@latest'],
  ['a package file', { path: join(root, 'package.json') }, join(root, 'package.json')],
])('installs %s with npm', async (_, inputs, installed) => {
  // An npm that notes what it is asked for, and installs this checkout.
  const tools = temporaryFolder()
  mkdirSync(tools, { recursive: true })
  const script = `#!/bin/sh
echo "$@" >${tools}/arguments
mkdir -p "$3/node_modules/.bin" && ln -s ${launcher} "$3/node_modules/.bin/contactd"
`
  writeFileSync(join(tools, 'npm'), script)
  chmodSync(join(tools, 'npm'), 0o755)
  const job = await runAction(inputs, `${tools}${delimiter}${process.env.PATH}`)
  expect(job).toMatchObject({ isGreen: true })
  expect(await isUp(job)).toBe(200)
  const args = readFileSync(join(tools, 'arguments'), 'utf8').trim().split(' ')
  expect(args[0]).toBe('install')
  expect(args.at(-1)).toBe(installed)
})

it.each([
  ['a path that does not exist', { path: '/nowhere/contactd.tgz' }, 'There is no file or folder /nowhere'],
  ['another seed', { path: root, seed: 'other' }, 'There is no seed other'],
  ['a port that is none', { path: root, port: 'x' }, '::error::contactd did not start.'],
])('fails for %s, and says why', async (_, inputs, reason) => {
  const job = await runAction(inputs)
  expect(job.isGreen).toBe(false)
  expect(job.log).toContain(reason)
})
