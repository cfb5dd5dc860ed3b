import type { Random } from '../random.ts'
import { aContact, change, someTags } from './contact-moves.ts'
import { plainTags } from './people.ts'
import { agree, agreeIn, ask, type World } from './world.ts'

/** Adds tags to a contact, or removes some. */
export async function tag(random: Random, world: World): Promise<void> {
  const contact = aContact(random, world)
  const sent = [...someTags(random), 'vip']
  const url = `/contacts/${contact.person.id}/tags`
  const before = contact.tags
  if (random.chance(0.5)) {
    const added = plainTags(sent).filter((one) => !before.includes(one))
    change(world, contact, () => {
      contact.tags = [...before, ...added]
    })
    agreeIn({ tags: contact.tags, tagsAdded: added }, await ask(world, 201, 'POST', url, { tags: sent }))
  } else {
    const removed = before.filter((one) => plainTags(sent).includes(one))
    change(world, contact, () => {
      contact.tags = before.filter((one) => !removed.includes(one))
    })
    const answer = await ask<{ tags: string[]; tagsRemoved: string[] }>(world, 200, 'DELETE', url, {
      tags: sent,
    })
    agreeIn({ tags: contact.tags }, answer)
    agree([...removed].sort(), [...answer.tagsRemoved].sort())
  }
}

interface Response {
  contactId: string
  type: string
  oldTags?: string[]
}

/** Adds tags to many contacts, removes some, or removes all; some of the contacts are deleted. */
export async function tagMany(random: Random, world: World): Promise<void> {
  const ids = someIds(random, world)
  const type = random.pick(['add', 'remove'])
  const removeAllTags = type === 'remove' && random.chance(0.3)
  const sent = [...someTags(random), 'neu']
  const expected: Response[] = ids.map((contactId) => {
    const contact = world.contacts.get(contactId)
    if (!contact) return { contactId, type: 'error' }
    const oldTags = contact.tags
    const named = plainTags(sent)
    change(world, contact, () => {
      if (type === 'add') contact.tags = [...new Set([...oldTags, ...named])]
      else contact.tags = removeAllTags ? [] : oldTags.filter((one) => !named.includes(one))
    })
    return { contactId, type: 'success', oldTags }
  })
  const { locationId } = world.server
  const body = { locationId, contacts: ids, tags: sent, ...(removeAllTags && { removeAllTags }) }
  const url = `/contacts/bulk/tags/update/${type}`
  const answer = await ask<{ errorCount: number; responses: Response[] }>(world, 201, 'POST', url, body)
  agree(expected.filter((one) => one.type === 'error').length, answer.errorCount)
  agree(expected.length, answer.responses.length)
  for (const [index, one] of expected.entries()) agreeIn({ ...one }, answer.responses[index] ?? {})
}

/** Sets or removes the business of many contacts. */
export async function joinBusiness(random: Random, world: World): Promise<void> {
  const ids = someIds(random, world)
  const businessId = random.chance(0.3) ? null : random.pick(world.businesses)
  const there = ids.filter((id) => world.contacts.has(id))
  for (const id of there) {
    const contact = world.contacts.get(id)
    if (!contact) continue
    change(world, contact, () => {
      if (businessId === null) delete contact.businessId
      else contact.businessId = businessId
    })
  }
  const body = { locationId: world.server.locationId, ids, businessId }
  const answer = await ask<{ ids: string[] }>(world, 200, 'POST', '/contacts/bulk/business', body)
  agree([...there].sort(), [...answer.ids].sort())
}

/** Lists the contacts of a business. */
export async function listBusiness(random: Random, world: World): Promise<void> {
  const businessId = random.pick(world.businesses)
  const url = `/contacts/business/${businessId}?locationId=${world.server.locationId}&limit=100`
  const answer = await ask<{ contacts: { id: string }[]; count: number }>(world, 200, 'GET', url)
  const expected = [...world.contacts.values()].filter((one) => one.businessId === businessId)
  agree(expected.length, answer.count)
  if (expected.length > 100) return
  agree(expected.map(({ person }) => person.id).sort(), answer.contacts.map(({ id }) => id).sort())
}

/** Adds followers, or removes some. */
export async function follow(random: Random, world: World): Promise<void> {
  const contact = aContact(random, world)
  const sent = random.list(1, 2, () => random.pick(world.users))
  const before = contact.followers
  const isAdding = random.chance(0.6)
  const named = [...new Set(sent)]
  change(world, contact, () => {
    contact.followers = isAdding
      ? [...new Set([...before, ...named])]
      : before.filter((one) => !named.includes(one))
  })
  const url = `/contacts/${contact.person.id}/followers`
  const body = { followers: sent }
  const answer = isAdding
    ? await ask(world, 201, 'POST', url, body)
    : await ask(world, 200, 'DELETE', url, body)
  agreeIn({ followers: contact.followers }, answer as object)
}

/** Ids without duplicates: some of existing contacts, and rarely one of a deleted contact. */
function someIds(random: Random, world: World): string[] {
  const ids = random.list(1, 5, () => aContact(random, world).person.id)
  if (world.gone.length > 0 && random.chance(0.3)) ids.push(random.pick(world.gone))
  return [...new Set(ids)]
}
