import { Command, Option } from 'commander'
import {
  type AutomationKind,
  type AutomationStatus,
  automationStatuses,
  automationView,
} from '../../api/automations/automation.ts'
import { createAutomation } from '../../api/automations/create-automation.ts'
import { systemClock as clock } from '../../lib/clock.ts'
import { randomIds as ids } from '../../lib/ids.ts'
import { beforeAll } from '../../storage/read-in-slices.ts'
import { nameValue } from '../argument-parsers.ts'
import { findLocationOrFail } from '../find-or-fail.ts'
import { maxListed, sayIfCut } from '../list-limit.ts'
import { type CommonOptions, databaseOption, jsonOption, withVariable } from '../options.ts'
import { printFields, printJson, printTable } from '../output.ts'
import { readDatabase, withStorage } from '../with-storage.ts'

interface CreateOptions extends CommonOptions {
  location: string
  name: string
  status: AutomationStatus
}

/**
 * `contactd campaign` and `contactd workflow`: the automations that contacts are added to. In HighLevel, they are
 * created on its pages.
 */
export function automationCommand(kind: AutomationKind): Command {
  const { noun } = kind
  return new Command(noun)
    .description(`Creates and lists ${noun}s.`)
    .addCommand(createCommand(kind))
    .addCommand(listCommand(kind))
    .addHelpText('after', `\nExample:\n  $ contactd ${noun} list --location ve9EPM428h8vShlRW1KT`)
}

const locationOption = () => withVariable(new Option('--location <id>', 'the location').makeOptionMandatory())

function createCommand(kind: AutomationKind): Command {
  const { noun } = kind
  return new Command('create')
    .description(`Creates a ${noun} in a location.`)
    .addOption(locationOption())
    .addOption(
      withVariable(
        new Option('--name <text>', `the name of the ${noun}`).makeOptionMandatory().argParser(nameValue),
      ),
    )
    .addOption(
      withVariable(
        new Option('--status <status>', 'contacts can be in it in any status')
          .choices(automationStatuses)
          .default('published'),
      ),
    )
    .addOption(databaseOption('writes'))
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `\nExample:\n  $ contactd ${noun} create --location ve9EPM428h8vShlRW1KT --name Welcome`,
    )
    .action(async ({ location, name, status, ...options }: CreateOptions) => {
      const row = await withStorage(options, (storage) =>
        storage.write(
          async (tx) => {
            const { id } = await findLocationOrFail(tx, location)
            return createAutomation(tx, { clock, ids }, kind, id, { name, status })
          },
          { locationId: location },
        ),
      )
      if (options.json) printJson(automationView(row))
      else printFields(automationView(row))
    })
}

function listCommand({ noun, statements }: AutomationKind): Command {
  return new Command('list')
    .description(`Lists the ${noun}s of a location.`)
    .addOption(locationOption())
    .addOption(databaseOption('reads'))
    .addOption(jsonOption())
    .addHelpText('after', `\nExample:\n  $ contactd ${noun} list --location ve9EPM428h8vShlRW1KT --json`)
    .action(async ({ location, ...options }: CommonOptions & { location: string }) => {
      const rows = await readDatabase(options, async (tx) => {
        const { id: locationId } = await findLocationOrFail(tx, location)
        return tx.all(statements.list, { locationId, ...beforeAll, limit: maxListed })
      })
      sayIfCut(rows)
      const automations = rows.map(automationView)
      if (options.json) return printJson(automations)
      printTable(
        ['ID', 'NAME', 'STATUS', 'ADDED'],
        automations.map(({ id, name, status, dateAdded }) => [id, name, status, dateAdded]),
      )
    })
}
