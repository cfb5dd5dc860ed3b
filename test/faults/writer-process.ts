import { systemClock as clock } from '../../server/src/lib/clock.ts'
import { openStorage } from '../../server/src/storage/open-storage.ts'
import { statement } from '../../server/src/storage/statement.ts'

// node writer-process.ts DATABASE PREFIX [COUNT] Writes as fast as it can, eight at a time, and prints the id of each
// acknowledged write. It ends after COUNT writes, and leaves the database open.
const [database = '', prefix = '', count = 'Infinity'] = process.argv.slice(2)

const insert = statement<{ id: string; name: string }>(
  'writer-process-insert',
  'INSERT INTO companies (id, name, date_added) VALUES (:id, :name, 1)',
)
const name = 'x'.repeat(20_000)
const storage = await openStorage({ database, clock })
let next = 0

async function writeOn(): Promise<void> {
  while (next < Number(count)) {
    const id = `${prefix}-${next}`
    next += 1
    await storage.write((tx) => tx.run(insert, { id, name }), 'database')
    process.stdout.write(`${id}\n`)
  }
}
await Promise.all(Array.from({ length: 8 }, writeOn))
