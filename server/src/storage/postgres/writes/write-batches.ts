import { areApart, meetOnTable } from '../../footprint.ts'
import type { SqlParams } from '../../statement.ts'
import type { Prepared } from '../connection/prepared.ts'

/** A write that was asked for and not done yet. */
export interface PutOff {
  prepared: Prepared
  params: SqlParams
}

/** Writes of one statement, to be done as one. */
export interface WriteBatch {
  prepared: Prepared
  sets: SqlParams[]
}

interface OpenBatch extends WriteBatch {
  /** The rows it changes, where the statement names each by its keys. */
  rows: Set<string>
  sizeBytes: number
}

const maxBatchBytes = 8 * 1024 * 1024

/**
 * Puts writes together that are of one statement, and leaves the order of those that touch the same rows as it
 * is.
 */
export function batchWrites(writes: readonly PutOff[]): WriteBatch[] {
  const batches: OpenBatch[] = []
  for (const write of writes) {
    const batch = batchFor(batches, write)
    batch.sets.push(write.params)
    batch.rows.add(rowOf(write) ?? '')
    batch.sizeBytes += sizeOf(write.params)
  }
  return batches
}

function batchFor(batches: OpenBatch[], write: PutOff): OpenBatch {
  for (let index = batches.length - 1; index >= 0; index -= 1) {
    const batch = batches[index] as OpenBatch
    if (batch.prepared === write.prepared) {
      if (takes(batch, write)) return batch
      break
    }
    if (!isApart(batch, write)) break
  }
  const made = { prepared: write.prepared, sets: [], rows: new Set<string>(), sizeBytes: 0 }
  batches.push(made)
  return made
}

/** Whether the write may be done in one statement with those of the batch. */
function takes(batch: OpenBatch, write: PutOff): boolean {
  if (batch.sizeBytes + sizeOf(write.params) > maxBatchBytes) return false
  // Rows that are new can't be the same but by mistake, which the database tells.
  if (isInsert(write.prepared) && !mayChange(write.prepared)) return true
  const row = rowOf(write)
  return row !== undefined && !batch.rows.has(row)
}

function isApart(batch: OpenBatch, write: PutOff): boolean {
  const { footprint } = batch.prepared
  const step = { footprint: write.prepared.footprint, params: write.params }
  if (!meetOnTable(footprint, step.footprint)) return true
  return batch.sets.every((params) => areApart({ footprint, params }, step))
}

/** Names the row that a write changes; undefined where that can't be said. */
function rowOf({ prepared, params }: PutOff): string | undefined {
  const { keys, changed } = prepared.footprint
  const columns = [...keys].filter(([column]) => !changed.has(column))
  if (columns.length === 0) return undefined
  return JSON.stringify(columns.map(([, parameter]) => params[parameter]))
}

/** An insert that changes the row that is there: twice in one statement is an error. */
const mayChange = (prepared: Prepared): boolean => /\bDO\s+UPDATE\b/i.test(prepared.text)

const isInsert = (prepared: Prepared): boolean => /^\s*INSERT\b/i.test(prepared.text)

const sizeOf = (params: SqlParams): number =>
  Object.values(params).reduce<number>(
    (sum, value) => sum + (typeof value === 'string' || Buffer.isBuffer(value) ? value.length : 8),
    0,
  )
