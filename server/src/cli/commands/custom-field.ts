import { Command, InvalidArgumentError, Option } from 'commander'
import { createCustomField } from '../../api/custom-fields/create-custom-field.ts'
import {
  type CustomField,
  type CustomFieldType,
  customFieldTypes,
  takesOptions,
} from '../../api/custom-fields/custom-field.ts'
import { listCustomFields } from '../../api/custom-fields/custom-field-store.ts'
import { listLocations } from '../../api/locations/location-store.ts'
import { systemClock as clock } from '../../lib/clock.ts'
import { randomIds as ids } from '../../lib/ids.ts'
import type { ReadTx } from '../../storage/storage.ts'
import { listValue, nameValue } from '../argument-parsers.ts'
import { findLocationOrFail } from '../find-or-fail.ts'
import { maxListed, sayIfCut } from '../list-limit.ts'
import { type CommonOptions, databaseOption, jsonOption, withVariable } from '../options.ts'
import { printFields, printJson, printTable } from '../output.ts'
import { readDatabase, withStorage } from '../with-storage.ts'

interface CreateOptions extends CommonOptions {
  location: string
  name: string
  type: CustomFieldType
  options?: string[]
}

/** `contactd custom-field`: the fields that a location adds to its contacts. */
export function customFieldCommand(): Command {
  return new Command('custom-field')
    .description('Creates and lists custom fields.')
    .addCommand(createCommand())
    .addCommand(listCommand())
    .addHelpText('after', '\nExample:\n  $ contactd custom-field list')
}

function createCommand(): Command {
  return new Command('create')
    .description('Creates a custom field for the contacts of a location.')
    .addOption(withVariable(new Option('--location <id>', 'the location').makeOptionMandatory()))
    .addOption(
      withVariable(
        new Option('--name <text>', 'the name of the field, from which its key is derived')
          .makeOptionMandatory()
          .argParser(nameValue),
      ),
    )
    .addOption(
      withVariable(
        new Option('--type <type>', `one of ${customFieldTypes.join(', ')}`)
          .makeOptionMandatory()
          .argParser(typeValue),
      ),
    )
    .addOption(
      withVariable(
        new Option(
          '--options <list>',
          'the options, separated by commas; the rows of a TEXTBOX_LIST',
        ).argParser(listValue),
      ),
    )
    .addOption(databaseOption('writes'))
    .addOption(jsonOption())
    .addHelpText(
      'after',
      '\nExample:\n  $ contactd custom-field create --location ve9EPM428h8vShlRW1KT --name Plan --type RADIO --options Basic,Plus',
    )
    .action(create)
}

function typeValue(text: string): CustomFieldType {
  const type = customFieldTypes.find((known) => known === text.trim().toUpperCase())
  if (type === undefined) throw new InvalidArgumentError(`The types are ${customFieldTypes.join(', ')}.`)
  return type
}

async function create(options: CreateOptions, command: Command): Promise<void> {
  const { location, name, type: dataType, options: choices } = options
  if (choices !== undefined && !takesOptions(dataType)) {
    command.error(`error: a field of type ${dataType} has no --options`, { exitCode: 2 })
  }
  const field = await withStorage(options, (storage) =>
    storage.write(
      async (tx) => {
        const { id } = await findLocationOrFail(tx, location)
        return createCustomField(tx, { clock, ids }, id, { name, dataType, options: choices })
      },
      { locationId: location },
    ),
  )
  if (options.json) return printJson(field)
  printFields({
    id: field.id,
    name: field.name,
    fieldKey: field.fieldKey,
    dataType: field.dataType,
    ...(field.picklistOptions && { options: optionTexts(field) }),
    locationId: field.locationId,
  })
}

function listCommand(): Command {
  return new Command('list')
    .description('Lists the custom fields of a location, or of all.')
    .addOption(withVariable(new Option('--location <id>', 'only those of this location')))
    .addOption(databaseOption('reads'))
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  $ contactd custom-field list --location ve9EPM428h8vShlRW1KT')
    .action(list)
}

async function list(options: CommonOptions & { location?: string }): Promise<void> {
  const fields = await readDatabase(options, (tx) => fieldsOf(tx, options.location))
  sayIfCut(fields)
  if (options.json) return printJson(fields)
  printTable(
    ['ID', 'NAME', 'KEY', 'TYPE', 'LOCATION', 'OPTIONS'],
    fields.map((field) => [
      field.id,
      field.name,
      field.fieldKey,
      field.dataType,
      field.locationId,
      optionTexts(field),
    ]),
  )
}

/** @returns at most `maxListed`. */
async function fieldsOf(tx: ReadTx, locationId: string | undefined): Promise<CustomField[]> {
  const locations =
    locationId === undefined
      ? await tx.all(listLocations, { limit: maxListed })
      : [await findLocationOrFail(tx, locationId)]
  const fields: CustomField[] = []
  for (const { id } of locations) {
    fields.push(...(await listCustomFields(tx, id)))
    if (fields.length >= maxListed) return fields.slice(0, maxListed)
  }
  return fields
}

const optionTexts = ({ picklistOptions = [], options = [] }: CustomField) =>
  [...picklistOptions, ...options]
    .map((option) => (typeof option === 'string' ? option : option.label))
    .join(',')
