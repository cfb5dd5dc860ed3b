import type { ApiContext } from '../api/api-context.ts'
import { withoutEvents } from '../api/events/record-events.ts'
import { type PhonesContext, withPhonesParsedFirst } from '../api/phones/parse-phones-first.ts'
import { ApiError } from '../http/api-error.ts'
import type { ReadTx, WriteTx } from '../storage/storage.ts'
import type { JudgedRow } from './judge-draft.ts'
import { type RowOutcome, type RowPlace, RowRefusal, writeRow } from './write-row.ts'

/** A row that is ready to be written. */
export interface ReadyRow {
  number: number
  judged: JudgedRow
}

/** What became of a row. */
export type RowResult = RowOutcome | { kind: 'refused'; reason: string }

interface Writing {
  place: RowPlace
  /** Whether webhooks are told. */
  events: boolean
}

/**
 * Writes rows in one transaction. A row that is refused takes nothing of the others with it.
 * @returns what became of each, in their order.
 */
export async function writeRows(
  context: ApiContext,
  writing: Writing,
  rows: readonly ReadyRow[],
): Promise<RowResult[]> {
  const refused = new Map<number, string>()
  const { id: locationId } = writing.place.location
  // Each round refuses one row more.
  for (;;) {
    try {
      return await withPhonesParsedFirst(context, (withPhones) =>
        context.storage.write((tx) => writeEach(tx, withPhones, writing, rows, refused), { locationId }),
      )
    } catch (error) {
      if (!(error instanceof RowUndone)) throw error
      refused.set(error.number, error.reason)
    }
  }
}

/** As `writeRows`, without writing: each row is judged against the database as it is. */
export const previewRows = (
  context: Omit<ApiContext, 'storage'> & { storage: Pick<ApiContext['storage'], 'read'> },
  writing: Writing,
  rows: readonly ReadyRow[],
): Promise<RowResult[]> =>
  withPhonesParsedFirst(context as ApiContext, (withPhones) =>
    context.storage.read((tx) => writeEach(pretended(tx), withPhones, writing, rows, new Map(), true), {
      locationId: writing.place.location.id,
    }),
  )

async function writeEach(
  tx: WriteTx,
  context: PhonesContext,
  { place, events }: Writing,
  rows: readonly ReadyRow[],
  refused: ReadonlyMap<number, string>,
  isPreview = false,
): Promise<RowResult[]> {
  const results: RowResult[] = []
  for (const { number, judged } of rows) {
    const known = refused.get(number)
    if (known !== undefined) {
      results.push({ kind: 'refused', reason: known })
      continue
    }
    const watched = watch(tx)
    try {
      const own = events ? watched.tx : withoutEvents(watched.tx)
      results.push(await writeRow(own, context, place, judged, number))
    } catch (error) {
      const reason = reasonOf(error)
      // The transaction can not undo one row alone.
      if (watched.hasChanged() && !isPreview) throw new RowUndone(number, reason)
      results.push({ kind: 'refused', reason })
    }
  }
  return results
}

/** Rolls the rows back, to write the others again without this one. */
class RowUndone extends Error {
  readonly number: number
  readonly reason: string

  constructor(number: number, reason: string) {
    super(reason)
    this.number = number
    this.reason = reason
  }
}

/** @throws the error itself if no row is to blame. */
function reasonOf(error: unknown): string {
  if (error instanceof RowRefusal) return error.message
  if (!(error instanceof ApiError)) throw error
  const { message, meta } = error.body as {
    message?: unknown
    meta?: { contactId: string; matchingField: string }
  }
  const sentence = [message ?? error.message].flat().join(' ')
  return meta === undefined
    ? sentence
    : `${sentence} The contact ${meta.contactId} has the ${meta.matchingField}.`
}

function watch(tx: WriteTx): { tx: WriteTx; hasChanged(): boolean } {
  let changes = 0
  return {
    hasChanged: () => changes > 0,
    tx: {
      get: (statement, params) => tx.get(statement, params),
      all: (statement, params) => tx.all(statement, params),
      run(statement, params) {
        changes += 1
        return tx.run(statement, params)
      },
      change(statement, params) {
        changes += 1
        return tx.change(statement, params)
      },
    },
  }
}

/** A transaction that only seems to write. */
const pretended = (tx: ReadTx): WriteTx => ({
  get: (statement, params) => tx.get(statement, params),
  all: (statement, params) => tx.all(statement, params),
  run: async () => undefined,
  change: async () => 1,
})
