import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { get } from 'node:http'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { buildProgram } from '../server/src/cli/program.ts'
import { adopt, launcher, temporaryFolder } from './support/program.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const textOf = (file: string) => readFileSync(join(root, file), 'utf8')

/** The environment variables that `contactd serve` reads. */
const serveVariables = (await buildProgram('serve')).commands
  .find((command) => command.name() === 'serve')
  ?.options.map((option) => option.envVar)

describe('the variables of contactd that are set', () => {
  it.each([
    'Dockerfile',
    'deploy/compose.yaml',
    'deploy/contactd.service',
    'deploy/contactd-backup.service',
    'deploy/contactd.env.example',
  ])('in %s are options of contactd serve', (file) => {
    const names = [...textOf(file).matchAll(/\bCONTACTD_\w+(?==|: )/g)].map(([name]) => name)
    expect(names).not.toEqual([])
    for (const name of names) expect(serveVariables).toContain(name)
  })
})

// Nothing here builds the image: that takes an engine, and a base image from a registry.
describe('Dockerfile', () => {
  const instructions = textOf('Dockerfile')
    .replace(/^#.*\n/gm, '')
    .replaceAll(/\\\n\s*/g, '')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const [, name = '', rest = ''] = /^(\w+) (.*)$/.exec(line) ?? []
      return { name, rest }
    })
  const lastStage = instructions.slice(instructions.findLastIndex(({ name }) => name === 'FROM'))
  const restOf = (name: string) => lastStage.find((instruction) => instruction.name === name)?.rest ?? ''
  const variables = Object.fromEntries(
    restOf('ENV')
      .split(' ')
      .map((pair) => pair.split('=')),
  )

  it('copies files of the repository that .dockerignore lets pass', () => {
    const allowed = textOf('.dockerignore')
      .split('\n')
      .filter((line) => line.startsWith('!'))
      .map((line) => line.slice(1))
    const copied = instructions
      .filter(({ name, rest }) => name === 'COPY' && !rest.startsWith('--from='))
      .flatMap(({ rest }) => rest.split(' ').slice(0, -1))
    expect(copied.length).toBeGreaterThan(5)
    for (const source of copied) {
      expect(existsSync(join(root, source))).toBe(true)
      expect(allowed.filter((path) => source === path || source.startsWith(`${path}/`))).not.toEqual([])
    }
  })

  it('brings the manifest of each workspace before npm ci', () => {
    const { workspaces } = JSON.parse(textOf('package.json')) as { workspaces: string[] }
    const installAt = instructions.findIndex(({ name, rest }) => name === 'RUN' && rest === 'npm ci')
    const before = instructions.slice(0, installAt).map(({ rest }) => rest)
    for (const folder of workspaces) expect(before).toContain(`${folder}/package.json ${folder}/`)
  })

  it('runs without the rights of root, with its data in a volume', () => {
    expect(restOf('USER')).toBe('node')
    expect(restOf('VOLUME')).toBe('/data')
    expect(variables.CONTACTD_DATABASE).toBe('sqlite:/data/contactd.db')
  })

  it('serves every Host with its command and variables, and its health check passes while it is ready', async () => {
    const folder = temporaryFolder()
    const changed = {
      CONTACTD_DATABASE: `sqlite:${join(folder, 'contactd.db')}`,
      CONTACTD_PORT: '0',
      CONTACTD_JSON: '1',
    }
    const child = spawn(launcher, JSON.parse(restOf('CMD')), {
      cwd: folder,
      env: { ...process.env, ...variables, ...changed },
    })
    adopt(child)
    const [line] = await once(child.stdout.setEncoding('utf8'), 'data')
    const { port } = new URL(JSON.parse(line).url)

    const answer = get({ host: '127.0.0.1', port, path: '/healthz', headers: { host: 'contacts.example' } })
    const [response] = await once(answer, 'response')
    expect(response.resume().statusCode).toBe(200)

    const [, healthCommand = ''] = /CMD (\[.*\])$/.exec(restOf('HEALTHCHECK')) ?? []
    const [, ...args] = JSON.parse(healthCommand) as string[]
    const health = () => spawnSync(process.execPath, args, { env: { CONTACTD_PORT: port } }).status
    expect(health()).toBe(0)
    child.kill('SIGTERM')
    expect(await once(child, 'exit')).toEqual([0, null])
    expect(health()).toBe(1)
  })
})

const hasSystemd = spawnSync('systemd-analyze', ['--version']).status === 0

// Skipped unless systemd is installed: nothing else can verify the unit.
describe.runIf(hasSystemd)('the units in deploy (need systemd-analyze)', () => {
  const units = ['contactd.service', 'contactd-backup.service', 'contactd-backup.timer']

  /** A unit among the others, with the program of this checkout. */
  function unitFile(unit: string): string {
    const folder = temporaryFolder()
    for (const name of units)
      writeFileSync(join(folder, name), textOf(`deploy/${name}`).replace('/usr/local/bin/contactd', launcher))
    return join(folder, unit)
  }

  it.each(units)('%s is taken by systemd without a warning', (unit) => {
    const { status, stderr } = spawnSync('systemd-analyze', ['verify', '--man=no', unitFile(unit)], {
      encoding: 'utf8',
    })
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
  })

  it.each(units.slice(0, 2))('%s gets an exposure of at most 2.0 out of 10', (unit) => {
    const args = ['security', '--no-pager', '--offline=true', '--threshold=20', unitFile(unit)]
    const { status, stdout } = spawnSync('systemd-analyze', args, { encoding: 'utf8' })
    expect(status, stdout).toBe(0)
  })
})

// Its lines are for the shell and the tools of Linux.
describe.runIf(process.platform === 'linux')('deploy/contactd-backup.service (needs Linux)', () => {
  it('writes the backup of the day, and deletes those that are older than two weeks', () => {
    const folder = temporaryFolder()
    const database = `sqlite:${join(folder, 'contactd.db')}`
    const environment = { ...process.env, CONTACTD_DATABASE: database }
    const run = (command: string) =>
      spawnSync('sh', ['-c', command], { cwd: folder, env: environment, encoding: 'utf8' })
    expect(run(`'${launcher}' location create --name Here`).status).toBe(0)
    const old = 'contactd-2026-01-01.db'
    writeFileSync(join(folder, old), '')
    expect(run(`touch -d '20 days ago' ${old}`).status).toBe(0)
    // A line with the program of this checkout, and with what systemd makes of two percent signs.
    const lines = [...textOf('deploy/contactd-backup.service').matchAll(/^ExecStart(?:Post)?=(.*)$/gm)]
    expect(lines).toHaveLength(2)
    for (const [, line = ''] of lines)
      expect(run(line.replaceAll('%%', '%').replace('/usr/local/bin/contactd', launcher)).stderr).not.toMatch(
        /^contactd: /m,
      )
    const backups = readdirSync(folder).filter((name) => /^contactd-[\d-]+\.db$/.test(name))
    expect(backups).toEqual([expect.stringMatching(/^contactd-\d{4}-\d\d-\d\d\.db$/)])
    expect(backups).not.toContain(old)
  })
})

describe('deploy/compose.yaml', () => {
  const { services, volumes } = parse(textOf('deploy/compose.yaml'))

  it('makes the server reachable from its own machine only, and the database not at all', () => {
    expect(services.contactd.ports).toEqual([`127.0.0.1:4455:4455`])
    expect(services.postgres.ports).toBeUndefined()
  })

  it('builds the image of the Dockerfile, and waits for the database', () => {
    expect(existsSync(join(root, 'deploy', services.contactd.build, 'Dockerfile'))).toBe(true)
    expect(services.contactd.depends_on).toEqual({ postgres: { condition: 'service_healthy' } })
    expect(services.postgres.healthcheck.test).toContain('pg_isready')
  })

  it('keeps the data of the database in a volume', () => {
    const [volume] = services.postgres.volumes[0].split(':')
    expect(Object.keys(volumes)).toEqual([volume])
  })

  it('takes the same password, without which it does not start, for both', () => {
    const required = /\$\{POSTGRES_PASSWORD:\?[^}]+\}/
    expect(services.postgres.environment.POSTGRES_PASSWORD).toMatch(required)
    expect(services.contactd.environment.CONTACTD_DATABASE).toMatch(required)
  })
})

interface Step {
  uses?: string
  run?: string
  id?: string
}

describe('.github/workflows and action.yml', () => {
  const workflows = readdirSync(join(root, '.github/workflows')).map((name) => `.github/workflows/${name}`)
  const files = [...workflows, 'action.yml']

  it.each(files)('%s pins the actions of others by commits', (file) => {
    const uses = [...textOf(file).matchAll(/uses: *(.*)/g)].map(([, action]) => action)
    for (const action of uses) expect(action).toMatch(/^[\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/)
  })

  it.each(files)('%s has commands that bash can read', (file) => {
    const { jobs, runs } = parse(textOf(file)) as {
      jobs?: Record<string, { steps: Step[] }>
      runs?: { steps: Step[] }
    }
    const steps = [...Object.values(jobs ?? {}), ...(runs ? [runs] : [])].flatMap((job) => job.steps)
    for (const { run } of steps) {
      if (run === undefined) continue
      // Values of inputs and events come in variables, never in the text of a command.
      expect(run).not.toContain('${{')
      expect(spawnSync('bash', ['-n'], { input: run, encoding: 'utf8' }).stderr).toBe('')
    }
  })

  it('release.yml lets only the job that publishes ask for an identity, and runs no code of the repository there', () => {
    const { permissions, jobs } = parse(textOf('.github/workflows/release.yml'))
    expect(permissions).toEqual({ contents: 'read' })
    expect(jobs.package.permissions).toBeUndefined()
    expect(jobs.publish.permissions).toEqual({ contents: 'write', 'id-token': 'write' })
    expect(JSON.stringify(jobs.publish.steps)).not.toMatch(/checkout|npm (ci|install|run)/)
  })
})
