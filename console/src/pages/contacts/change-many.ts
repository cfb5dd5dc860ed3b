import { type Api, dataOf } from '../../api/client.ts'

/** How many contacts one request tags: 20 tags at most keep it below the limit of the API. */
const taggedAtOnce = 500
/** How many requests for single contacts are on their way at once. */
const concurrent = 4

/** Adds tags to contacts, or removes them. @throws ApiFailure */
export async function tagAll(
  api: Api,
  locationId: string,
  { ids, tags, type }: { ids: readonly string[]; tags: string[]; type: 'add' | 'remove' },
): Promise<void> {
  for (let start = 0; start < ids.length; start += taggedAtOnce) {
    const body = { locationId, contacts: ids.slice(start, start + taggedAtOnce), tags }
    await dataOf(api.POST('/contacts/bulk/tags/update/{type}', { params: { path: { type } }, body }))
  }
}

/** Changes contacts, a few at a time. @throws the first error, after the others have ended. */
export async function changeEach(
  ids: readonly string[],
  change: (id: string) => Promise<unknown>,
): Promise<void> {
  const waiting = [...ids]
  const errors: unknown[] = []
  const work = async () => {
    for (let id = waiting.shift(); id !== undefined; id = waiting.shift())
      await change(id).catch((error: unknown) => errors.push(error))
  }
  await Promise.all(Array.from({ length: concurrent }, work))
  if (errors.length > 0) throw errors[0]
}
