import type { AdditionalBody, AddressBody, Outcome } from '../../support/address-book.ts'
import type { Random } from '../random.ts'
import { answerOf, type Contact, type Fields, newContact, setFields, stateOf } from './people.ts'
import { agree, agreeIn, ask, options, type World } from './world.ts'

const words = ['Jane', 'JANE', 'doe', 'Zoë', 'Ωμέγα', '赤い車', "O'Hara", '100% a_b', 'van der', '\u{1F600}z']
const tags = ['vip', 'VIP', ' neu ', '新', 'ÅÄÖ', 'vip customer']

interface ContactAnswer {
  contact: Record<string, unknown> & { id: string }
  new: boolean
  meta: { contactId: string }
}

const anEmail = (random: Random) => `p${random.int(0, 25)}@example.com`
const aPhone = (random: Random) => `+155500000${random.int(10, 30)}`
export const someTags = (random: Random) => random.list(0, 3, () => random.pick(tags))

/** Picks an existing contact. */
export const aContact = (random: Random, { contacts }: World): Contact => random.pick([...contacts.values()])

/** Random properties of a contact body. */
function aBody(random: Random, { fields }: World): AddressBody & Fields {
  const said = <T>(value: () => T) => (random.chance(0.3) ? [value()] : [])
  const orNull =
    <T>(value: () => T) =>
    () =>
      random.chance(0.15) ? null : value()
  const word = orNull(() => random.pick(words))
  const [firstName] = said(word)
  const [lastName] = said(word)
  const [city] = said(word)
  const [companyName] = said(word)
  const [source] = said(word)
  const [country] = said(() => random.pick(['US', 'DE']))
  const [dnd] = said(() => random.chance(0.5))
  const [listed] = said(() => someTags(random))
  const [email] = said(orNull(() => anEmail(random)))
  const [phone] = said(orNull(() => aPhone(random)))
  const values = [
    ...said(() => ({ id: fields.text, field_value: word() })),
    ...said(() => ({ id: fields.number, field_value: orNull(() => random.int(-2, 5))() })),
    ...said(() => ({
      id: fields.list,
      field_value: random.pick([null, ['Red'], ['Green', 'Blue'], options]),
    })),
  ]
  const all = { firstName, lastName, city, companyName, source, country, dnd, email, phone }
  const told = Object.entries({ ...all, tags: listed }).filter(([, value]) => value !== undefined)
  return { ...Object.fromEntries(told), ...(values.length > 0 && { customFields: values }) }
}

/** Changes a contact, and updates its `dateUpdated` if the state differs. */
export function change(world: World, contact: Contact, how: () => void): void {
  const before = stateOf(contact)
  how()
  if (stateOf(contact) === before) return
  contact.dateUpdated = world.server.clock.now()
  for (const walk of world.walks) walk.touched.add(contact.person.id)
}

/** Adds a contact that the server has created to the model. */
function ingest(
  world: World,
  { person }: Outcome & { person: Contact['person'] },
  id: string,
  body: Fields,
): Contact {
  person.id = id
  const contact = newContact(person, world.server.clock.now())
  setFields(contact, body)
  world.contacts.set(id, contact)
  return contact
}

export async function create(random: Random, world: World): Promise<void> {
  const body = aBody(random, world)
  const sent = { locationId: world.server.locationId, ...body }
  if (!body.email && !body.phone && !body.firstName && !body.lastName) {
    await ask(world, 422, 'POST', '/contacts/', sent)
    return
  }
  const outcome = world.book.create(body, 'new')
  const isNew = 'person' in outcome
  const answer = await ask<ContactAnswer>(world, isNew ? 201 : 400, 'POST', '/contacts/', sent)
  if (!isNew) return agree(outcome.duplicateOf, answer.meta.contactId)
  const { lastName, ...told } = answerOf(ingest(world, outcome, answer.contact.id, body))
  agreeIn({ ...told, ...(lastName !== undefined && { lastName }) }, answer.contact)
}

export async function update(random: Random, world: World): Promise<void> {
  const contact = aContact(random, world)
  const body = aBody(random, world)
  const outcome = world.book.update(contact.person, body)
  const url = `/contacts/${contact.person.id}`
  if (!('person' in outcome)) {
    const { meta } = await ask<ContactAnswer>(world, 400, 'PUT', url, body)
    return agree(outcome.duplicateOf, meta.contactId)
  }
  const { person } = outcome
  change(world, contact, () => {
    contact.person = person
    setFields(contact, body)
  })
  agreeIn(answerOf(contact), (await ask<ContactAnswer>(world, 200, 'PUT', url, body)).contact)
}

/** Update Addresses: the emails and phones after the first. */
export async function putAddresses(random: Random, world: World): Promise<void> {
  const contact = aContact(random, world)
  const body: AdditionalBody = {
    ...(random.chance(0.6) && { additionalEmails: random.list(0, 2, () => anEmail(random)) }),
    ...(random.chance(0.6) && { additionalPhones: random.list(0, 2, () => aPhone(random)) }),
  }
  const outcome = world.book.update(contact.person, body)
  const url = `/_contactd/contacts/${contact.person.id}/addresses`
  if (!('person' in outcome)) {
    const { meta } = await ask<ContactAnswer>(world, 400, 'PUT', url, body)
    return agree(outcome.duplicateOf, meta.contactId)
  }
  const { person } = outcome
  change(world, contact, () => {
    contact.person = person
  })
  const { additionalEmails, additionalPhones } = answerOf(contact)
  agreeIn({ additionalEmails, additionalPhones }, await ask<object>(world, 200, 'PUT', url, body))
}

export async function upsert(random: Random, world: World): Promise<void> {
  const body = aBody(random, world)
  const createNewIfDuplicateAllowed = random.chance(0.2)
  const sent = { locationId: world.server.locationId, createNewIfDuplicateAllowed, ...body }
  if (!body.email && !body.phone) {
    await ask(world, 400, 'POST', '/contacts/upsert', sent)
    return
  }
  const outcome = world.book.upsert({ ...body, createNewIfDuplicateAllowed }, 'new')
  if (!('person' in outcome)) {
    const { meta } = await ask<ContactAnswer>(world, 400, 'POST', '/contacts/upsert', sent)
    return agree(outcome.duplicateOf, meta.contactId)
  }
  const answer = await ask<ContactAnswer>(world, 200, 'POST', '/contacts/upsert', sent)
  agree(outcome.isNew, answer.new)
  const known = world.contacts.get(outcome.person.id)
  if (known) {
    change(world, known, () => {
      known.person = outcome.person
      setFields(known, body)
    })
  }
  agreeIn(answerOf(known ?? ingest(world, outcome, answer.contact.id, body)), answer.contact)
}

export async function remove(random: Random, world: World): Promise<void> {
  const { person } = aContact(random, world)
  await ask(world, 200, 'DELETE', `/contacts/${person.id}`)
  world.book.remove(person)
  world.contacts.delete(person.id)
  world.gone.push(person.id)
}

/** Get Contact, for an existing or a deleted contact. */
export async function get(random: Random, world: World): Promise<void> {
  if (world.gone.length > 0 && random.chance(0.2)) {
    const id = random.pick(world.gone)
    const answer = await ask<{ message: string }>(world, 400, 'GET', `/contacts/${id}`)
    return agree(`Contact not found for id:${id}`, answer.message)
  }
  const contact = aContact(random, world)
  const { contact: answered } = await ask<ContactAnswer>(world, 200, 'GET', `/contacts/${contact.person.id}`)
  const all = [
    'firstName',
    'lastName',
    'email',
    'phone',
    'city',
    'companyName',
    'source',
    'country',
    'businessId',
  ]
  const missing = Object.fromEntries(all.map((name) => [name, undefined]))
  agreeIn({ ...missing, ...answerOf(contact) }, answered)
}

/** Get Duplicate Contact, by an email or a phone. */
export async function lookUp(random: Random, world: World): Promise<void> {
  const email = random.chance(0.6) ? anEmail(random) : undefined
  const phone = email === undefined || random.chance(0.5) ? aPhone(random) : undefined
  const query = new URLSearchParams({
    locationId: world.server.locationId,
    ...(email !== undefined && { email }),
    ...(phone !== undefined && { number: phone }),
  })
  const found = world.book.find({ ...(email && { email }), ...(phone && { phone }) })
  const url = `/contacts/search/duplicate?${query}`
  const { contact } = await ask<{ contact: { id: string } | null }>(world, 200, 'GET', url)
  agree(found?.id, contact?.id)
}
