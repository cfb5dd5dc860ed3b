import { Command, Option } from 'commander'
import { systemClock as clock } from '../../lib/clock.ts'
import { type Ids, randomIds as ids } from '../../lib/ids.ts'
import type { ReadTx, WriteTx } from '../../storage/storage.ts'
import { nameValue } from '../argument-parsers.ts'
import { findLocationOrFail } from '../find-or-fail.ts'
import { maxListed, sayIfCut } from '../list-limit.ts'
import { type CommonOptions, databaseOption, jsonOption, withVariable } from '../options.ts'
import { printFields, printJson, printTable } from '../output.ts'
import { readDatabase, withStorage } from '../with-storage.ts'

/** Something with a name that locations have, and that HighLevel's API lists but does not create. */
export interface NamedItem<Spec extends { name: string }, View extends object> {
  /** The name of the command, such as `lost-reason`. */
  command: string
  /** In sentences, such as `lost reason`. */
  noun: string
  description: string
  /** The options of `create` besides the location and the name, with their variables. */
  options?: readonly Option[]
  /** @returns why the options of `create` do not fit together, if they don't: a usage error. */
  refuse?(spec: Spec): string | undefined
  /** The arguments of the example, after the location. */
  example: string
  /** @returns the created item, as `--json` prints it. */
  create(
    tx: WriteTx,
    sources: { clock: typeof clock; ids: Ids },
    locationId: string,
    spec: Spec,
  ): Promise<View>
  list(tx: ReadTx, locationId: string, limit: number): Promise<View[]>
  /** The fields of an item, printed after its creation. */
  fields(view: View): Record<string, string>
  /** The headings of a list, each with a field. */
  columns: Readonly<Record<string, string>>
}

const locationOption = () => withVariable(new Option('--location <id>', 'the location').makeOptionMandatory())

/** The command of a kind of items, with `create` and `list`. */
export function namedItemCommand<Spec extends { name: string }, View extends object>(
  item: NamedItem<Spec, View>,
): Command {
  return new Command(item.command)
    .description(item.description)
    .addCommand(createCommand(item))
    .addCommand(listCommand(item))
    .addHelpText('after', `\nExample:\n  $ contactd ${item.command} list --location ve9EPM428h8vShlRW1KT`)
}

function createCommand<Spec extends { name: string }, View extends object>({
  command,
  noun,
  options = [],
  refuse,
  example,
  create,
  fields,
}: NamedItem<Spec, View>): Command {
  const created = new Command('create')
    .description(`Creates a ${noun} in a location.`)
    .addOption(locationOption())
    .addOption(
      withVariable(
        new Option('--name <text>', `the name of the ${noun}`).makeOptionMandatory().argParser(nameValue),
      ),
    )
  for (const option of options) created.addOption(option)
  return created
    .addOption(databaseOption('writes'))
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `\nExample:\n  $ contactd ${command} create --location ve9EPM428h8vShlRW1KT ${example}`,
    )
    .action(async (sent: CommonOptions & Spec & { location: string }, created: Command) => {
      const refusal = refuse?.(sent)
      if (refusal !== undefined) created.error(`error: ${refusal}`, { exitCode: 2 })
      const view = await withStorage(sent, (storage) =>
        storage.write(
          async (tx) => {
            const { id } = await findLocationOrFail(tx, sent.location)
            return create(tx, { clock, ids }, id, sent)
          },
          { locationId: sent.location },
        ),
      )
      if (sent.json) printJson(view)
      else printFields(fields(view))
    })
}

function listCommand<Spec extends { name: string }, View extends object>({
  command,
  noun,
  list,
  fields,
  columns,
}: NamedItem<Spec, View>): Command {
  return new Command('list')
    .description(`Lists the ${noun}s of a location.`)
    .addOption(locationOption())
    .addOption(databaseOption('reads'))
    .addOption(jsonOption())
    .addHelpText('after', `\nExample:\n  $ contactd ${command} list --location ve9EPM428h8vShlRW1KT --json`)
    .action(async ({ location, ...options }: CommonOptions & { location: string }) => {
      const views = await readDatabase(options, async (tx) => {
        const { id: locationId } = await findLocationOrFail(tx, location)
        return list(tx, locationId, maxListed)
      })
      sayIfCut(views)
      if (options.json) return printJson(views)
      printTable(
        Object.keys(columns),
        views.map(fields).map((row) => Object.values(columns).map((field) => row[field] ?? '')),
      )
    })
}
