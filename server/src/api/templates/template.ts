import { bounded, bounds } from '../locations/bounds.ts'

/** The types by which the list can be filtered. contactd has no WhatsApp templates. */
export const templateTypes = ['sms', 'email', 'whatsapp'] as const

/** The types of templates that contactd creates. */
export const createdTypes = ['sms', 'email'] as const satisfies readonly (typeof templateTypes)[number][]

interface SmsContent {
  type: 'sms'
  body: string
}

interface EmailContent {
  type: 'email'
  subject: string
  html: string
}

/** The input of a new template. */
export type TemplateSpec = { name: string } & (SmsContent | EmailContent)

/** The properties of both types. */
interface TemplateBase {
  id: string
  name: string
  /** ISO 8601 with milliseconds. */
  dateAdded: string
  locationId: string
}

interface SmsTemplate extends TemplateBase {
  type: 'sms'
  /** Attachments are always empty: contactd stores no files of templates. */
  template: { body: string; attachments: [] }
  urlAttachments: []
}

interface EmailTemplate extends TemplateBase {
  type: 'email'
  template: { subject: string; attachments: []; html: string }
}

/** A template as stored and returned. */
export type Template = SmsTemplate | EmailTemplate

/** Builds a template, with its properties in the order of responses. @throws InputError if a text is too long. */
export function newTemplate(
  { id, locationId, dateAdded }: Pick<Template, 'id' | 'locationId' | 'dateAdded'>,
  spec: TemplateSpec,
): Template {
  const name = bounded('name', spec.name, bounds.name)
  if (spec.type === 'sms') {
    const template: SmsTemplate['template'] = {
      body: bounded('body', spec.body, bounds.templateText),
      attachments: [],
    }
    return { id, name, type: 'sms', template, dateAdded, locationId, urlAttachments: [] }
  }
  const template: EmailTemplate['template'] = {
    subject: bounded('subject', spec.subject, bounds.subject),
    attachments: [],
    html: bounded('html', spec.html, bounds.templateText),
  }
  return { id, name, type: 'email', dateAdded, template, locationId }
}
