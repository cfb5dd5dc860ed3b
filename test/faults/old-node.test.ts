import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { launcher, runProgram, startProgram, temporaryFolder } from '../support/program.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const version = JSON.parse(readFileSync(join(root, 'server/package.json'), 'utf8')).version

/** PATHs that find an old Node.js first: a simulated one, and the machine's own if it has one. */
const oldNodes = [
  { name: 'a made-up', path: [folderWithOldNode(), process.env.PATH ?? ''].join(delimiter) },
  ...machinesOldNodes().map((path) => ({ name: "the machine's own", path })),
]

describe.each(oldNodes)('on a machine with $name Node that is too old', ({ path }) => {
  it('runs with the Node of the workspace', async () => {
    const { code, stdout } = await runProgram(['--version'], { env: { PATH: path } })
    expect({ code, stdout }).toEqual({ code: 0, stdout: `${version}\n` })
  })

  it('without the Node of the workspace prints one clear sentence', async () => {
    const { code, stdout, stderr } = await runProgram(['--version'], {
      launcher: launcherOfOtherCheckout(),
      env: { PATH: path },
    })
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
    expect(stderr).toMatch(
      /^contactd: Node\.js \d+\.\d+\.\d+ is too old: install Node\.js 22\.19 or newer \(in a checkout, npm ci brings one\)\.\n$/,
    )
  })

  it('an import of the package throws the same sentence', () => {
    const entry = join(root, 'server/dist/start-contactd.js')
    const source = `import(${JSON.stringify(entry)}).catch(({ message }) => console.log(message))`
    const { stdout } = spawnSync('node', ['-e', source], { encoding: 'utf8', env: { PATH: path } })
    expect(stdout).toMatch(/^contactd: Node\.js \d+\.\d+\.\d+ is too old: install Node\.js 22\.19 or newer /)
  })
})

describe('the launcher', () => {
  it('uses a new enough Node if the workspace has none', async () => {
    const { code, stdout } = await runProgram(['--version'], {
      launcher: launcherOfOtherCheckout(),
      env: { PATH: [dirname(process.execPath), process.env.PATH].join(delimiter) },
    })
    expect({ code, stdout }).toEqual({ code: 0, stdout: `${version}\n` })
  })

  it('reports a missing Node', async () => {
    const { code, stderr } = await runProgram(['--version'], {
      launcher: launcherOfOtherCheckout(),
      env: { PATH: folderWithout('node') },
    })
    expect(code).toBe(1)
    expect(stderr).toBe('contactd: There is no Node.js here: install Node.js 22.19 or newer.\n')
  })

  it('reports a missing build', async () => {
    const checkout = temporaryFolder()
    const { code, stderr } = await runProgram(['--version'], { launcher: copyOfLauncher(checkout) })
    expect(code).toBe(1)
    expect(stderr).toBe(`contactd: It is not built yet: run npm ci && npm run build in ${checkout}.\n`)
  })

  it('works from another folder, through links, absolute and relative', async () => {
    const folder = temporaryFolder()
    mkdirSync(join(folder, 'bin'))
    symlinkSync(launcher, join(folder, 'absolute'))
    symlinkSync('../absolute', join(folder, 'bin', 'relative'))
    for (const link of ['absolute', 'bin/relative']) {
      const { code, stdout } = await runProgram(['--version'], { folder, launcher: join(folder, link) })
      expect({ code, stdout }).toEqual({ code: 0, stdout: `${version}\n` })
    }
    const found = await runProgram(['--version'], {
      folder,
      launcher: 'relative',
      env: { PATH: [join(folder, 'bin'), process.env.PATH].join(delimiter) },
    })
    expect(found).toMatchObject({ code: 0, stdout: `${version}\n` })
  })

  it('passes on the exit code and the arguments', async () => {
    const { code, stderr } = await runProgram(['serve', '--no such', 'option'])
    expect(code).toBe(2)
    expect(stderr).toContain("'--no such'")
  })

  it('becomes the server: killing the started process ends the server', async () => {
    const program = await startProgram({ demo: true })
    expect((await fetch(`${program.url}/healthz`)).status).toBe(200)
    await program.stop('SIGKILL')
    await expect(fetch(`${program.url}/healthz`)).rejects.toThrow()
  })

  it.runIf(existsSync('/proc/self/net/tcp'))(
    'becomes the server: its process listens, without a child',
    async () => {
      const program = await startProgram({ demo: true })
      expect(openSockets(program.pid)).toContain(`socket:[${listenerOf(program.pid, program.port)}]`)
      const tasks = readdirSync(`/proc/${program.pid}/task`)
      const children = tasks.map((task) => readFileSync(`/proc/${program.pid}/task/${task}/children`, 'utf8'))
      expect(children.join('')).toBe('')
    },
  )
})

/** A folder whose `node` is this one, pretending to be older. */
function folderWithOldNode(): string {
  const folder = temporaryFolder()
  const preload = join(folder, 'old.mjs')
  writeFileSync(
    preload,
    `Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '20.20.2', napi: '9' } })\n`,
  )
  writeScript(join(folder, 'node'), `exec '${process.execPath}' --import '${preload}' "$@"`)
  return folder
}

/** The PATHs of the machine's own Node.js versions that are too old. */
function machinesOldNodes(): string[] {
  const folders = (process.env.PATH ?? '').split(delimiter)
  return folders
    .filter((folder) => !folder.includes('node_modules') && existsSync(join(folder, 'node')))
    .filter((folder) => {
      const asked = spawnSync(join(folder, 'node'), ['-p', 'process.versions.napi'], { encoding: 'utf8' })
      return asked.status === 0 && Number(asked.stdout) < 10
    })
    .slice(0, 1)
    .map((folder) => [folder, ...folders].join(delimiter))
}

/** A folder with only what the launcher itself needs. */
function folderWithout(command: string): string {
  const folder = temporaryFolder()
  for (const needed of ['sh', 'dirname', 'readlink'].filter((name) => name !== command)) {
    const { stdout } = spawnSync('sh', ['-c', `command -v ${needed}`], { encoding: 'utf8' })
    symlinkSync(stdout.trim(), join(folder, needed))
  }
  return folder
}

/** The launcher of a built checkout without its own Node.js. */
function launcherOfOtherCheckout(): string {
  const checkout = temporaryFolder()
  symlinkSync(join(root, 'server'), join(checkout, 'server'))
  return copyOfLauncher(checkout)
}

function copyOfLauncher(checkout: string): string {
  mkdirSync(join(checkout, 'bin'))
  const copy = join(checkout, 'bin', 'contactd')
  copyFileSync(launcher, copy)
  chmodSync(copy, 0o755)
  return copy
}

function writeScript(file: string, line: string): void {
  writeFileSync(file, `#!/bin/sh\n${line}\n`)
  chmodSync(file, 0o755)
}

const openSockets = (pid: number): string[] =>
  readdirSync(`/proc/${pid}/fd`).map((fd) => readlinkSync(`/proc/${pid}/fd/${fd}`))

/** The inode of the socket that listens on a port. */
function listenerOf(pid: number, port: number): string | undefined {
  const hexPort = port.toString(16).toUpperCase().padStart(4, '0')
  const rows = readFileSync(`/proc/${pid}/net/tcp`, 'utf8')
    .split('\n')
    .map((row) => row.trim().split(/\s+/))
  const listening = '0A'
  return rows.find(([, local, , state]) => local?.endsWith(`:${hexPort}`) && state === listening)?.[9]
}
