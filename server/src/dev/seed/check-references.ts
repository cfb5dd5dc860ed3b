import { wordOfKey, wordOfName } from '../../api/custom-fields/custom-field.ts'
import type { Mistake } from './mistakes.ts'
import { find, type Item, itemsOf, mistakeAt, type Placed, repeated, shown } from './placed.ts'

/** The lists of a location whose items have ids of their own. */
const listsWithIds = [
  'customFieldFolders',
  'customValues',
  'tags',
  'pipelines',
  'lostReasons',
  'businesses',
  'campaigns',
  'workflows',
  'templates',
  'contacts',
  'recurringTasks',
  'webhooks',
]

/** Ids that occur twice in a location, references to items that it does not have, and properties that contradict. */
export function mistakesInLocation(location: Placed): Mistake[] {
  const contacts = itemsOf(location, 'contacts')
  const pipelines = itemsOf(location, 'pipelines')
  const ofContacts = (name: string) => contacts.flatMap((contact) => itemsOf(contact, name))
  const opportunities = ofContacts('opportunities')
  const [notes, tasks, appointments] = [ofContacts('notes'), ofContacts('tasks'), ofContacts('appointments')]
  const recurringTasks = itemsOf(location, 'recurringTasks')
  const [customFields, businessFields] = [
    itemsOf(location, 'customFields'),
    itemsOf(location, 'businessFields'),
  ]
  return [
    ...repeated(
      [
        ...listsWithIds.map((name) => itemsOf(location, name)),
        [...customFields, ...businessFields],
        pipelines.flatMap((pipeline) => itemsOf(pipeline, 'stages')),
        ...[opportunities, notes, tasks, appointments],
      ],
      'id',
    ),
    ...customFields.flatMap((field) =>
      folderMistakes(location, field, String(field.item.model ?? 'contact')),
    ),
    ...businessFields.flatMap((field) => folderMistakes(location, field, 'business')),
    ...fieldMistakes(location, contacts, 'contact'),
    ...fieldMistakes(location, opportunities, 'opportunity'),
    ...opportunities.flatMap((opportunity) => stageMistakes(pipelines, opportunity)),
    ...opportunities.flatMap((one) => notOf(location, one, 'lostReason', 'lostReasons', 'lost reason')),
    ...contacts.flatMap((one) => notOf(location, one, 'business', 'businesses', 'business')),
    ...ofContacts('campaigns').flatMap((one) => notOf(location, one, 'campaign', 'campaigns', 'campaign')),
    ...ofContacts('workflows').flatMap((one) => notOf(location, one, 'workflow', 'workflows', 'workflow')),
    ...[...contacts, ...opportunities, ...tasks].flatMap((one) => userMistakes(location, one, 'assignedTo')),
    ...[...contacts, ...opportunities].flatMap((one) => userMistakes(location, one, 'followers')),
    ...appointments.flatMap((one) => userMistakes(location, one, 'assignedUserId')),
    ...notes.flatMap((one) => userMistakes(location, one, 'userId')),
    ...recurringTasks.flatMap((one) => userMistakes(location, one, 'owners')),
    ...recurringTasks.flatMap((one) => contactMistakes(contacts, one)),
    ...itemsOf(location, 'templates').flatMap(templateMistakes),
    ...[...ofContacts('campaigns'), ...ofContacts('workflows')].flatMap(membershipMistakes),
  ]
}

/** A reference to an item of a list of the location that it does not have. */
function notOf(location: Placed, holder: Placed, property: string, list: string, noun: string): Mistake[] {
  const reference = holder.item[property]
  if (typeof reference !== 'string' || find(itemsOf(location, list), reference)) return []
  return [mistakeAt(holder, property, `the location has no ${noun} ${shown(reference)}`)]
}

function folderMistakes(location: Placed, field: Placed, model: string): Mistake[] {
  const { folder } = field.item
  const folders = itemsOf(location, 'customFieldFolders').filter(
    ({ item }) => (item.model ?? 'contact') === model,
  )
  if (typeof folder !== 'string' || find(folders, folder)) return []
  return [
    mistakeAt(
      field,
      'folder',
      `the location has no folder ${shown(folder)} for fields of the model ${model}`,
    ),
  ]
}

const plurals = { contact: 'contacts', opportunity: 'opportunities' } as const

/** Custom fields that the location does not have. */
function fieldMistakes(location: Placed, holders: readonly Placed[], model: keyof typeof plurals): Mistake[] {
  const fields = itemsOf(location, 'customFields').filter(({ item }) => (item.model ?? 'contact') === model)
  const names = new Set(fields.flatMap(({ item }) => [item.id, keyOf(item)]))
  return holders.flatMap((holder) =>
    itemsOf(holder, 'customFields').flatMap((sent) => {
      const property = sent.item.id ? 'id' : 'key'
      const value = sent.item[property]
      const named = property === 'key' && typeof value === 'string' ? value.replace(`${model}.`, '') : value
      if (typeof named !== 'string' || names.has(named)) return []
      return [
        mistakeAt(sent, property, `the location has no custom field ${shown(value)} of ${plurals[model]}`),
      ]
    }),
  )
}

/** The key of a custom field, without its model. */
const keyOf = ({ fieldKey, name }: Item): string =>
  typeof fieldKey === 'string' && fieldKey !== '' ? wordOfKey(fieldKey) : wordOfName(String(name).trim())

function stageMistakes(pipelines: readonly Placed[], opportunity: Placed): Mistake[] {
  const { pipeline, stage } = opportunity.item
  if (typeof pipeline !== 'string') return []
  const found = find(pipelines, pipeline)
  if (!found) return [mistakeAt(opportunity, 'pipeline', `the location has no pipeline ${shown(pipeline)}`)]
  if (typeof stage !== 'string' || find(itemsOf(found, 'stages'), stage)) return []
  return [mistakeAt(opportunity, 'stage', `the pipeline ${shown(pipeline)} has no stage ${shown(stage)}`)]
}

/**
 * Users whom the location does not have, in a property with one or a list. A note's author may be the location; a
 * location that is made for a test may have users who are not in its seed.
 */
function userMistakes(location: Placed, holder: Placed, property: string): Mistake[] {
  if (location.at === '') return []
  const users = itemsOf(location, 'users').flatMap(({ item }) => [item.id, item.email])
  const known = property === 'userId' ? [...users, location.item.id] : users
  return notAmong(holder, property, known, 'user')
}

const contactMistakes = (contacts: readonly Placed[], holder: Placed): Mistake[] =>
  notAmong(
    holder,
    'contactIds',
    contacts.flatMap(({ item }) => [item.id, item.email]),
    'contact',
  )

function notAmong(holder: Placed, property: string, known: readonly unknown[], noun: string): Mistake[] {
  const value = holder.item[property]
  const references = Array.isArray(value) ? value : [value]
  return references.flatMap((reference, index) => {
    if (typeof reference !== 'string' || reference === '' || known.includes(reference)) return []
    const at = Array.isArray(value) ? `${property}.${index}` : property
    return [mistakeAt(holder, at, `the location has no ${noun} ${shown(reference)}`)]
  })
}

const textsOfTemplates: Readonly<Record<string, readonly string[]>> = {
  sms: ['body'],
  email: ['subject', 'html'],
}

/** Texts that templates of a type do not have, and those that they lack. */
function templateMistakes(template: Placed): Mistake[] {
  const type = String(template.item.type)
  const texts = textsOfTemplates[type]
  if (!texts) return []
  return ['body', 'subject', 'html'].flatMap((name) => {
    const isThere = template.item[name] !== undefined
    if (isThere === texts.includes(name)) return []
    return [mistakeAt(template, name, `a template of the type ${type} ${isThere ? 'has none' : 'needs it'}`)]
  })
}

/** A time of the end of a membership that goes on. */
const membershipMistakes = (membership: Placed): Mistake[] => {
  const { status, dateUpdated } = membership.item
  const isOver = status === 'removed' || status === 'finished'
  if (dateUpdated === undefined || isOver) return []
  return [mistakeAt(membership, 'dateUpdated', 'a membership that goes on has none')]
}
