import { headerKey } from './header-key.ts'
import { fieldSuffix, knownTarget } from './known-headers.ts'
import type { Target } from './target.ts'

const skip = (keys: string): Record<string, Target> =>
  Object.fromEntries(keys.split('|').map((key) => [key, { kind: 'skip' }]))

/** Those of contactd's own export, in which the keys of custom fields begin with `contact.`, and names may have a suffix. */
const ownHeaders = ['contact id', 'inbound dnd', 'date updated']

/**
 * Headers that mean something else among others: by the header that tells the exporter, what its columns are.
 * `{ kind: 'custom' }` stands for a custom field with the name of the column.
 */

const exporters: readonly { has: readonly string[]; means: Readonly<Record<string, Target | 'custom'>> }[] = [
  // Mailchimp guesses zone and country from the address of the computer.
  {
    has: ['euid', 'leid'],
    means: { timezone: 'custom', region: 'custom', cc: 'custom', 'time zone': 'custom' },
  },
  // The place of a meeting.
  { has: ['ort geschäftlich'], means: { ort: 'custom', position: 'custom' } },
  // Google's Name repeats the phone or the parts.
  { has: ['given name', 'family name'], means: { location: 'custom' } },
  // Typeform divides one question of an address into columns.
  {
    has: ['network id', 'submit date utc'],
    means: { 'your address 2': { kind: 'addressPart', rank: 0, part: 'city' } },
  },
  // The user is the host, and an event's place is none of the contact.
  {
    has: ['invitee email'],
    means: {
      location: 'custom',
      'user name': { kind: 'skip' },
      'user email': { kind: 'skip' },
      'event type name': 'custom',
    },
  },
  // Outlook writes the defaults of what nobody filled in.
  {
    has: ['email display name', 'sensitivity'],
    means: skip(
      'email type|email display name|email 2 type|email 2 display name|email 3 type|email 3 display name|sensitivity|priority|private|internet free busy',
    ),
  },
  {
    has: ['email angezeigter name', 'vertraulichkeit'],
    means: skip(
      'email typ|email angezeigter name|email 2 typ|email 2 angezeigter name|email 3 typ|email 3 angezeigter name|vertraulichkeit|priorität|privat|internet frei gebucht',
    ),
  },
  // What follows from other columns, or belongs to the location.
  {
    has: ownHeaders,
    means: skip('date updated|followers|business id'),
  },
]

/** Properties of a contact in answers of the API that follow from others, or that an import does not bring. */
const answeredAlone = skip(
  'full name lower case|first name lower case|last name lower case|email lower case|location id|deleted|bounce email|unsubscribe email|valid email|valid email date|date updated|last updated by|created by|followers|type|dnd date|last session activity at|business id',
)
const answered: Readonly<Record<string, Target>> = { ...answeredAlone, id: { kind: 'id' } }

/** What a property of a JSON object means: as in answers of the API, or else as the header of a column. */
export function targetOfProperty(name: string): Target {
  const key = headerKey(name)
  return answered[key] ?? knownTarget(key) ?? { kind: 'custom', name }
}

/** What each column of a file means. A column that no exporter is known to write is a custom field of its name. */
export function guessTargets(columns: readonly string[]): Target[] {
  const keys = columns.map(headerKey)
  const means = exportersOf(keys)
  const isOwn = ownHeaders.every((key) => keys.includes(key))
  return columns.map((name, index) => {
    const key = keys[index] ?? ''
    const here = means.get(key)
    if (here !== undefined && here !== 'custom') return here
    if (isOwn && name.endsWith(fieldSuffix))
      return { kind: 'custom', name: name.slice(0, -fieldSuffix.length) }
    if (isOwn && name.startsWith('contact.')) return { kind: 'custom', name }
    return (here === undefined ? knownTarget(key) : undefined) ?? { kind: 'custom', name }
  })
}

function exportersOf(keys: readonly string[]): ReadonlyMap<string, Target | 'custom'> {
  const present = new Set(keys)
  return new Map(
    exporters
      .filter(({ has }) => has.every((key) => present.has(key)))
      .flatMap(({ means }) => Object.entries(means)),
  )
}
