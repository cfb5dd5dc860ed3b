import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, symlinkSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { ServerCommand } from './measured-server.ts'
import { cleanEnvironment, projectRoot } from './workspace.ts'

const installTimeoutMs = 90_000

/**
 * Prism, a mock server made of the official OpenAPI file: validates requests and answers the examples.
 * @returns how to start it, or a sentence that says why it can't be.
 */
export function preparePrism(workspace: string): Omit<ServerCommand, 'name' | 'logFile'> | string {
  const specFolder = resolve(projectRoot, process.env.CONTACTD_SPEC_DIR ?? '../shared/spec')
  if (!existsSync(join(specFolder, 'contacts.json'))) {
    return 'Prism is left out: CONTACTD_SPEC_DIR names no folder with the official contacts.json.'
  }
  const peers = join(projectRoot, 'bench/peers')
  const entry = join(peers, 'node_modules/@stoplight/prism-cli/dist/index.js')
  if (!existsSync(entry)) {
    const npm = spawnSync('npm', ['ci', '--ignore-scripts'], {
      cwd: peers,
      env: cleanEnvironment(),
      encoding: 'utf8',
      timeout: installTimeoutMs,
    })
    if (npm.status !== 0) return `Prism is left out: npm ci in bench/peers failed.\n${npm.stderr}`
  }
  // The file refers to ../common/common-schemas.json, so that it has to stand in a folder beside `common`.
  const tree = join(workspace, 'spec')
  mkdirSync(tree)
  for (const name of ['apps', 'common']) symlinkSync(specFolder, join(tree, name))
  const options = ['--multiprocess=false', '--verboseLevel=silent', '--host=127.0.0.1', '--port=0']
  return {
    command: process.execPath,
    args: [entry, 'mock', ...options, join(tree, 'apps/contacts.json')],
    folder: workspace,
  }
}
