import { Command, Option } from 'commander'
import { keptMs } from '../../auth/audit.ts'
import { type AuditRow, listAuditEvents } from '../../auth/audit-store.ts'
import { systemClock as clock } from '../../lib/clock.ts'
import { sinceValue } from '../argument-parsers.ts'
import { maxListed, sayIfCut } from '../list-limit.ts'
import { type CommonOptions, databaseOption, jsonOption, withVariable } from '../options.ts'
import { printJson, printTable } from '../output.ts'
import { readDatabase } from '../with-storage.ts'

interface ListOptions extends CommonOptions {
  /** Milliseconds since 1970. */
  since?: number
}

/** `contactd audit`: the history of tokens, apps, webhooks and sign-ins. */
export function auditCommand(): Command {
  return new Command('audit')
    .description('Shows the history of tokens, apps, webhooks and sign-ins.')
    .addCommand(listCommand())
    .addHelpText('after', '\nExample:\n  $ contactd audit list --since 2h')
}

function listCommand(): Command {
  return new Command('list')
    .description('Lists the events of the last 90 days, oldest first. They contain no secrets.')
    .addOption(
      withVariable(
        new Option('--since <time>', 'only events since: 30m, 2h, 7d, or an ISO 8601 date').argParser(
          (text: string) => sinceValue(text, clock),
        ),
      ),
    )
    .addOption(databaseOption('reads'))
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  $ contactd audit list --since 7d --json')
    .action(list)
}

async function list(options: ListOptions): Promise<void> {
  // Expired events are deleted when the next event is written; until then they are only hidden.
  const since = Math.max(options.since ?? 0, clock.now() - keptMs)
  const rows = await readDatabase(options, (tx) => tx.all(listAuditEvents, { since, limit: maxListed }))
  sayIfCut(rows)
  const events = rows.map(eventOf)
  if (options.json) return printJson(events)
  printTable(
    ['DATE', 'KIND', 'DETAILS'],
    events.map(({ date, kind, details }) => [
      date,
      kind,
      Object.entries(details)
        .map(([name, value]) => `${name}=${Array.isArray(value) ? value.join(',') : value}`)
        .join(' '),
    ]),
  )
}

const eventOf = ({ id, dateAdded, kind, details }: AuditRow) => ({
  id,
  date: new Date(dateAdded).toISOString(),
  kind,
  details: JSON.parse(details) as Record<string, string | string[]>,
})
