import type { Random } from '../random.ts'
import { aContact } from './contact-moves.ts'
import type { Contact, Kept } from './people.ts'
import { agree, agreeIn, ask, Disagreement, type World } from './world.ts'

/** Notes or tasks: their paths, and how to create and change them. */
interface Kind {
  name: 'note' | 'task'
  /** @returns the body of a new one. */
  made(random: Random, world: World): Record<string, unknown>
  /** @returns the body of a change. */
  changed(random: Random, world: World): Record<string, unknown>
}

const texts = ['Wants a quote', 'שלום\nעולם', '👩‍👩‍👧', ' ']

export const notes: Kind = {
  name: 'note',
  made: (random, { users }) => ({
    body: random.pick(texts),
    pinned: random.chance(0.5),
    ...(random.chance(0.5) && { userId: random.pick(users), title: 'A call', color: '#FFAA00' }),
  }),
  changed: (random) => ({
    body: random.pick(texts),
    ...(random.chance(0.5) && { pinned: random.chance(0.5) }),
  }),
}

export const tasks: Kind = {
  name: 'task',
  made: (random, { users }) => ({
    title: random.pick(texts),
    dueDate: `2026-0${random.int(1, 9)}-25T11:00:00.000Z`,
    completed: random.chance(0.5),
    ...(random.chance(0.5) && { body: random.pick(texts), assignedTo: random.pick(users) }),
  }),
  changed: (random) =>
    random.chance(0.5) ? { title: random.pick(texts) } : { completed: random.chance(0.5) },
}

type One = Record<string, Record<string, unknown> & { id: string }>

/** Creates, changes, deletes, gets or lists the sub-resources of a contact. */
export async function keep(random: Random, world: World, kind: Kind): Promise<void> {
  // Usually one of the oldest few, so they get many.
  const [oldest] = world.contacts.values()
  const contact = oldest && random.chance(0.6) ? oldest : aContact(random, world)
  const kept = kind.name === 'note' ? contact.notes : contact.tasks
  const url = `/contacts/${contact.person.id}/${kind.name}s`
  const choice = kept.length === 0 ? 0 : random.int(0, 5)
  if (choice <= 1) return make(random, world, kind, { url, kept, contact })
  const one = random.pick(kept)
  const itsUrl = `${url}/${one.id}`
  if (choice === 2) {
    const body = kind.changed(random, world)
    Object.assign(one.fields, body)
    // The operation for this has the same effect.
    const isDone = Object.keys(body).join() === 'completed' && random.chance(0.5)
    return agreeOn(
      kind,
      one,
      await ask<One>(world, 200, 'PUT', isDone ? `${itsUrl}/completed` : itsUrl, body),
    )
  }
  if (choice === 3) {
    await ask(world, 200, 'DELETE', itsUrl)
    kept.splice(kept.indexOf(one), 1)
    await ask(world, 400, 'GET', itsUrl)
    return
  }
  if (choice === 4) return agreeOn(kind, one, await ask<One>(world, 200, 'GET', itsUrl))
  const list = (await ask<Record<string, { id: string }[]>>(world, 200, 'GET', url))[`${kind.name}s`] ?? []
  agreeOnList(kept, list)
}

async function make(
  random: Random,
  world: World,
  kind: Kind,
  { url, kept, contact }: { url: string; kept: Kept[]; contact: Contact },
): Promise<void> {
  const body = kind.made(random, world)
  const answer = await ask<One>(world, 201, 'POST', url, body)
  const one: Kept = {
    id: answer[kind.name]?.id ?? '',
    made: world.server.clock.now(),
    fields: { ...body, contactId: contact.person.id },
  }
  agreeOn(kind, one, answer)
  kept.push(one)
}

const agreeOn = ({ name }: Kind, { id, fields }: Kept, answer: One) =>
  agreeIn({ id, ...fields }, answer[name] ?? {})

/** Compares a list: all, the latest first; those of one millisecond in any order. */
function agreeOnList(kept: readonly Kept[], list: readonly { id: string }[]): void {
  agree(kept.map(({ id }) => id).sort(), list.map(({ id }) => id).sort())
  const times = list.map(({ id }) => kept.find((one) => one.id === id)?.made ?? 0)
  if (times.some((time, index) => time < (times[index + 1] ?? 0)))
    throw new Disagreement('The list is not in order.')
  for (const one of list) agreeIn(kept.find(({ id }) => id === one.id)?.fields ?? {}, one)
}
