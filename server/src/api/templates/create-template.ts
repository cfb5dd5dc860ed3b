import { errors } from '../../http/errors.ts'
import type { Clock } from '../../lib/clock.ts'
import type { Ids } from '../../lib/ids.ts'
import type { WriteTx } from '../../storage/storage.ts'
import { newTemplate, type Template, type TemplateSpec } from './template.ts'
import { insertTemplate, measureTemplates } from './template-store.ts'

/** The most templates of one location, including the deleted ones. */
export const maxTemplates = 10_000

/** Their total size in UTF-8. A page of the list is never larger. */
const maxTemplatesBytes = 16 * 1024 * 1024

/**
 * Creates a template in an existing location. HighLevel's API has no operation for it.
 * @throws InputError if a text is too long.
 * @throws ApiError 400 if the location has reached a limit.
 */
export async function createTemplate(
  tx: WriteTx,
  { clock, ids }: { clock: Clock; ids: Ids },
  locationId: string,
  spec: TemplateSpec,
): Promise<Template> {
  const dateAdded = clock.now()
  const place = { id: ids.next(), locationId, dateAdded: new Date(dateAdded).toISOString() }
  const template = newTemplate(place, spec)
  const { id, type } = template
  await tx.run(insertTemplate, { locationId, id, type, document: JSON.stringify(template), dateAdded })
  const { count = 0, bytes = 0 } = (await tx.get(measureTemplates, { locationId })) ?? {}
  if (count > maxTemplates) throw errors.tooMany('templates', maxTemplates)
  if (bytes > maxTemplatesBytes) throw errors.tooLargeTogether('templates', maxTemplatesBytes)
  return template
}
