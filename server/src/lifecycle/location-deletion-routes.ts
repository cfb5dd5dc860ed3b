import { Type } from 'typebox'
import type { ApiContext } from '../api/api-context.ts'
import { locationAnswers } from '../api/locations/location-responses.ts'
import { deleteLocationQuery } from '../api/locations/location-schemas.ts'
import { principalOf } from '../auth/authorization.ts'
import { accessOf } from '../auth/operation-scopes.ts'
import type { App } from '../http/app.ts'
import { operation, pathId } from '../http/operation.ts'
import type { Pipeline } from '../http/pipeline.ts'
import { CoalescedTask } from '../lib/coalesced-task.ts'
import { deleteLocation } from './delete-location.ts'
import { resumeBackgroundWork } from './resume-background-work.ts'

const deleteOperation = operation({
  ...accessOf('delete-location'),
  summary: 'Delete Location',
  description:
    'Deletes a location with its contacts and all other content. The location and its tokens stop working at once; its content is deleted after the response.',
  tag: 'Locations',
  params: Type.Object({ locationId: pathId('The id of the location.', 've9EPM428h8vShlRW1KT') }),
  querystring: deleteLocationQuery,
  answer: { status: 200, description: 'Deleted.', schema: locationAnswers.deleted },
  refusals: ['locationUnreachable'],
})

/** The deletion of locations, which also deletes their contacts. */
export function registerLocationDeletionRoutes(app: App, pipeline: Pipeline, context: ApiContext): void {
  const cleaning = new CoalescedTask(() =>
    resumeBackgroundWork(context, pipeline.stopping).catch((error: unknown) =>
      app.log.warn({ err: error }, 'a deletion failed: the next deletion or the next start continues it'),
    ),
  )
  app.addHook('onClose', () => cleaning.idle())

  pipeline.delete('/locations/:locationId', deleteOperation, async (request) => {
    const { locationId } = request.params
    await deleteLocation(context, principalOf(request), locationId)
    cleaning.poke()
    return { success: true, message: `Deleted location with id: ${locationId}` }
  })
}
