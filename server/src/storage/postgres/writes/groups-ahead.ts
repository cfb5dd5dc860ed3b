import { StorageUnavailableError } from '../../storage.ts'
import { portError, sqlState } from '../connection/errors.ts'
import type { Session } from '../connection/session.ts'
import { everywhere } from '../location-marks.ts'
import { commitAtOnce } from './commit-at-once.ts'
import { GroupFailedError, GroupTransaction, stepOf } from './group-transaction.ts'
import type { JobAhead } from './job-ahead.ts'
import type { KnownMarks } from './known-marks.ts'
import { rollBack } from './locked-groups.ts'
import { lookAtAll } from './look-at-all.ts'
import type { OwnWrites } from './own-writes.ts'
import type { PutOff } from './write-batches.ts'
import type { GroupLimits, Job, Settle } from './write-group.ts'
import { WrittenRows } from './written-rows.ts'

/** How often a job looks ahead before it waits for the lock instead. */
const maxAttempts = 5
/** The code that `raiseExpectedMarks` fails with. */
const divisionByZero = '22012'

/** What becomes of jobs that were ready. */
export interface Verdicts {
  /** How to settle those that are done. */
  settles: Settle[]
  /** Those that have to be run under the lock, in their order. */
  locked: Job[]
  /** Those that look again. */
  again: JobAhead[]
}

/** What a node knows, of what others and itself have written. */
export interface Knowledge {
  marks: KnownMarks
  own: OwnWrites
}

/** Jobs that went on as if those before them had been committed. */
interface Written {
  done: { ahead: JobAhead; settle: Settle }[]
  writes: PutOff[]
  rows: WrittenRows
}

/**
 * Commits jobs that have looked ahead: in one round trip where no other node is known to write their locations, else
 * in two, of which the first holds the locks and looks at all again.
 */
export function commitAhead(
  session: Session,
  ready: readonly JobAhead[],
  knowledge: Knowledge,
  limits: GroupLimits,
): Promise<Verdicts> {
  const isTrusted = ready.every((ahead) => knowledge.marks.trusts(locationOf(ahead)))
  return isTrusted
    ? commitTrusted(session, ready, knowledge, limits)
    : commitConfirmed(session, ready, knowledge, limits)
}

/** Where another node has written nevertheless, nothing is done, and all look again. */
async function commitTrusted(
  session: Session,
  ready: readonly JobAhead[],
  { marks, own }: Knowledge,
  limits: GroupLimits,
): Promise<Verdicts> {
  const verdicts: Verdicts = { settles: [], locked: [], again: [] }
  const isCurrent = (ahead: JobAhead) =>
    ahead.since >= marks.since(locationOf(ahead)) && own.isUntouched(ahead.looked, ahead.since)
  const { done, writes, rows } = await writeInOrder(ready, { verdicts, ...limits }, isCurrent)
  if (done.length === 0) return verdicts
  const locationIds = [...new Set(done.map(({ ahead }) => locationOf(ahead)))]
  const written = new Set(writes.map(({ prepared, params }) => String(params[keyOfLocation(prepared)])))
  try {
    const connection = await session.connection()
    const expected = marks.expected(locationIds)
    await commitAtOnce(connection, { locationIds, expected, written, writes }, limits)
    for (const id of written) marks.raised(id)
    own.add(rows.steps)
    verdicts.settles.push(...done.map(({ settle }) => settle))
  } catch (error) {
    // Where a statement failed, no other node is known to have written.
    if (!(error instanceof GroupFailedError) || foundOtherMark(error))
      for (const id of locationIds) marks.overtaken(id)
    fail(verdicts, done, error)
  }
  return verdicts
}

/** Jobs that saw something else than there is under the locks look again. */
async function commitConfirmed(
  session: Session,
  ready: readonly JobAhead[],
  { marks, own }: Knowledge,
  limits: GroupLimits,
): Promise<Verdicts> {
  const verdicts: Verdicts = { settles: [], locked: [], again: [] }
  const done: Written['done'] = []
  try {
    const connection = await session.connection()
    const transaction = new GroupTransaction(connection)
    try {
      const beginning = transaction.begin([...new Set(ready.map(locationOf))], limits)
      const [, isStill] = await Promise.all([beginning, lookAtAll(transaction, ready)])
      const written = await writeInOrder(ready, { verdicts, ...limits }, ({ looked }) => isStill(looked))
      done.push(...written.done)
      await transaction.keep(written.writes)
      await transaction.commit()
    } catch (error) {
      if (!(error instanceof StorageUnavailableError)) await rollBack(session, connection)
      throw error
    }
    own.add(transaction.written)
    for (const { id, mark, isRaised } of transaction.marks) marks.found(id, mark, isRaised, own.latest)
    verdicts.settles.push(...done.map(({ settle }) => settle))
  } catch (error) {
    const judged = new Set([...done.map(({ ahead }) => ahead), ...verdicts.again])
    const others = ready.filter((ahead) => !judged.has(ahead) && !verdicts.locked.includes(ahead.job))
    fail(verdicts, [...done, ...others.map((ahead) => ({ ahead, settle: () => undefined }))], error)
  }
  return verdicts
}

/**
 * Lets each write, as if those before it had been committed. One that saw what they have written looks again.
 * @param verdicts receives those that can't go on.
 */
async function writeInOrder(
  ready: readonly JobAhead[],
  { verdicts, jobTimeMs }: { verdicts: Verdicts; jobTimeMs: number },
  isCurrent: (ahead: JobAhead) => boolean,
): Promise<Written> {
  const written: Written = { done: [], writes: [], rows: new WrittenRows() }
  const late = Promise.withResolvers<'asks'>()
  const timer = setTimeout(() => late.resolve('asks'), jobTimeMs)
  for (const ahead of ready) {
    if (ahead.hasFailed) {
      ahead.end()
      verdicts.locked.push(ahead.job)
    } else if (!isCurrent(ahead) || !written.rows.areApartFrom(ahead.looked)) {
      lookAgain(verdicts, ahead)
    } else {
      const ended = await ahead.write(late.promise)
      if (ended === 'asks') {
        verdicts.locked.push(ahead.job)
        continue
      }
      const { outcome } = ended
      const settle = 'error' in outcome ? () => ahead.job.reject(portError(outcome.error)) : outcome.settle
      written.done.push({ ahead, settle })
      written.writes.push(...ended.writes)
      written.rows.add(ended.writes.map(stepOf))
    }
  }
  clearTimeout(timer)
  return written
}

function lookAgain(verdicts: Verdicts, ahead: JobAhead): void {
  if (ahead.attempts < maxAttempts) {
    verdicts.again.push(ahead)
    return
  }
  ahead.end()
  verdicts.locked.push(ahead.job)
}

/** What was overtaken looks again. Else one of the statements failed: under the lock it is found out whose. */
function fail(verdicts: Verdicts, done: Written['done'], error: unknown): void {
  if (error instanceof StorageUnavailableError) {
    for (const { ahead } of done) verdicts.settles.push(() => ahead.job.reject(error))
  } else if (foundOtherMark(error)) {
    for (const { ahead } of done) lookAgain(verdicts, ahead)
  } else {
    for (const { ahead } of done) ahead.end()
    verdicts.locked.unshift(...done.map(({ ahead }) => ahead.job))
  }
}

/** Whether a mark was another than was expected. */
const foundOtherMark = (error: unknown): boolean =>
  error instanceof GroupFailedError && sqlState(error.cause) === divisionByZero

/** Only writes that keep to a location look ahead. */
const locationOf = ({ job }: JobAhead): string => job.locationId ?? everywhere

/** They name it, too: see `JobTx`. */
const keyOfLocation = (prepared: PutOff['prepared']): string =>
  prepared.footprint.keys.get('location_id') ?? ''
