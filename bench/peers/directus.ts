import { spawnSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { type MeasuredServer, startServer } from '../servers.ts'
import { cleanEnvironment } from '../workspace.ts'
import { buildAddon, peerFile } from './install-peers.ts'
import type { Peer, PeerContext } from './peer.ts'

const bootstrapTimeoutMs = 120_000

const texts = [
  ...['locationId', 'firstName', 'lastName', 'email', 'phone', 'companyName', 'address1', 'city', 'state'],
  ...['country', 'postalCode', 'timezone', 'source', 'dateAdded'],
]
const lists = ['tags', 'customFields']

/**
 * A content server on SQLite, with a collection of the same fields. It requires a token, checks the types of fields,
 * and responds when the update is on disk. The token is an administrator's, whose rights need no lookup, and the
 * collection keeps no revisions of changes: both let it do less than in normal use. This is version 11, since version
 * 12 without a licence key has telemetry that can't be disabled.
 */
export const directus: Peer = {
  name: 'Directus',
  async start(context) {
    buildAddon('sqlite3', 'build/Release/node_sqlite3.node')
    const folder = join(context.workspace, 'directus')
    for (const name of ['', 'extensions', 'uploads']) mkdirSync(join(folder, name))
    const database = join(folder, 'directus.db')
    const environment = environmentOf(database, context)
    const entry = peerFile('@directus/api/dist/cli/run.js')
    const bootstrap = spawnSync(process.execPath, [entry, 'bootstrap'], {
      cwd: folder,
      env: { ...cleanEnvironment(), ...environment },
      encoding: 'utf8',
      timeout: bootstrapTimeoutMs,
    })
    if (bootstrap.status !== 0) throw new Error(`its bootstrap failed: ${bootstrap.stderr}`)
    const logFile = join(folder, 'directus.log')
    const command = { name: 'Directus', command: process.execPath, args: [entry, 'start'], folder, logFile }
    const server = await startServer({ ...command, environment })
    await makeCollection(server, context.token)
    fill(database, context.databaseFile)
    return { server, load: { kind: 'directus-update' } }
  },
}

/** Makes no outgoing connections: neither for telemetry nor to a mail server. */
const environmentOf = (database: string, { workspace, token }: PeerContext): Record<string, string> => ({
  DB_CLIENT: 'sqlite3',
  DB_FILENAME: database,
  SECRET: 'a secret that is long enough for the bench',
  ADMIN_EMAIL: 'bench@example.com',
  ADMIN_PASSWORD: 'a password of the bench',
  ADMIN_TOKEN: token,
  HOST: '127.0.0.1',
  PORT: '0',
  PUBLIC_URL: 'http://127.0.0.1',
  LOG_LEVEL: 'error',
  TELEMETRY: 'false',
  EMAIL_VERIFY_SETUP: 'false',
  EXTENSIONS_PATH: join(workspace, 'directus/extensions'),
  STORAGE_LOCAL_ROOT: join(workspace, 'directus/uploads'),
  NODE_ENV: 'production',
})

async function makeCollection({ port }: MeasuredServer, token: string): Promise<void> {
  const field = (name: string, type: string, special?: string) => ({
    field: name,
    type,
    schema: {},
    ...(special && { meta: { special: [special] } }),
  })
  const collection = {
    collection: 'contacts',
    schema: {},
    meta: { accountability: null },
    fields: [
      { field: 'id', type: 'string', schema: { is_primary_key: true } },
      ...texts.map((name) => field(name, 'string')),
      ...lists.map((name) => field(name, 'json', 'cast-json')),
      field('dateUpdated', 'timestamp', 'date-updated'),
    ],
  }
  const answer = await fetch(`http://127.0.0.1:${port}/collections`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(collection),
  })
  if (!answer.ok) throw new Error(`its collection could not be made: ${await answer.text()}`)
}

/** Inserts the same contacts as contactd's, in one transaction. */
function fill(file: string, contactsFile: string): void {
  const database = new Database(file)
  database.prepare('ATTACH ? AS contactd').run(contactsFile)
  const columns = [...texts, ...lists]
  const values = columns.map((name) => `json_extract(document, '$.${name}')`)
  database.exec(`INSERT INTO contacts (id, ${columns.join(', ')})
    SELECT id, ${values.join(', ')} FROM contactd.contacts`)
  database.close()
}
