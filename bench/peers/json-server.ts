import { closeSync, openSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import type { Contender } from '../rounds.ts'
import { startServer } from '../servers.ts'
import { peerFile } from './install-peers.ts'
import type { Peer, PeerContext } from './peer.ts'

const someContacts = 1000

/**
 * The contacts in one JSON file, which is written completely after each update: after the response, and without a sync.
 * So it has few contacts. It requires no token, and accepts any JSON.
 */
export const jsonServer: Peer = {
  name: `json-server, ${someContacts.toLocaleString('en-US')} contacts`,
  start: (context) => startWith(context, jsonServer.name, someContacts),
}

async function startWith(
  { workspace, databaseFile, contactIds }: PeerContext,
  name: string,
  contacts: number,
): Promise<Contender> {
  const jsonFile = join(workspace, `${contacts}.json`)
  writeContacts(databaseFile, jsonFile, contactIds.slice(0, contacts))
  const server = await startServer({
    name,
    command: process.execPath,
    args: [peerFile('json-server/lib/cli/bin.js'), '--quiet', '--host=127.0.0.1', '--port=0', jsonFile],
    folder: workspace,
    logFile: join(workspace, `json-server-${contacts}.log`),
  })
  return { server, load: { kind: 'json-server-update', contacts } }
}

function writeContacts(databaseFile: string, jsonFile: string, contactIds: readonly string[]): void {
  const database = new Database(databaseFile, { readonly: true })
  const documentOf = database.prepare<[string], string>('SELECT document FROM contacts WHERE id = ?').pluck()
  const file = openSync(jsonFile, 'w')
  let separator = '{"contacts":['
  for (const id of contactIds) {
    writeSync(file, `${separator}${documentOf.get(id)}`)
    separator = ',\n'
  }
  writeSync(file, ']}')
  closeSync(file)
  database.close()
}
