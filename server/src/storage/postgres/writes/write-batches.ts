import { areDisjoint, conflictOnTable } from '../../access-set.ts'
import type { SqlParams } from '../../statement.ts'
import type { Prepared } from '../connection/prepared.ts'

/** A statement that is to be executed later. */
export interface BufferedStatement {
  prepared: Prepared
  params: SqlParams
}

/** Calls of one statement that are executed as one. */
export interface WriteBatch {
  prepared: Prepared
  sets: SqlParams[]
}

interface OpenBatch extends WriteBatch {
  /** The rows it changes, if the statement names each by its keys. */
  rows: Set<string>
  sizeBytes: number
}

const maxBatchBytes = 8 * 1024 * 1024

/** Groups calls of the same statement, and preserves the order of calls that touch the same rows. */
export function batchStatements(statements: readonly BufferedStatement[]): WriteBatch[] {
  const batches: OpenBatch[] = []
  for (const statement of statements) {
    const batch = batchFor(batches, statement)
    batch.sets.push(statement.params)
    batch.rows.add(rowOf(statement) ?? '')
    batch.sizeBytes += sizeOf(statement.params)
  }
  return batches
}

function batchFor(batches: OpenBatch[], statement: BufferedStatement): OpenBatch {
  for (let index = batches.length - 1; index >= 0; index -= 1) {
    const batch = batches[index] as OpenBatch
    if (batch.prepared === statement.prepared) {
      if (takes(batch, statement)) return batch
      break
    }
    if (!isApart(batch, statement)) break
  }
  const made = { prepared: statement.prepared, sets: [], rows: new Set<string>(), sizeBytes: 0 }
  batches.push(made)
  return made
}

/** Whether the batch can include the statement. */
function takes(batch: OpenBatch, statement: BufferedStatement): boolean {
  if (batch.sizeBytes + sizeOf(statement.params) > maxBatchBytes) return false
  // New rows can only be equal by mistake, which the database reports.
  if (isInsert(statement.prepared) && !mayChange(statement.prepared)) return true
  const row = rowOf(statement)
  return row !== undefined && !batch.rows.has(row)
}

function isApart(batch: OpenBatch, statement: BufferedStatement): boolean {
  const { accessSet } = batch.prepared
  const call = { accessSet: statement.prepared.accessSet, params: statement.params }
  if (!conflictOnTable(accessSet, call.accessSet)) return true
  return batch.sets.every((params) => areDisjoint({ accessSet, params }, call))
}

/** Identifies the row that a statement changes; undefined if that is unknown. */
function rowOf({ prepared, params }: BufferedStatement): string | undefined {
  const { keys, changed } = prepared.accessSet
  const columns = [...keys].filter(([column]) => !changed.has(column))
  if (columns.length === 0) return undefined
  return JSON.stringify(columns.map(([, parameter]) => params[parameter]))
}

/** An insert that may update an existing row: the same row twice in one statement is an error. */
const mayChange = (prepared: Prepared): boolean => /\bDO\s+UPDATE\b/i.test(prepared.text)

const isInsert = (prepared: Prepared): boolean => /^\s*INSERT\b/i.test(prepared.text)

const sizeOf = (params: SqlParams): number =>
  Object.values(params).reduce<number>(
    (sum, value) => sum + (typeof value === 'string' || Buffer.isBuffer(value) ? value.length : 8),
    0,
  )
