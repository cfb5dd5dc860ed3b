import type { Note } from '../../server/src/api/notes/note.ts'
import type { Task } from '../../server/src/api/tasks/task.ts'
import { everyTable } from '../access/tables.ts'
import type { TestServer } from './server.ts'

/** The responses of operations on a contact's sub-resources. */
export interface ActivityReply {
  note: Note
  notes: Note[]
  task: Task
  tasks: Task[]
  traceId: string
  followers: string[]
  followersAdded: string[]
  followersRemoved: string[]
  events: Record<string, unknown>[]
  message: string | string[]
}

/** A campaign or a workflow in contactd's own responses. */
export interface AutomationReply {
  id: string
  name: string
  status: string
  locationId: string
  dateAdded: string
  membership?: { status: string; dateAdded: string; dateUpdated: string; eventStartTime?: string }
}

/** Creates a campaign or a workflow in the server's location. @returns its id. */
export async function newAutomation(
  { call, locationId }: TestServer,
  noun: 'campaign' | 'workflow',
  name = 'Welcome',
): Promise<string> {
  const { status, body } = await call<Record<string, AutomationReply>>('POST', `/_contactd/${noun}s`, {
    locationId,
    name,
  })
  if (status !== 201) throw new Error(`The ${noun} was refused: ${JSON.stringify(body)}`)
  return body[noun]?.id ?? ''
}

/** The campaigns or workflows that a contact is or was in. */
export async function membershipsOf(
  { call, locationId }: TestServer,
  noun: 'campaign' | 'workflow',
  contactId: string,
): Promise<AutomationReply[]> {
  const url = `/_contactd/${noun}s?locationId=${locationId}&contactId=${contactId}`
  const { body } = await call<Record<string, AutomationReply[]>>('GET', url)
  return body[`${noun}s`] ?? []
}

/** Whether a request leaves every table unchanged, except for the record of a token's first use. */
export async function isUntouched(server: TestServer, send: () => Promise<unknown>): Promise<boolean> {
  const state = async () => {
    const { tokens: _tokens, audit_events: _audit, ...rest } = await everyTable(server.storage)
    return JSON.stringify(rest)
  }
  const before = await state()
  await send()
  return (await state()) === before
}
