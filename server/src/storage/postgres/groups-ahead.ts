import { StorageUnavailableError } from '../storage.ts'
import { commitAtOnce } from './commit-at-once.ts'
import { portError } from './errors.ts'
import { stepOf } from './group-transaction.ts'
import type { JobAhead } from './job-ahead.ts'
import type { KnownMarks } from './known-marks.ts'
import { everywhere } from './location-marks.ts'
import type { OwnWrites } from './own-writes.ts'
import type { Session } from './session.ts'
import type { PutOff } from './write-batches.ts'
import type { GroupLimits, Job, Settle } from './write-group.ts'
import { WrittenRows } from './written-rows.ts'

/** How often a job looks ahead before it waits for the lock instead. */
const maxAttempts = 3

/** What becomes of jobs that were ready. */
export interface Verdicts {
  /** How to settle those that are done. */
  settles: Settle[]
  /** Those that have to be run under the lock, in their order. */
  locked: Job[]
  /** Those that look again. */
  again: JobAhead[]
}

interface Written {
  job: Job
  settle: Settle
}

/**
 * Commits jobs that have looked ahead, in one round trip. Each goes on as if those before it had committed: where they,
 * or this node since it looked, have written what it saw, it looks again; where another node has written, all are
 * run under the lock.
 */
export async function commitAhead(
  session: Session,
  ready: readonly JobAhead[],
  { marks, own }: { marks: KnownMarks; own: OwnWrites },
  limits: GroupLimits,
): Promise<Verdicts> {
  const verdicts: Verdicts = { settles: [], locked: [], again: [] }
  const done: Written[] = []
  const writes: PutOff[] = []
  const written = new WrittenRows()
  for (const ahead of ready) {
    const { job, looked, since } = ahead
    const locationId = job.locationId ?? everywhere
    const isCurrent =
      since >= marks.since(locationId) && own.isUntouched(looked, since) && written.areApartFrom(looked)
    if (!marks.trusts(locationId) || ahead.hasFailed || (!isCurrent && ahead.attempts >= maxAttempts)) {
      ahead.end()
      verdicts.locked.push(job)
    } else if (!isCurrent) {
      verdicts.again.push(ahead)
    } else {
      const ended = await ahead.write()
      if (ended === 'asks') {
        verdicts.locked.push(job)
        continue
      }
      const { outcome } = ended
      const settle = 'error' in outcome ? () => job.reject(portError(outcome.error)) : outcome.settle
      done.push({ job, settle })
      writes.push(...ended.writes)
      written.add(ended.writes.map(stepOf))
    }
  }
  if (done.length === 0) return verdicts

  const jobs = done.map(({ job }) => job)
  const failure = await commit(session, jobs, writes, marks, limits)
  if (failure === undefined) {
    own.add(written.steps)
    verdicts.settles.push(...done.map(({ settle }) => settle))
  } else if (failure instanceof StorageUnavailableError) {
    verdicts.settles.push(...jobs.map((job) => () => job.reject(failure)))
  } else {
    verdicts.locked.unshift(...jobs)
  }
  return verdicts
}

/** @returns why it was not done, if it was not. */
async function commit(
  session: Session,
  jobs: readonly Job[],
  writes: readonly PutOff[],
  marks: KnownMarks,
  limits: GroupLimits,
): Promise<unknown> {
  const locationIds = [...new Set(jobs.map((job) => job.locationId ?? everywhere))]
  const written = new Set(writes.map((write) => locationOf(write)))
  try {
    const connection = await session.connection()
    const expected = marks.expected(locationIds)
    await commitAtOnce(connection, { locationIds, expected, written, writes }, limits)
    for (const id of written) marks.raised(id)
    return undefined
  } catch (error) {
    for (const id of locationIds) marks.overtaken(id)
    return error
  }
}

/** Writes that are made ready keep to a location, and name it: see `JobTx`. */
const locationOf = ({ prepared, params }: PutOff): string =>
  String(params[prepared.footprint.keys.get('location_id') ?? ''])
