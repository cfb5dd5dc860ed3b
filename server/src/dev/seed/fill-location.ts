import { makeContact } from '../../api/contacts/create-contact.ts'
import { normaliseTags } from '../../api/contacts/tags.ts'
import { createCustomField } from '../../api/custom-fields/create-custom-field.ts'
import { createCustomValue } from '../../api/custom-values/save-custom-value.ts'
import { createLostReason } from '../../api/lost-reasons/create-lost-reason.ts'
import { makeNote } from '../../api/notes/create-note.ts'
import { makeOpportunity } from '../../api/opportunities/create-opportunity.ts'
import type { PhonesContext } from '../../api/phones/parse-phones-first.ts'
import { createPipeline } from '../../api/pipelines/create-pipeline.ts'
import { insertTags } from '../../api/tags/tag-store.ts'
import { makeTask } from '../../api/tasks/create-task.ts'
import { createUser } from '../../api/users/create-user.ts'
import type { Principal } from '../../auth/principal.ts'
import { parseInstant } from '../../lib/instant.ts'
import type { WriteTx } from '../../storage/storage.ts'
import type { Mistakes } from './mistakes.ts'
import { beginningWith, type IdsAt } from './seed-ids.ts'
import type { LocationSeed } from './seed-schema.ts'

export interface SeedContext {
  context: PhonesContext
  idsAt: IdsAt
  mistakes: Mistakes
}

/** A location that is filled. */
interface SeedPlace {
  locationId: string
  /** Who creates the contacts. */
  caller: Principal
  /** The path of its items in the seed, with a full stop at the end; empty for a seed of its own. */
  at: string
}

type SeedContact = NonNullable<LocationSeed['contacts']>[number]

/** Items that others refer to by a name. */
type Named = { id: string; name?: string; email?: string }

/** The id of the item that a reference names; the reference itself for an item that is not in the seed. */
const idOf = (list: readonly Named[], reference: string): string =>
  list.find(({ id, name, email }) => [id, name, email].includes(reference))?.id ?? reference

const present = <T>(list: readonly (T | undefined)[]): T[] => list.filter((item) => item !== undefined)

/** Fills an existing location with what a valid seed has, and notes what its use cases refuse. */
export async function fillLocation(
  tx: WriteTx,
  { context, idsAt, mistakes }: SeedContext,
  { locationId, caller, at }: SeedPlace,
  seed: LocationSeed,
): Promise<void> {
  const start = context.clock.now()
  /** The sources for an item. @param path without that of the location. */
  const sources = ({ id, dateAdded }: { id?: string; dateAdded?: string }, path: string, back = 0) => {
    const now = (dateAdded === undefined ? undefined : parseInstant(dateAdded)) ?? start - back
    return { ...context, ids: beginningWith(idsAt(`${at}${path}`), id), clock: { now: () => now } }
  }
  const each = async <Item extends { id?: string }, Made>(
    name: string,
    list: readonly Item[] | undefined,
    make: (item: Item, own: ReturnType<typeof sources>, path: string) => Promise<Made>,
  ): Promise<Made[]> => {
    const made = []
    for (const [index, item] of (list ?? []).entries()) {
      const path = `${name}.${index}`
      // Lists show the newest first, and a seed is read from the top.
      made.push(await mistakes.of(`${at}${path}`, () => make(item, sources(item, path, index), path)))
    }
    return present(made)
  }

  const users = await each('users', seed.users, ({ id: _, owner = false, ...user }, own) =>
    createUser(tx, own, { ...user, locationId, owner }),
  )
  await each('customFields', seed.customFields, ({ id: _, ...field }, own) =>
    createCustomField(tx, own, locationId, field),
  )
  await each('customValues', seed.customValues, ({ id: _, ...value }, own) =>
    createCustomValue(tx, own, locationId, value),
  )
  const tags = (seed.tags ?? []).map((tag) => (typeof tag === 'string' ? { name: tag } : tag))
  await each('tags', tags, ({ name }, own) => insertTags(tx, own.ids, locationId, normaliseTags([name])))
  const pipelines = await each('pipelines', seed.pipelines, ({ name, stages }, own) => {
    const carried = stages.map(({ id }) => id ?? own.ids.uuid()).values()
    const ids = { ...own.ids, uuid: () => carried.next().value ?? own.ids.uuid() }
    return createPipeline(tx, { ...own, ids }, locationId, {
      name,
      stages: stages.map((stage) => stage.name),
    })
  })
  const lostReasons = await each('lostReasons', seed.lostReasons, ({ name }, own) =>
    createLostReason(tx, own, locationId, { name }),
  )

  const userOf = (reference: string | undefined) => reference && idOf(users, reference)
  const fillRecords = async (
    contactId: string,
    path: string,
    { notes, tasks }: Pick<SeedContact, 'notes' | 'tasks'>,
  ): Promise<void> => {
    const place = { locationId, contactId }
    await each(`${path}.notes`, notes, ({ id: _, dateAdded: __, userId, ...note }, own) =>
      makeNote(tx, own, place, { ...note, ...(userId && { userId: idOf(users, userId) }) }),
    )
    await each(`${path}.tasks`, tasks, ({ id: _, assignedTo, completed = false, ...task }, own) =>
      makeTask(tx, own, place, {
        ...task,
        completed,
        ...(assignedTo && { assignedTo: idOf(users, assignedTo) }),
      }),
    )
  }
  await each('contacts', seed.contacts, async (item, own, path) => {
    const { id: _, dateAdded: __, notes: ___, tasks: ____, opportunities, assignedTo, ...fields } = item
    const assigned = assignedTo === undefined ? {} : { assignedTo: userOf(assignedTo) ?? null }
    const made = await makeContact(tx, own, caller, locationId, { ...fields, ...assigned })
    noteIgnored(mistakes, `${at}${path}`, fields.customFields, made.ignoredFields)
    await fillRecords(made.contact.id, path, item)
    await each(`${path}.opportunities`, opportunities, async (opportunity, ownOfIt, pathOfIt) => {
      const { id: _, dateAdded: __, pipeline, stage, lostReason, assignedTo, ...rest } = opportunity
      const pipelineId = idOf(pipelines, pipeline)
      const stages = pipelines.find(({ id }) => id === pipelineId)?.stages ?? []
      const { ignoredFields } = await makeOpportunity(tx, ownOfIt, made.contact, {
        ...rest,
        pipelineId,
        ...(stage !== undefined && { pipelineStageId: idOf(stages, stage) }),
        ...(lostReason !== undefined && { lostReasonId: idOf(lostReasons, lostReason) }),
        ...(assignedTo !== undefined && { assignedTo: idOf(users, assignedTo) }),
      })
      noteIgnored(mistakes, `${at}${pathOfIt}`, rest.customFields, ignoredFields)
    })
  })
}

/** Values that a request would drop without an error: those that are not among the options of their fields. */
function noteIgnored(
  mistakes: Mistakes,
  path: string,
  sent: readonly { id?: string; key?: string }[] | undefined,
  ignored: readonly string[],
): void {
  for (const [index, item] of (sent ?? []).entries())
    if (ignored.includes(item.id || item.key || ''))
      mistakes.add(`${path}.customFields.${index}`, 'the value is not among the options of the custom field')
}
