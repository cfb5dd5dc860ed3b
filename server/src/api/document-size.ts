import { errors } from '../http/errors.ts'

/**
 * The maximum size of a contact's or an opportunity's document, in bytes of UTF-8. It also limits those that grow with
 * many updates. Updating a document of a million three-byte characters blocked the main thread for 70 ms.
 */
const maxDocumentBytes = 1024 * 1024

/**
 * Refuses a document that is larger than the maximum.
 * @param document JSON.
 * @param before JSON that is replaced.
 * @param noun of the record in the message.
 * @throws ApiError 422, which also rolls back the write.
 */
export function refuseTooLarge(document: string, before = '', noun = 'contact'): void {
  const bytes = Buffer.byteLength(document)
  // A document that an older, higher limit allowed may shrink.
  if (bytes > maxDocumentBytes && bytes >= Buffer.byteLength(before))
    throw errors.unprocessable([`the ${noun} must not grow beyond ${maxDocumentBytes} bytes`])
}
