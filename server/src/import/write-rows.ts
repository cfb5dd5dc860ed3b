import type { ApiContext } from '../api/api-context.ts'
import { withoutLookUps } from '../api/contacts/addresses/address-store.ts'
import { findContactLocation } from '../api/contacts/contact-store.ts'
import { withoutEvents } from '../api/events/record-events.ts'
import { type PhonesContext, withPhonesParsedFirst } from '../api/phones/parse-phones-first.ts'
import { ApiError } from '../http/api-error.ts'
import type { ReadTx, WriteTx } from '../storage/storage.ts'
import type { JudgedRow } from './judge-draft.ts'
import { KnownAbsences } from './known-absences.ts'
import { isContactId } from './values/contact-ids.ts'
import { idOfRow, type RowOutcome, type RowPlace, RowRefusal, writeRow } from './write-row.ts'

/** A row that is ready to be written. */
export interface ReadyRow {
  number: number
  judged: JudgedRow
}

/** What became of a row. */
export type RowResult = RowOutcome | { kind: 'refused'; reason: string }

export interface Writing {
  place: RowPlace
  /** Whether a field that is left out refuses its row. */
  strict: boolean
  /** Whether webhooks get events. */
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
  const elsewhere = await idsElsewhere(context.storage, writing.place, rows)
  // Each round refuses one row more.
  for (;;) {
    try {
      return await withPhonesParsedFirst(context, (withPhones) =>
        context.storage.write((tx) => writeEach(tx, withPhones, writing, rows, { refused, elsewhere }), {
          locationId,
        }),
      )
    } catch (error) {
      if (!(error instanceof RowUndone)) throw error
      refused.set(error.number, error.reason)
    }
  }
}

/** As `writeRows`, without writing: each row is judged against the database as it is. */
export const previewRows = async (
  context: Omit<ApiContext, 'storage'> & { storage: Pick<ApiContext['storage'], 'read'> },
  writing: Writing,
  rows: readonly ReadyRow[],
): Promise<RowResult[]> => {
  const elsewhere = await idsElsewhere(context.storage, writing.place, rows)
  return withPhonesParsedFirst(context as ApiContext, (withPhones) =>
    context.storage.read(
      (tx) =>
        writeEach(pretended(tx), withPhones, writing, rows, {
          refused: new Map(),
          elsewhere,
          isPreview: true,
        }),
      {
        locationId: writing.place.location.id,
      },
    ),
  )
}

/**
 * The ids of rows that contacts of other locations of the company have. Read before the transaction, which is that of
 * one location: another location may get such a contact at the same time, as with ids that are made at random.
 */
const idsElsewhere = (
  storage: Pick<ApiContext['storage'], 'read'>,
  { location }: RowPlace,
  rows: readonly ReadyRow[],
): Promise<ReadonlySet<string>> => {
  const ids = rows.flatMap(({ judged: { id } }) => (id !== undefined && isContactId(id) ? [id] : []))
  if (ids.length === 0) return Promise.resolve(new Set())
  return storage.read(async (tx) => {
    const found = new Set<string>()
    for (const id of ids) {
      const home = await tx.get(findContactLocation, { companyId: location.companyId, id })
      if (home !== undefined && home.locationId !== location.id) found.add(id)
    }
    return found
  })
}

interface Round {
  /** Rows that an earlier round had to undo, and why. */
  refused: ReadonlyMap<number, string>
  elsewhere: ReadonlySet<string>
  isPreview?: boolean
}

async function writeEach(
  tx: WriteTx,
  context: PhonesContext,
  { place, events, strict }: Writing,
  rows: readonly ReadyRow[],
  { refused, elsewhere, isPreview = false }: Round,
): Promise<RowResult[]> {
  const results: RowResult[] = []
  const { location, digest } = place
  const idsOf = ({ number, judged }: ReadyRow) => [
    ...(judged.id === undefined ? [] : [judged.id]),
    idOfRow(location.id, digest, number),
  ]
  const named = { rows: rows.map(({ judged }) => judged), ids: rows.flatMap(idsOf), elsewhere }
  const absences = await KnownAbsences.read(tx, context.clock, location.id, named)
  context.phones.accept(
    rows.flatMap(({ judged }) => phonesOf(judged)),
    location.country,
  )
  for (const row of rows) {
    const { number, judged } = row
    const known = refused.get(number)
    if (known !== undefined) {
      results.push({ kind: 'refused', reason: known })
      continue
    }
    const watched = watch(tx)
    try {
      const own = withoutLookUps(events ? watched.tx : withoutEvents(watched.tx), absences.hasAddress)
      const outcome = await writeRow(own, context, place, { number, judged, absences })
      if (strict && outcome.problems.length > 0) throw new RowRefusal(outcome.problems.join('; '))
      results.push(outcome)
      // A preview has written nothing.
      if (!isPreview) absences.forget(judged, idsOf(row))
    } catch (error) {
      const reason = reasonOf(error)
      // The transaction can not undo one row alone.
      if (watched.hasChanged() && !isPreview) throw new RowUndone(number, reason)
      results.push({ kind: 'refused', reason })
    }
  }
  return results
}

const phonesOf = ({ fields, additionalPhones }: JudgedRow): string[] =>
  fields.phone ? [fields.phone, ...additionalPhones] : additionalPhones

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
