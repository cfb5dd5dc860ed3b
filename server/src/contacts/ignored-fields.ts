import type { FastifyReply } from 'fastify'
import { ignoredFieldsHeader } from './contact-view.ts'

/** The header of answers to what writes a contact, for the reference page. */
export const ignoredFieldsHeaders = {
  'x-contactd-ignored-fields':
    'The custom fields that were dropped, as sent: ids or keys, with commas between. Missing when none was.',
}

/** Names the custom fields that were dropped, where some were. */
export function nameIgnoredFields(reply: FastifyReply, ignoredFields: readonly string[]): void {
  if (ignoredFields.length > 0) reply.header('x-contactd-ignored-fields', ignoredFieldsHeader(ignoredFields))
}
