import { useQuery } from '@tanstack/react-query'
import { type Api, dataOf } from '../../api/client.ts'
import { ApiFailure } from '../../api/failure.ts'
import { useWorkplace } from '../../session/session.tsx'
import type { Contact, UpdateContactBody } from './contact-values.ts'

/** A contact, and its version for `If-Match`. */
export interface VersionedContact {
  contact: Contact
  etag: string
}

export const contactKey = (locationId: string, id: string) => ['contact', locationId, id] as const

/** @throws ApiFailure */
export async function readContact(api: Api, contactId: string): Promise<VersionedContact> {
  const { data, error, response } = await api.GET('/contacts/{contactId}', {
    params: { path: { contactId } },
  })
  if (data === undefined) throw new ApiFailure(response.status, error)
  return { contact: data.contact, etag: response.headers.get('etag') ?? '' }
}

/** A contact after an update. */
export interface SavedContact extends VersionedContact {
  /** The unknown custom fields and options that were left out, as the server lists them; null if there were none. */
  ignored: string | null
}

/**
 * Changes the contact if it still has the version that was read.
 * @returns a refusal as it is; its status is 412 if the version has changed.
 * @throws ApiFailure if the session has ended.
 */
export async function updateContact(
  api: Api,
  { contact, etag }: VersionedContact,
  body: UpdateContactBody,
): Promise<SavedContact | ApiFailure> {
  const { data, error, response } = await api.PUT('/contacts/{contactId}', {
    params: { path: { contactId: contact.id } },
    body,
    headers: { 'if-match': etag },
  })
  if (data === undefined) return new ApiFailure(response.status, error)
  return {
    contact: data.contact,
    etag: response.headers.get('etag') ?? '',
    ignored: response.headers.get('x-contactd-ignored-fields'),
  }
}

/** The custom fields of contacts in the location. */
export function useCustomFields() {
  const { api, location } = useWorkplace()
  return useQuery({
    queryKey: ['custom-fields', location.id, 'contact'],
    queryFn: async () => {
      const path = { locationId: location.id }
      const { customFields } = await dataOf(
        api.GET('/locations/{locationId}/customFields', { params: { path, query: { model: 'contact' } } }),
      )
      return customFields
    },
    staleTime: 60_000,
  })
}

/** The users of the location, for lists of choices: `{value: id, label: name}`. */
export function useUserChoices() {
  const { api, location } = useWorkplace()
  return useQuery({
    queryKey: ['users', location.id, 'choices'],
    queryFn: async () => {
      const query = { locationId: location.id }
      const { users } = await dataOf(api.GET('/users', { params: { query } }))
      return users.map(({ id, name }) => ({ value: id, label: name }))
    },
    staleTime: 60_000,
  })
}

/** The names of the location's tags. */
export function useTagNames() {
  const { api, location } = useWorkplace()
  return useQuery({
    queryKey: ['tags', location.id, 'names'],
    queryFn: async () => {
      const path = { locationId: location.id }
      const { tags } = await dataOf(api.GET('/locations/{locationId}/tags', { params: { path } }))
      return tags.map(({ name }) => name)
    },
    staleTime: 60_000,
  })
}
