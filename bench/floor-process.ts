/**
 * The floor: contactd's own server, with its authorization, schemas and responses, on a store that does nothing. Tokens
 * are found in memory, and an update, a creation or a get returns at once with a contact that never changes.
 */
import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { CreatedContact } from '../server/src/api/contacts/create-contact.ts'
import type { UpdatedContact } from '../server/src/api/contacts/update-contact.ts'
import { scopes } from '../server/src/auth/scopes.ts'
import { SecretBox } from '../server/src/auth/secret-box.ts'
import type { TokenRow } from '../server/src/auth/token-store.ts'
import { openLog } from '../server/src/cli/log.ts'
import { systemClock as clock } from '../server/src/lib/clock.ts'
import { randomIds as ids } from '../server/src/lib/ids.ts'
import { disablePretenuring } from '../server/src/lib/v8-flags.ts'
import { buildServer } from '../server/src/server.ts'
import type { ReadTx, Storage } from '../server/src/storage/storage.ts'
import type { ExampleData } from './example-data.ts'

disablePretenuring()
const [dataFile = ''] = process.argv.slice(2)
const { companyId, locationId, document } = JSON.parse(readFileSync(dataFile, 'utf8')) as ExampleData

const token: TokenRow = {
  id: ids.next(),
  name: 'bench',
  companyId,
  locationId,
  scopes: scopes.join(' '),
  dateAdded: clock.now(),
  dateRevoked: null,
  dateFirstUsed: 0,
  dateLastUsed: Number.MAX_SAFE_INTEGER,
}
const written: UpdatedContact & CreatedContact = {
  document,
  ignoredFields: [],
  contact: JSON.parse(document),
}
/** Every lookup finds this row; lists are empty, since code that works through a list would never end. */
const row = { ...token, document }
const constantTx = { get: async () => row, all: async () => [] } as unknown as ReadTx
const constantStorage = {
  read: (fn: (tx: ReadTx) => Promise<unknown>) => fn(constantTx),
  write: async () => written,
  changeStamp: () => 0,
  close: async () => {},
} as unknown as Storage

const app = await buildServer({
  storage: constantStorage,
  search: {
    find: async () => ({ total: 0, rows: [], hasMore: false }),
    check: async () => {},
    close: async () => {},
  },
  clock,
  ids,
  secrets: new SecretBox(randomBytes(32)),
  refreshGraceMs: 10_000,
  logger: (await openLog('warn')).logger,
  host: '127.0.0.1',
  rateLimit: 'off',
})
await app.listen({ host: '127.0.0.1', port: 0 })
process.once('SIGTERM', () => app.close())
