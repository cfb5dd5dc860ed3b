import type { WriteTx } from '../../storage/storage.ts'
import type { Contact } from '../contacts/contact.ts'
import { changeReferences } from './document-store.ts'

type Holder = Pick<Contact, 'id' | 'locationId' | 'customFields'>

/**
 * Updates the references of a contact to documents of its location when its custom fields change. Losing its last
 * reference deletes a document; a document that never had one is kept.
 * @param before missing for a new contact. @param after missing for a deleted contact.
 */
export async function followDocuments(
  tx: WriteTx,
  before: Holder | undefined,
  after: Holder | undefined,
): Promise<void> {
  if (before?.customFields === after?.customFields) return
  const named = documentIdsOf(before?.customFields)
  const names = documentIdsOf(after?.customFields)
  if (named.size + names.size === 0) return
  const holder = after ?? before
  if (holder === undefined) return
  const place = { locationId: holder.locationId, contactId: holder.id }
  await changeReferences(tx, place, {
    added: [...names].filter((id) => !named.has(id)),
    dropped: [...named].filter((id) => !names.has(id)),
  })
}

/** The URLs that uploads return. */
const downloadPath = /\/documents\/download\/([A-Za-z0-9_-]{1,64})\/?(?:[?#].*)?$/

/** The ids in file values: in `documentId`, and in the URLs of downloads. */
function documentIdsOf(customFields: Contact['customFields'] = []): Set<string> {
  const ids = new Set<string>()
  for (const { value } of customFields) {
    if (typeof value !== 'object' || Array.isArray(value)) continue
    for (const file of Object.values(value)) {
      if (typeof file !== 'object' || file === null) continue
      const { documentId, url } = file as { documentId?: unknown; url?: unknown }
      if (typeof documentId === 'string') ids.add(documentId)
      const downloaded = typeof url === 'string' ? downloadPath.exec(url)?.[1] : undefined
      if (downloaded !== undefined) ids.add(downloaded)
    }
  }
  return ids
}
