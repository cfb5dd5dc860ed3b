import { systemClock as clock } from '../../lib/clock.ts'
import { withoutPassword } from '../../storage/database-url.ts'
import { migrations } from '../../storage/migrations/migrations.ts'
import {
  type DistributionPlan,
  type DistributionWatcher,
  distributeDatabase,
} from '../../storage/postgres/shards/distribute-database.ts'
import { progressBar } from '../copy-progress.ts'
import { Failure } from '../failure.ts'
import { type CommonOptions, directUrl, isPostgres } from '../options.ts'
import { counted, printJson, say } from '../output.ts'
import { withFailures } from '../with-storage.ts'

interface DistributeOptions extends CommonOptions {
  /** The number of shards. */
  distribute: number
  dryRun?: boolean
}

/**
 * `contactd migrate --distribute`: says what it will do, and does it unless it is a dry run.
 * @throws Failure if the database can't be distributed; then nothing is changed.
 */
export async function distribute(options: DistributeOptions): Promise<void> {
  const { distribute: shards, dryRun: isDryRun = false, json = false } = options
  if (!isPostgres(options.database))
    throw new Failure(
      'Only PostgreSQL can be distributed: name a database whose server has Citus, and copy the data into it with `contactd copy`.',
    )
  const url = directUrl(options)
  const progress = distributionProgress(process.stderr, withoutPassword(url), isDryRun)
  const plan = await withFailures(() =>
    distributeDatabase({ url, shards, isDryRun, clock, migrations, watcher: progress }),
  ).finally(() => progress.end())
  if (json) return printJson({ ...planView(plan), dryRun: isDryRun })
  if (plan.steps.length === 0) return
  say(isDryRun ? 'Nothing was changed.' : `The database is distributed in ${counted(plan.shards, 'shard')}.`)
}

/** Says the plan, and shows on a terminal how far it is. */
export function distributionProgress(
  terminal: NodeJS.WritableStream & { isTTY?: boolean },
  place: string,
  isDryRun: boolean,
): DistributionWatcher & { end(): void } {
  const bar = terminal.isTTY && !isDryRun ? progressBar(terminal, 'of the steps done') : undefined
  return {
    begin(plan) {
      for (const line of planLines(plan, place)) say(line)
      if (plan.steps.length > 0) bar?.begin(plan.steps.length)
    },
    advance: () => bar?.advance(1),
    end: () => bar?.end(),
  }
}

function planLines(
  { migrations: missing, workers, shards, steps }: DistributionPlan,
  place: string,
): string[] {
  const size = `${counted(shards, 'shard')} on ${counted(workers, 'worker')}`
  const first = missing.map(({ number, name }) => `- applies the migration ${number}, ${name}`)
  if (steps.length === 0) return [`${place} is already distributed: ${size}.`, ...first]
  // Tables of a kind are next to each other.
  const kinds = Map.groupBy(steps, ({ does }) => does)
  return [
    `Distributes ${place}: ${size}.`,
    ...first,
    ...[...kinds].map(([does, same]) => {
      const tables = same.flatMap(({ table }) => table ?? [])
      return tables.length === 0 ? `- ${does}` : `- ${does}: ${tables.join(', ')}`
    }),
  ]
}

const planView = ({ migrations: applied, workers, shards, steps }: DistributionPlan) => ({
  applied: applied.map(({ number, name }) => ({ number, name })),
  workers,
  shards,
  steps: steps.map(({ does, table }) => ({ does, table })),
})
