import { StorageUnavailableError } from '../../storage.ts'
import { portError, sqlState } from '../connection/errors.ts'
import type { Session } from '../connection/session.ts'
import { globalScope } from '../location-versions.ts'
import { commitInOneTrip } from './commit-in-one-trip.ts'
import { callOf, GroupFailedError, GroupTransaction } from './group-transaction.ts'
import type { KnownVersions } from './known-versions.ts'
import { rollBack } from './locked-groups.ts'
import type { OptimisticWrite } from './optimistic-write.ts'
import type { RecentWrites } from './recent-writes.ts'
import { revalidateReads } from './revalidate-reads.ts'
import type { BufferedStatement } from './write-batches.ts'
import type { GroupLimits, QueuedWrite, Settle } from './write-group.ts'
import { WriteSet } from './write-set.ts'

/** How often a write is tried optimistically before it waits for the lock. */
const maxAttempts = 5
/** The SQLSTATE with which `incrementExpectedVersions` fails. */
const divisionByZero = '22012'

/** The outcome of a commit. */
export interface CommitResults {
  /** How to settle the writes that are done. */
  settles: Settle[]
  /** Writes that must run under the lock, in order. */
  fallBack: QueuedWrite[]
  /** Writes that read again. */
  retry: OptimisticWrite[]
}

/** What a node knows about its own and other nodes' writes. */
export interface NodeState {
  versions: KnownVersions
  recentWrites: RecentWrites
}

/** Writes that ran as if the earlier ones had been committed. */
interface Written {
  done: { optimistic: OptimisticWrite; settle: Settle }[]
  statements: BufferedStatement[]
  writeSet: WriteSet
}

/**
 * Commits optimistic writes: in one round trip if no other node is known to write to their locations, else in two,
 * the first of which takes the locks and repeats all reads.
 */
export function commitOptimistically(
  session: Session,
  ready: readonly OptimisticWrite[],
  state: NodeState,
  limits: GroupLimits,
): Promise<CommitResults> {
  const isUncontended = ready.every((optimistic) => state.versions.isUncontended(locationOf(optimistic)))
  return isUncontended
    ? commitByVersion(session, ready, state, limits)
    : commitByRevalidation(session, ready, state, limits)
}

/** If another node has written after all, nothing is committed and every write reads again. */
async function commitByVersion(
  session: Session,
  ready: readonly OptimisticWrite[],
  { versions, recentWrites }: NodeState,
  limits: GroupLimits,
): Promise<CommitResults> {
  const results: CommitResults = { settles: [], fallBack: [], retry: [] }
  const isCurrent = (optimistic: OptimisticWrite) =>
    optimistic.since >= versions.since(locationOf(optimistic)) &&
    recentWrites.isUnchanged(optimistic.readSet, optimistic.since)
  const { done, statements, writeSet } = await runInOrder(ready, { results, ...limits }, isCurrent)
  if (done.length === 0) return results
  const locationIds = [...new Set(done.map(({ optimistic }) => locationOf(optimistic)))]
  const written = new Set(statements.map(({ prepared, params }) => String(params[keyOfLocation(prepared)])))
  try {
    const connection = await session.connection()
    const states = versions.expected(locationIds)
    await commitInOneTrip(connection, { states, written, statements }, limits)
    for (const id of written) versions.incremented(id, states.get(id)?.lastNumber)
    recentWrites.add(writeSet.calls)
    results.settles.push(...done.map(({ settle }) => settle))
  } catch (error) {
    // A failed statement does not mean that another node has written.
    if (!(error instanceof GroupFailedError) || isVersionConflict(error))
      for (const id of locationIds) versions.conflicted(id)
    fail(results, done, error)
  }
  return results
}

/** Writes whose reads differ under the locks read again. */
async function commitByRevalidation(
  session: Session,
  ready: readonly OptimisticWrite[],
  { versions, recentWrites }: NodeState,
  limits: GroupLimits,
): Promise<CommitResults> {
  const results: CommitResults = { settles: [], fallBack: [], retry: [] }
  const done: Written['done'] = []
  try {
    const connection = await session.connection()
    const transaction = new GroupTransaction(connection)
    try {
      const beginning = transaction.begin(
        ready.map(({ write }) => write.scope),
        limits,
      )
      const [, isUnchanged] = await Promise.all([beginning, revalidateReads(transaction, ready)])
      const written = await runInOrder(ready, { results, ...limits }, ({ readSet }) => isUnchanged(readSet))
      done.push(...written.done)
      await transaction.keep(written.statements)
      await transaction.commit()
    } catch (error) {
      if (!(error instanceof StorageUnavailableError)) await rollBack(session, connection)
      throw error
    }
    recentWrites.add(transaction.written)
    for (const { id, isIncremented, ...state } of transaction.versions)
      versions.observed(id, state, isIncremented, recentWrites.latest)
    results.settles.push(...done.map(({ settle }) => settle))
  } catch (error) {
    const judged = new Set([...done.map(({ optimistic }) => optimistic), ...results.retry])
    const others = ready.filter(
      (optimistic) => !judged.has(optimistic) && !results.fallBack.includes(optimistic.write),
    )
    fail(results, [...done, ...others.map((optimistic) => ({ optimistic, settle: () => undefined }))], error)
  }
  return results
}

/**
 * Runs each write as if the earlier ones had been committed. A write that read what they have written reads again.
 * @param results receives the writes that can't continue.
 */
async function runInOrder(
  ready: readonly OptimisticWrite[],
  { results, stallTimeMs }: { results: CommitResults; stallTimeMs: number },
  isCurrent: (optimistic: OptimisticWrite) => boolean,
): Promise<Written> {
  const written: Written = { done: [], statements: [], writeSet: new WriteSet() }
  const late = Promise.withResolvers<'needsTransaction'>()
  const timer = setTimeout(() => late.resolve('needsTransaction'), stallTimeMs)
  for (const optimistic of ready) {
    if (optimistic.hasFailed) {
      optimistic.end()
      results.fallBack.push(optimistic.write)
    } else if (!isCurrent(optimistic) || !written.writeSet.isDisjointFrom(optimistic.readSet)) {
      retryOrFallBack(results, optimistic)
    } else {
      const ended = await optimistic.finish(late.promise)
      if (ended === 'needsTransaction') {
        results.fallBack.push(optimistic.write)
        continue
      }
      const { outcome } = ended
      const settle =
        'error' in outcome ? () => optimistic.write.reject(portError(outcome.error)) : outcome.settle
      written.done.push({ optimistic, settle })
      written.statements.push(...ended.statements)
      written.writeSet.add(ended.statements.map(callOf))
    }
  }
  clearTimeout(timer)
  return written
}

function retryOrFallBack(results: CommitResults, optimistic: OptimisticWrite): void {
  if (optimistic.attempts < maxAttempts) {
    results.retry.push(optimistic)
    return
  }
  optimistic.end()
  results.fallBack.push(optimistic.write)
}

/**
 * After a version conflict, the writes read again. Otherwise a statement failed, and running under the lock shows
 * whose.
 */
function fail(results: CommitResults, done: Written['done'], error: unknown): void {
  if (error instanceof StorageUnavailableError) {
    for (const { optimistic } of done) results.settles.push(() => optimistic.write.reject(error))
  } else if (isVersionConflict(error)) {
    for (const { optimistic } of done) retryOrFallBack(results, optimistic)
  } else {
    for (const { optimistic } of done) optimistic.end()
    results.fallBack.unshift(...done.map(({ optimistic }) => optimistic.write))
  }
}

/** Whether a version was not the expected one. */
const isVersionConflict = (error: unknown): boolean =>
  error instanceof GroupFailedError && sqlState(error.cause) === divisionByZero

/** Only writes with a location as their scope are optimistic. */
const locationOf = ({ write: { scope } }: OptimisticWrite): string =>
  typeof scope === 'object' ? scope.locationId : globalScope

/** Every statement of such a write names the location: see `refuseOutside`. */
const keyOfLocation = (prepared: BufferedStatement['prepared']): string =>
  prepared.accessSet.keys.get('location_id') ?? ''
