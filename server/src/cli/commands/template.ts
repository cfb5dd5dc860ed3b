import { type Command, InvalidArgumentError, Option } from 'commander'
import { createTemplate } from '../../api/templates/create-template.ts'
import { createdTypes, type Template, type TemplateSpec } from '../../api/templates/template.ts'
import { findTemplate, listTemplates } from '../../api/templates/template-store.ts'
import { withVariable } from '../options.ts'
import { namedItemCommand } from './named-item.ts'

/** `contactd template`: texts for SMS and email. In HighLevel, they are created on its pages. */
export const templateCommand = (): Command =>
  namedItemCommand<TemplateSpec, Template>({
    command: 'template',
    noun: 'template',
    description: 'Creates and lists templates for SMS and email.',
    options: [
      withVariable(
        new Option('--type <type>', 'the type of the template').choices(createdTypes).makeOptionMandatory(),
        'template create',
      ),
      text('--body <text>', 'the text of an SMS'),
      text('--subject <text>', 'the subject of an email'),
      text('--html <text>', 'the content of an email'),
    ],
    refuse: whyTextsDoNotFit,
    example: '--type sms --name Welcome --body "Welcome!"',
    create: createTemplate,
    list: async (tx, locationId, limit) => {
      const places = await tx.all(listTemplates, { locationId, type: '', deleted: 0, skip: 0, limit })
      const rows = await Promise.all(places.map(({ id }) => tx.get(findTemplate, { locationId, id })))
      return rows.flatMap((row) => (row ? [JSON.parse(row.document) as Template] : []))
    },
    fields: ({ id, name, type, locationId, dateAdded }) => ({ id, name, type, locationId, dateAdded }),
    columns: { ID: 'id', NAME: 'name', TYPE: 'type', ADDED: 'dateAdded' },
  })

const text = (flags: string, description: string) =>
  withVariable(new Option(flags, description).argParser(filledText))

function filledText(text: string): string {
  if (text.trim() === '') throw new InvalidArgumentError('It must not be empty.')
  return text
}

function whyTextsDoNotFit(spec: TemplateSpec): string | undefined {
  const sent = ['body', 'subject', 'html'].filter((name) => name in spec).join()
  if (spec.type === 'sms')
    return sent === 'body' ? undefined : 'a template of type sms has a --body, and no --subject or --html'
  return sent === 'subject,html'
    ? undefined
    : 'a template of type email has a --subject and --html, and no --body'
}
