import { spawnSync } from 'node:child_process'
import { existsSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { cleanEnvironment, projectRoot } from '../workspace.ts'

const installTimeoutMs = 900_000
const folder = join(projectRoot, 'bench/peers')

/** A file of a package in bench/peers/package.json, or of a dependency. */
export const peerFile = (path: string): string => join(folder, 'node_modules', path)

/** Whether the file that npm writes at the end of an installation is at least as new as the lock file. */
function allIsInstalled(): boolean {
  const done = statSync(peerFile('.package-lock.json'), { throwIfNoEntry: false })
  return done !== undefined && done.mtimeMs >= statSync(join(folder, 'package-lock.json')).mtimeMs
}

/**
 * Installs the peers if they are missing: some 900 MB, without running their scripts.
 * @throws Error if the installation fails.
 */
export function installPeers(): void {
  if (allIsInstalled()) return
  run('npm', ['ci', '--ignore-scripts'], folder)
}

/**
 * Builds the addon of a package that does not include one, which requires a C++ compiler, Python and the headers of
 * this Node.js.
 * @throws Error if one is missing.
 */
export function buildAddon(name: string, addon: string): void {
  if (existsSync(peerFile(join(name, addon)))) return
  const headers = join(dirname(process.execPath), '..')
  if (!existsSync(join(headers, 'include/node/node_api.h')))
    throw new Error(`there are no headers in ${headers}`)
  const gyp = [peerFile('node-gyp/bin/node-gyp.js'), 'rebuild', `--nodedir=${headers}`]
  run(process.execPath, gyp, peerFile(name))
}

function run(command: string, args: readonly string[], cwd: string): void {
  const { status, stderr, error } = spawnSync(command, args, {
    cwd,
    env: cleanEnvironment(),
    encoding: 'utf8',
    timeout: installTimeoutMs,
    maxBuffer: 64 * 1024 * 1024,
  })
  if (status === 0) return
  const lastLines = stderr?.trim().split('\n').slice(-5).join('\n')
  throw new Error(error?.message ?? `${command} ${args.join(' ')} ended with ${status}: ${lastLines}`)
}
