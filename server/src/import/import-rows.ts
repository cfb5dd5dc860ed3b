import type { Draft } from './drafts/draft.ts'
import type { ImportCounts } from './import-counts.ts'
import { type JudgedRow, type Judging, judgeDraft } from './judge-draft.ts'
import type { SourceRow } from './reading/source.ts'
import type { RejectsFile } from './rejects-file.ts'
import type { ReadyRow, RowResult } from './write-rows.ts'

/** Writes a group of rows, or previews it. @returns what became of each. */
export type RowWriter = (rows: readonly ReadyRow[]) => Promise<RowResult[]>

interface Importing {
  draftOf(row: SourceRow): Draft
  judging: Judging
  strict: boolean
  write: RowWriter
  rejects: RejectsFile | undefined
  watcher: { say(line: string): void }
}

/** The most rows in one transaction, which other writers of the database wait for. */
const maxRowsAtOnce = 20
/** The longest text of the rows in one transaction, in UTF-16 units. */
const maxLengthAtOnce = 512 * 1024
/** The most warnings and refusals that are reported one by one. */
const maxTold = 100

/** A row on its way. */
interface Waiting {
  row: SourceRow
  judged: JudgedRow
  /** Why it is refused without being written. */
  refusal: string | undefined
}

/** Judges and writes rows in groups, in their order. */
export async function importRows(
  rows: AsyncIterable<SourceRow>,
  importing: Importing,
): Promise<ImportCounts> {
  const teller = new Teller(importing)
  let waiting: Waiting[] = []
  let length = 0
  for await (const row of rows) {
    const item = judge(row, importing)
    waiting.push(item)
    length += lengthOf(row)
    if (waiting.length < maxRowsAtOnce && length < maxLengthAtOnce) continue
    await writeGroup(waiting, importing, teller)
    waiting = []
    length = 0
  }
  await writeGroup(waiting, importing, teller)
  return teller.end()
}

function judge(row: SourceRow, { draftOf, judging, strict }: Importing): Waiting {
  const draft = draftOf(row)
  const judged = judgeDraft(draft, judging)
  const refusal =
    draft.flaw ??
    (strict && judged.problems.length > 0 ? '--strict refuses rows with such a field' : undefined)
  return { row, judged, refusal }
}

const lengthOf = ({ raw }: SourceRow): number =>
  typeof raw === 'string' ? raw.length : raw.reduce((sum, cell) => sum + cell.length, 0)

async function writeGroup(waiting: readonly Waiting[], importing: Importing, teller: Teller): Promise<void> {
  const ready = waiting.filter(({ refusal }) => refusal === undefined)
  const results = ready.length === 0 ? [] : await importing.write(ready.map(readyRow))
  const result = results.values()
  for (const item of waiting) {
    const own: RowResult | undefined =
      item.refusal === undefined ? result.next().value : { kind: 'refused', reason: item.refusal }
    if (own !== undefined) await teller.add(item, own)
  }
}

const readyRow = ({ row, judged }: Waiting): ReadyRow => ({ number: row.number, judged })

/** Counts the rows, tells the first warnings, and keeps the refused rows. */
class Teller {
  readonly #counts: ImportCounts = { rows: 0, created: 0, updated: 0, unchanged: 0, rejected: 0, warnings: 0 }
  readonly #importing: Pick<Importing, 'rejects' | 'watcher'>
  #told = 0
  #renumbered = 0

  constructor(importing: Pick<Importing, 'rejects' | 'watcher'>) {
    this.#importing = importing
  }

  async add({ row, judged }: Waiting, result: RowResult): Promise<void> {
    this.#counts.rows += 1
    if (result.kind === 'refused') {
      this.#counts.rejected += 1
      // What was left out may be why nothing is left.
      const reason = [...new Set([...judged.problems, result.reason])].join('; ')
      this.#tell(`Row ${row.number} refused: ${reason}`)
      await this.#importing.rejects?.add(row, reason)
      return
    }
    this.#counts[result.kind] += 1
    if (result.isRenumbered) this.#renumbered += 1
    for (const warning of [...judged.problems, ...judged.remarks, ...result.problems]) {
      this.#counts.warnings += 1
      this.#tell(`Row ${row.number}: ${warning}`)
    }
  }

  #tell(line: string): void {
    this.#told += 1
    if (this.#told <= maxTold) this.#importing.watcher.say(line)
  }

  end(): ImportCounts {
    const { watcher } = this.#importing
    if (this.#told > maxTold) watcher.say(`${this.#told - maxTold} further warnings.`)
    if (this.#renumbered > 0) {
      this.#counts.warnings += 1
      watcher.say(
        `New ids for contacts whose ids contacts of another location have: ${this.#renumbered}. Further imports find them by email or phone.`,
      )
    }
    return this.#counts
  }
}
