import { type Principal, scopeOf } from '../../auth/principal.ts'
import { errors } from '../../http/errors.ts'
import { jsonItems } from '../../http/send-json.ts'
import type { JsonPieces } from '../../lib/json-items.ts'
import { readInSlices } from '../../storage/read-in-slices.ts'
import type { ReadTx, Storage } from '../../storage/storage.ts'
import type { Contact } from '../contacts/contact.ts'
import { findContact } from '../contacts/contact-store.ts'
import { findProfile } from '../users/find-user.ts'
import { partsOfName } from '../users/user-profile.ts'
import { findUserOfLocation } from '../users/user-store.ts'
import type { Task } from './task.ts'
import { findContactSize, findFoundTask, type TaskPlace } from './task-search-store.ts'

/** The most that a page has in total, in UTF-16 units. */
const maxPageLength = 16 * 1024 * 1024

/**
 * Reads the tasks of a page, with the names of their contacts and users.
 * @returns the items of a JSON list.
 * @throws ApiError 400 if they are too large together.
 */
export async function readFoundTasks(
  storage: Storage,
  principal: Principal,
  locationId: string,
  page: readonly TaskPlace[],
): Promise<JsonPieces> {
  if (page.reduce((sum, { size }) => sum + size, 0) > maxPageLength) throw errors.pageTooLarge('tasks')
  const scope = scopeOf(principal)
  const weigh = async (tx: ReadTx, place: TaskPlace) => {
    const contact = await tx.get(findContactSize, { locationId, id: place.contactId })
    return { ...place, size: place.size + (contact?.size ?? 0) }
  }
  const weighed: TaskPlace[] = []
  for await (const slice of readInSlices(storage, page, weigh, { scope })) weighed.push(...slice)
  const rows = readInSlices(storage, weighed, (tx, place) => readRow(tx, locationId, place), { scope })
  return jsonItems(rows, (row) => JSON.stringify(row))
}

/** A row as returned. Undefined if the task or its contact has been deleted meanwhile. */
async function readRow(tx: ReadTx, locationId: string, place: TaskPlace): Promise<object | undefined> {
  const { contactId, id } = place
  const [found, contact] = await Promise.all([
    tx.get(findFoundTask, { locationId, contactId, id }),
    tx.get(findContact, { locationId, id: contactId }),
  ])
  if (!found || !contact) return undefined
  const task = JSON.parse(found.document) as Task
  const { firstName = null, lastName = null } = JSON.parse(contact.document) as Contact
  const status = task.completed ? 'completed' : 'to_do'
  const { id: _id, ...fields } = task
  return {
    _id,
    ...fields,
    locationId,
    status,
    statusGroup: status,
    deleted: false,
    dateAdded: new Date(found.dateAdded).toISOString(),
    dateUpdated: new Date(found.dateUpdated).toISOString(),
    contactDetails: { _id: contactId, firstName, lastName },
    assignedToUserDetails: task.assignedTo && (await readUser(tx, locationId, task.assignedTo)),
    searchAfter: [Date.parse(task.dueDate), id],
  }
}

async function readUser(tx: ReadTx, locationId: string, id: string): Promise<object | undefined> {
  const user = await tx.get(findUserOfLocation, { locationId, id })
  return user && { id, ...partsOfName(user.name, await findProfile(tx, id)) }
}
