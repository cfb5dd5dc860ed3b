import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { median, numberText, spreadText } from '../report.ts'
import { type MeasuredServer, startServer } from '../servers.ts'
import { variedPeople } from '../varied-people.ts'
import { cleanEnvironment } from '../workspace.ts'
import { type HeavyRequest, send } from '../worst/measure-request.ts'
import { type Bench, type Build, type Copy, copyOf } from './contender.ts'
import type { MadeData } from './made-data.ts'
import { type Row, verdictOf } from './row.ts'

const contacts = 100_000
const turns = 3
const bulkContacts = 500
const importedRows = 2000
const maxMs = 25

interface Subject {
  server: MeasuredServer
  copy: Copy
  made: MadeData
  build: Build
}

/** Something long. @returns the status of the response, or of the program. */
type LongWork = (subject: Subject, turn: number) => Promise<number>

const bulk: LongWork = async ({ server, made: { example } }, turn) => {
  const ids = example.contactIds.slice(turn * bulkContacts, (turn + 1) * bulkContacts)
  const body = { locationId: example.locationId, contacts: ids, tags: [`bulk ${turn}`, 'bulk'] }
  return status(server, { ...post(example.token, '/contacts/bulk/tags/update/add'), body })
}

const importFile: LongWork = async ({ server, made: { example } }, turn) => {
  const first = contacts + turn * importedRows
  const lines = Array.from({ length: importedRows }, (_, at) => {
    const { firstName, lastName, email, phone, city } = variedPeople.person(first + at)
    return [firstName, lastName, email, phone, city].join(',')
  })
  const csv = ['First Name,Last Name,Email,Phone,City', ...lines, ''].join('\n')
  const boundary = 'between-the-parts'
  const part = (head: string, text: string) =>
    `--${boundary}\r\nContent-Disposition: form-data; ${head}\r\n\r\n${text}\r\n`
  const body = Buffer.from(
    `${part('name="choices"', '{}')}${part('name="file"; filename="contacts.csv"', csv)}--${boundary}--\r\n`,
  )
  const headers = { 'content-type': `multipart/form-data; boundary=${boundary}` }
  return status(server, { ...post(example.token, '/_contactd/imports'), body, headers })
}

const exportFile: LongWork = async ({ build, copy, made: { example } }, turn) => {
  const file = join(copy.folder, `export-${turn}.csv`)
  const args = ['contact', 'export', '--output', file, '--location', example.locationId, ...copy.options]
  await promisify(execFile)(build.launcher, args, { cwd: copy.folder, env: cleanEnvironment() })
  return 200
}

const works: readonly [what: string, work: LongWork, hasOld: boolean][] = [
  [`a bulk change of the tags of ${bulkContacts} contacts`, bulk, true],
  [`an import of ${numberText(importedRows)} rows over HTTP`, importFile, false],
  [`an export of ${numberText(contacts)} contacts by command`, exportFile, false],
]

/** The longest turns of the main thread of both builds. Imports and exports are newer than the first commits. */
export async function measureSlices(bench: Bench): Promise<Row[]> {
  const made = await bench.data({ contacts, isIndexed: true })
  const start = async (build: Build): Promise<Subject> => {
    const copy = copyOf(made, bench.workspace)
    const server = await startServer({
      name: build.name,
      command: build.launcher,
      args: ['serve', '--port=0', ...copy.options, '--log-level=warn'],
      folder: copy.folder,
      logFile: join(copy.folder, 'server.log'),
    })
    return { server, copy, made, build }
  }
  const old = await start(bench.old)
  const own = await start(bench.own)
  const rows: Row[] = []
  for (const [what, work, hasOld] of works) {
    bench.progress(`turns of the main thread during ${what}`)
    const times: number[][] = []
    for (const subject of hasOld ? [old, own] : [own]) times.push(await longestTurns(subject, work))
    const ownTimes = times.at(-1) ?? []
    rows.push({
      what: `longest turn of the main thread during ${what}`,
      aim: `≤ ${maxMs} ms`,
      ratio: '',
      byTheClock: '',
      old: hasOld ? `${spreadText(times[0] ?? [], 1)} ms of CPU` : '',
      own: `${spreadText(ownTimes, 1)} ms of CPU`,
      verdict: verdictOf(median(ownTimes), maxMs, 'at most'),
    })
  }
  for (const { server, copy } of [old, own]) {
    await server.stop()
    copy.remove()
  }
  return rows
}

/** In milliseconds of CPU. The first time runs code that has not run before, and does not count. */
async function longestTurns(subject: Subject, work: LongWork): Promise<number[]> {
  const times: number[] = []
  for (let turn = 0; turn <= turns; turn += 1) {
    await subject.server.collectGarbage()
    const end = await subject.server.watchTurns()
    const answered = await work(subject, turn)
    const longestMs = (await end()) / 1000
    if (answered >= 300) throw new Error(`${subject.build.name} answered ${answered}.`)
    if (turn > 0) times.push(longestMs)
  }
  return times
}

const post = (token: string, path: string) => ({ method: 'POST', path, token }) as const
const status = async ({ port }: MeasuredServer, request: HeavyRequest) => (await send(port, request)).status
