import { existsSync, mkdirSync, symlinkSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { startServer } from '../servers.ts'
import { projectRoot } from '../workspace.ts'
import { peerFile } from './install-peers.ts'
import type { Peer } from './peer.ts'

/** A mock server for the official OpenAPI file: it validates requests, returns the examples, and stores nothing. */
export const prism: Peer = {
  name: 'Prism',
  async start({ workspace }) {
    const specFolder = resolve(projectRoot, process.env.CONTACTD_SPEC_DIR ?? '../shared/spec')
    if (!existsSync(join(specFolder, 'contacts.json')))
      throw new Error('CONTACTD_SPEC_DIR names no folder with the official contacts.json')
    // The file refers to ../common/common-schemas.json, so it must be in a folder next to `common`.
    const tree = join(workspace, 'spec')
    mkdirSync(tree)
    for (const name of ['apps', 'common']) symlinkSync(specFolder, join(tree, name))
    const entry = peerFile('@stoplight/prism-cli/dist/index.js')
    const options = ['--multiprocess=false', '--verboseLevel=silent', '--host=127.0.0.1', '--port=0']
    const server = await startServer({
      name: 'Prism',
      command: process.execPath,
      args: [entry, 'mock', ...options, join(tree, 'apps/contacts.json')],
      folder: workspace,
      logFile: join(workspace, 'prism.log'),
    })
    return { server }
  },
}
