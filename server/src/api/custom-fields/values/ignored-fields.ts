import type { OperationReply } from '../../../http/messages.ts'

const maxHeaderLength = 4000

/**
 * The header that names the dropped custom fields: as sent, separated by commas. Percent-encodes characters that a
 * header cannot hold; ends with `...` if the list is too long.
 */
export function ignoredFieldsHeader(ignoredFields: readonly string[]): string {
  const list = ignoredFields
    .map((name) => name.replace(/[^\x21-\x2b\x2d-\x7e]/gu, encodeURIComponent))
    .join(',')
  return list.length <= maxHeaderLength ? list : `${list.slice(0, maxHeaderLength)}...`
}

/** The header of responses to writes of custom fields, for the reference page. */
export const ignoredFieldsHeaders = {
  'x-contactd-ignored-fields':
    'The custom fields that were dropped, as sent: ids or keys, separated by commas. Missing if there are none.',
}

/** Names the dropped custom fields in the header of a response. */
export function tellIgnoredFields(reply: OperationReply, ignoredFields: readonly string[]): void {
  if (ignoredFields.length === 0) return
  reply.ignoredFields = ignoredFieldsHeader(ignoredFields)
  reply.header('x-contactd-ignored-fields', reply.ignoredFields)
}
