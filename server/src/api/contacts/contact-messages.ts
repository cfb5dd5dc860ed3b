import type { OperationReply, OperationRequest } from '../../http/messages.ts'
import { sendJson } from '../../http/send-json.ts'
import { isVersion3 } from '../../http/version-header.ts'
import type { CustomFieldItem } from '../custom-fields/values/custom-field-item-schemas.ts'
import { tellIgnoredFields } from '../custom-fields/values/ignored-fields.ts'
import type { DndSettings } from './dnd.ts'
import { readVersion3Body, type Version3Fields, version3Contact } from './v3/version-3.ts'

interface ContactFields {
  dndSettings?: DndSettings
  customFields?: readonly CustomFieldItem[]
}

/** The body of a request that writes a contact, in the names of the dated versions. Use cases know no other names. */
export function contactBody<Body extends ContactFields>(
  request: Pick<OperationRequest, 'headers'> & { body: Body },
): Body {
  if (!isVersion3(request)) return request.body
  // The schema of v3 has validated it.
  const body: object = readVersion3Body(request.body as Version3Fields)
  return body as Body
}

/** The parts of a response with a contact. */
interface ContactAnswer {
  /** JSON of the contact in the dated spelling; `null` if there is none. */
  document: string
  /** JSON of the members before the contact, each followed by a comma. */
  outcome?: string
  /** The custom fields that were dropped, as sent. */
  ignoredFields?: readonly string[]
}

/**
 * Sends a contact in the spelling of the request's version. Splices the stored document into the response, because
 * serialising it again would cost more than everything else here.
 */
export function sendContact(
  request: Pick<OperationRequest, 'headers' | 'id'>,
  reply: OperationReply,
  { document, outcome = '', ignoredFields = [] }: ContactAnswer,
): OperationReply {
  tellIgnoredFields(reply, ignoredFields)
  const contact = isVersion3(request) ? version3Contact(document) : document
  return sendJson(reply, `{${outcome}"contact":${contact},"traceId":"${request.id}"}`)
}

/** The members of a response that report success. */
export const doneMembers = (request: Pick<OperationRequest, 'headers'>): string =>
  isVersion3(request) ? '"succeeded":true,' : '"succeded":true,"succeeded":true,'
