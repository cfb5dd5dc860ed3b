import { systemClock as clock } from '../../server/src/lib/clock.ts'
import { statement } from '../../server/src/storage/statement.ts'

// node writer-process.ts MODULE DATABASE PREFIX [COUNT]
// Writes as fast as it can, eight at a time, and prints the id of each write that was acknowledged. It ends
// by itself after COUNT writes, and leaves the database open.
const [module = '', database = '', prefix = '', count = 'Infinity'] = process.argv.slice(2)
const { openStorage }: typeof import('../../server/src/storage/open-storage.ts') = await import(module)

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
    await storage.write((tx) => tx.run(insert, { id, name }))
    process.stdout.write(`${id}\n`)
  }
}
await Promise.all(Array.from({ length: 8 }, writeOn))
