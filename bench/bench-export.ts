import { open } from 'node:fs/promises'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { stringify } from 'csv-stringify/sync'
import { exportContacts } from '../server/src/export/export-contacts.ts'
import { systemClock as clock } from '../server/src/lib/clock.ts'
import { openExisting } from '../server/src/storage/open-storage.ts'
import { machineFacts } from './machine.ts'
import type { BenchOptions } from './main.ts'
import { median, numberText, ratios, reportHead, spreadText, table } from './report.ts'
import { seedDatabase } from './seed.ts'
import { variedPeople } from './varied-people.ts'

const wholePlan = { contacts: 100_000, rounds: 9 }
const quickPlan = { contacts: 10_000, rounds: 3 }
/** The most CPU of an export, as a multiple of reading the stored documents in order and writing them out. */
const aim = 1.5
const pieceCharacters = 1024 * 1024

/** Compares exports with what they can't do without: reading the documents, parsing them for CSV, writing the text. */
export async function benchExport(workspace: string, { isQuick, progress }: BenchOptions): Promise<string> {
  const { contacts, rounds } = isQuick ? quickPlan : wholePlan
  const file = join(workspace, 'export.db')
  progress(`makes a location of ${contacts} contacts`)
  const { locationId } = await seedDatabase(`sqlite:${file}`, contacts, variedPeople)
  const output = join(workspace, 'export.out')
  const works = {
    'JSON lines': () => exportTo(file, locationId, 'jsonl', output),
    'documents, read and written': () =>
      copyDocuments(file, output, (documents) => `${documents.join('\n')}\n`),
    CSV: () => exportTo(file, locationId, 'csv', output),
    'documents, parsed and stringified': () =>
      copyDocuments(file, output, (documents) => stringify(documents.map((one) => cellsOf(one)))),
  }
  const cpu = Object.fromEntries(Object.keys(works).map((name) => [name, [] as number[]]))
  for (let round = 0; round < rounds; round += 1) {
    progress(`round ${round + 1} of ${rounds}`)
    for (const [name, work] of Object.entries(works)) cpu[name]?.push(await cpuMsOf(work))
  }
  const row = (name: string, floor?: string) => [
    name,
    spreadText(
      (cpu[name] ?? []).map((ms) => (ms * 1000) / contacts),
      1,
    ),
    floor === undefined ? '' : spreadText(ratios(cpu[name] ?? [], cpu[floor] ?? []), 2),
  ]
  const worst = Math.max(
    median(ratios(cpu['JSON lines'] ?? [], cpu['documents, read and written'] ?? [])),
    median(ratios(cpu.CSV ?? [], cpu['documents, parsed and stringified'] ?? [])),
  )
  return [
    reportHead(
      `\`npm run bench -- --export\`: ${rounds} rounds, alternating, of ${numberText(contacts)} contacts. Medians, with minimum and maximum in brackets.`,
      machineFacts(workspace),
    ),
    table(
      ['output', 'CPU per contact, µs', 'of the floor'],
      [
        row('documents, read and written'),
        row('JSON lines', 'documents, read and written'),
        row('documents, parsed and stringified'),
        row('CSV', 'documents, parsed and stringified'),
      ],
    ),
    `The aim is at most ${aim} times the floor: ${worst <= aim ? 'met' : `missed, ${numberText(worst, 2)}`}.`,
  ].join('\n\n')
}

async function cpuMsOf(work: () => Promise<void>): Promise<number> {
  const before = process.cpuUsage()
  await work()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1000
}

async function exportTo(
  file: string,
  locationId: string,
  format: 'jsonl' | 'csv',
  output: string,
): Promise<void> {
  const reader = await openExisting({ database: `sqlite:${file}`, clock })
  const handle = await open(output, 'w')
  await exportContacts(
    reader,
    { locationId, format, vcardVersion: '3.0' },
    async (text) => {
      await handle.writeFile(text)
    },
    { begin: () => undefined, advance: () => undefined },
  )
  await handle.close()
  await reader.close()
}

/** The floor: one statement, and pieces of a megabyte. */
async function copyDocuments(
  file: string,
  output: string,
  textOf: (documents: readonly string[]) => string,
): Promise<void> {
  const database = new Database(file, { readonly: true })
  const handle = await open(output, 'w')
  let documents: string[] = []
  let characters = 0
  const rows = database.prepare<[], string>('SELECT document FROM contacts ORDER BY location_id, id').pluck()
  for (const document of rows.iterate()) {
    characters += document.length
    documents.push(document)
    if (characters < pieceCharacters) continue
    await handle.writeFile(textOf(documents))
    documents = []
    characters = 0
  }
  if (documents.length > 0) await handle.writeFile(textOf(documents))
  await handle.close()
  database.close()
}

/** The values of a contact that CSV has, without any of its rules. */
const cellsOf = (document: string): string[] => Object.values(JSON.parse(document) as object).map(String)
