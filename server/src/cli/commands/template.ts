import { Command, InvalidArgumentError, Option } from 'commander'
import { createTemplate } from '../../api/templates/create-template.ts'
import { createdTypes, type Template, type TemplateSpec } from '../../api/templates/template.ts'
import { findTemplate, listTemplates } from '../../api/templates/template-store.ts'
import { systemClock as clock } from '../../lib/clock.ts'
import { randomIds as ids } from '../../lib/ids.ts'
import { nameValue } from '../argument-parsers.ts'
import { findLocationOrFail } from '../find-or-fail.ts'
import { maxListed, sayIfCut } from '../list-limit.ts'
import { type CommonOptions, databaseOption, jsonOption, withVariable } from '../options.ts'
import { printFields, printJson, printTable } from '../output.ts'
import { readDatabase, withStorage } from '../with-storage.ts'

interface CreateOptions extends CommonOptions {
  location: string
  type: TemplateSpec['type']
  name: string
  body?: string
  subject?: string
  html?: string
}

/** `contactd template`: texts for SMS and email. In HighLevel, they are created on its pages. */
export function templateCommand(): Command {
  return new Command('template')
    .description('Creates and lists templates for SMS and email.')
    .addCommand(createCommand())
    .addCommand(listCommand())
    .addHelpText('after', '\nExample:\n  $ contactd template list --location ve9EPM428h8vShlRW1KT')
}

const needed = (flags: string, description: string) =>
  withVariable(new Option(flags, description).makeOptionMandatory())

const text = (flags: string, description: string) =>
  withVariable(new Option(flags, description).argParser(filledText))

function filledText(text: string): string {
  if (text.trim() === '') throw new InvalidArgumentError('It must not be empty.')
  return text
}

function createCommand(): Command {
  return new Command('create')
    .description('Creates a template in a location.')
    .addOption(needed('--location <id>', 'the location'))
    .addOption(needed('--type <type>', 'the type of the template').choices(createdTypes))
    .addOption(needed('--name <text>', 'the name of the template').argParser(nameValue))
    .addOption(text('--body <text>', 'the text of an SMS'))
    .addOption(text('--subject <text>', 'the subject of an email'))
    .addOption(text('--html <text>', 'the content of an email'))
    .addOption(databaseOption('writes'))
    .addOption(jsonOption())
    .addHelpText(
      'after',
      '\nExample:\n  $ contactd template create --location ve9EPM428h8vShlRW1KT --type sms --name Welcome --body "Welcome!"',
    )
    .action(create)
}

async function create({ location, ...options }: CreateOptions, command: Command): Promise<void> {
  const spec = specOf(options, command)
  const template = await withStorage(options, (storage) =>
    storage.write(
      async (tx) => {
        const { id } = await findLocationOrFail(tx, location)
        return createTemplate(tx, { clock, ids }, id, spec)
      },
      { locationId: location },
    ),
  )
  if (options.json) return printJson(template)
  const { id, name, type, locationId, dateAdded } = template
  printFields({ id, name, type, locationId, dateAdded })
}

/** Ends the command with a usage error if the options do not fit the type. */
function specOf(
  { type, name, body, subject, html }: Omit<CreateOptions, 'location'>,
  command: Command,
): TemplateSpec {
  if (type === 'sms') {
    if (body === undefined || subject !== undefined || html !== undefined)
      return command.error('error: a template of type sms has a --body, and no --subject or --html', {
        exitCode: 2,
      })
    return { type, name, body }
  }
  if (subject === undefined || html === undefined || body !== undefined)
    return command.error('error: a template of type email has a --subject and --html, and no --body', {
      exitCode: 2,
    })
  return { type, name, subject, html }
}

function listCommand(): Command {
  return new Command('list')
    .description('Lists the templates of a location, oldest first.')
    .addOption(needed('--location <id>', 'the location'))
    .addOption(databaseOption('reads'))
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  $ contactd template list --location ve9EPM428h8vShlRW1KT --json')
    .action(list)
}

async function list({ location, ...options }: CommonOptions & { location: string }): Promise<void> {
  const templates = await readDatabase(options, async (tx) => {
    const { id: locationId } = await findLocationOrFail(tx, location)
    const listed = { locationId, type: '', deleted: 0, skip: 0, limit: maxListed } as const
    const places = await tx.all(listTemplates, listed)
    const rows = await Promise.all(places.map(({ id }) => tx.get(findTemplate, { locationId, id })))
    return rows.flatMap((row) => (row ? [JSON.parse(row.document) as Template] : []))
  })
  sayIfCut(templates)
  if (options.json) return printJson(templates)
  printTable(
    ['ID', 'NAME', 'TYPE', 'ADDED'],
    templates.map(({ id, name, type, dateAdded }) => [id, name, type, dateAdded]),
  )
}
