import { Command, Option } from 'commander'
import { keptMs } from '../auth/audit.ts'
import { type AuditRow, listAuditEvents } from '../auth/audit-store.ts'
import { systemClock as clock } from '../lib/clock.ts'
import { maxListed, sayIfCut } from './listing.ts'
import { type CommonOptions, databaseOption, jsonOption, withVariable } from './options.ts'
import { printJson, printTable } from './output.ts'
import { sinceValue } from './values.ts'
import { withStorage } from './with-storage.ts'

interface ListOptions extends CommonOptions {
  /** Milliseconds since 1970. */
  since?: number
}

/** `contactd audit`: what happened to tokens, apps and sign-ins. */
export function auditCommand(): Command {
  return new Command('audit')
    .description('Tells what happened to tokens, apps and sign-ins.')
    .addCommand(listCommand())
    .addHelpText('after', '\nExample:\n  $ contactd audit list --since 2h')
}

function listCommand(): Command {
  return new Command('list')
    .description('Lists the events of the last 90 days, the oldest first. No secret is among them.')
    .addOption(
      withVariable(
        new Option('--since <time>', 'only what happened since: 30m, 2h, 7d, or an ISO 8601 date').argParser(
          (text: string) => sinceValue(text, clock),
        ),
      ),
    )
    .addOption(databaseOption())
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  $ contactd audit list --since 7d --json')
    .action(list)
}

async function list(options: ListOptions): Promise<void> {
  // What is too old goes with the next event that is written: until then it is only left out.
  const since = Math.max(options.since ?? 0, clock.now() - keptMs)
  const rows = await withStorage(options, (storage) =>
    storage.read((tx) => tx.all(listAuditEvents, { since, limit: maxListed })),
  )
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
