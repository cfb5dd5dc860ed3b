import ICAL from 'ical.js'
import type { Contact } from '../../api/contacts/contact.ts'
import { dndChannels } from '../../api/contacts/dnd.ts'
import type { VcardVersion } from '../export-choices.ts'
import { type FieldColumn, textOfValue } from '../field-columns.ts'
import type { ContactWriter } from './csv.ts'

/** Of 75 bytes, which the standard allows, one is the space at the beginning. */
ICAL.foldLength = 74

/** A property in jCard (RFC 7095): its name, parameters, type and values; lists in it are parts of one value. */
type Property = [name: string, parameters: Record<string, string | string[]>, type: string, ...unknown[]]

/** Writes vCards 3.0 or 4.0. What vCards have no property for begins with `X-CONTACTD-`, which `contact import` reads. */
export function vcardWriter(fields: readonly FieldColumn[], version: VcardVersion): ContactWriter {
  const nameOf = new Map(fields.map(({ id, name }) => [id, name]))
  return {
    head: '',
    textOf: (documents) =>
      documents
        .map((document) =>
          textOfCard(propertiesOf(JSON.parse(document) as Contact, nameOf, version), version),
        )
        .join(''),
  }
}

const textOfCard = (properties: Property[], version: VcardVersion): string => {
  const design = version === '3.0' ? ICAL.design.vcard3 : ICAL.design.vcard
  const plain = properties.map((property) => property.map(withoutBreaks))
  return `${ICAL.stringify.component(['vcard', plain, []], design)}\r\n`
}

/** Control characters, except line feeds and tabs. */
const controls = /(?![\n\t])\p{Cc}/gu

/** Only line feeds are escaped, but readers end a line at other characters, too: it would begin another property. */
function withoutBreaks(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutBreaks)
  if (typeof value !== 'string') return value
  return value.replace(/\r\n?|[\u2028\u2029]/g, '\n').replace(controls, '')
}

function propertiesOf(
  contact: Contact,
  nameOf: ReadonlyMap<string, string>,
  version: VcardVersion,
): Property[] {
  const { firstName = '', lastName = '', companyName, email, phone, customFields } = contact
  const is3 = version === '3.0'
  const one = (name: string, type: string, value: string | undefined, parameters = {}): Property[] =>
    value ? [[name, parameters, type, value]] : []
  const text = (name: string, value: string | undefined, parameters = {}): Property[] =>
    one(name, 'text', value, parameters)
  const first = is3 ? { type: 'PREF' } : { pref: '1' }
  const { address1 = '', city = '', state = '', postalCode = '', country = '' } = contact
  const address = [address1, city, state, postalCode, country]
  return [
    ['version', {}, 'text', version],
    ['uid', {}, 'text', contact.id],
    ['n', {}, 'text', [lastName, firstName, '', '', '']],
    ['fn', {}, 'text', contact.name || companyName || email || phone || contact.id],
    ...(companyName ? [['org', {}, 'text', [companyName, '']] satisfies Property] : []),
    ...text('email', email, first),
    ...contact.additionalEmails.flatMap((other) => text('email', other.email)),
    ...text('tel', phone, first),
    ...contact.additionalPhones.flatMap((other) => text('tel', other.phone)),
    ...(address.some((part) => part !== '')
      ? [['adr', {}, 'text', ['', '', ...address]] satisfies Property]
      : []),
    // As a URI it would not be escaped.
    ...text('url', contact.website),
    ...one('bday', is3 ? 'date' : 'date-and-or-time', contact.dateOfBirth),
    ...text('tz', contact.timezone),
    ...(contact.tags.length > 0 ? [['categories', {}, 'text', ...contact.tags] satisfies Property] : []),
    ...one('rev', is3 ? 'date-time' : 'timestamp', contact.dateUpdated.replace(/\.\d+/, '')),
    ...text('x-contactd-source', contact.source),
    ...text('x-contactd-gender', contact.gender),
    ...text('x-contactd-assigned-to', contact.assignedTo),
    ...text('x-contactd-created', contact.dateAdded),
    ...optOutsOf(contact).flatMap((channel) => text('x-contactd-dnd', channel)),
    ...customFields.flatMap(({ id, value }, index) => {
      const group = `item${index + 1}`
      const name = nameOf.get(id)
      if (name === undefined) return []
      return [
        ...text('x-contactd-field', textOfValue(value), { group }),
        ...text('x-ablabel', name, { group }),
      ]
    }),
  ]
}

/** `all`, channels and `inbound`: whatever is Do Not Disturb. */
const optOutsOf = ({ dnd, dndSettings, inboundDndSettings }: Contact): string[] => [
  ...(dnd ? ['all'] : []),
  ...dndChannels.filter((channel) => (dndSettings?.[channel]?.status ?? 'inactive') !== 'inactive'),
  ...(inboundDndSettings?.all?.status === 'active' ? ['inbound'] : []),
]
