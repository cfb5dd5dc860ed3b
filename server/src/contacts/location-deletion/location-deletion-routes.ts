import { Type } from 'typebox'
import { principalOf } from '../../auth/gate.ts'
import { accessOf } from '../../auth/operation-scopes.ts'
import type { App } from '../../http/app.ts'
import { operation, pathId } from '../../http/operation.ts'
import { requireValid } from '../../http/validation.ts'
import { PokedRun } from '../../lib/poked-run.ts'
import { locationAnswers } from '../../locations/location-answers.ts'
import { deleteLocationQuery } from '../../locations/location-schemas.ts'
import type { ContactContext } from '../contact-context.ts'
import { finishDeletions } from '../finish-deletions.ts'
import { deleteLocation } from './delete-location.ts'

const deleteOperation = operation({
  ...accessOf('delete-location'),
  summary: 'Delete Location',
  description:
    'Deletes a location, with its contacts and all else that it holds. It is gone at once, and its tokens are refused; what it held is taken from the database after the answer.',
  tag: 'Locations',
  params: Type.Object({ locationId: pathId('The id of the location.', 've9EPM428h8vShlRW1KT') }),
  querystring: deleteLocationQuery,
  answer: { status: 200, description: 'It is gone.', schema: locationAnswers.deleted },
  refusals: ['locationUnreachable'],
})

/** The deletion of locations stands with the contacts, which go with it. The gate stands before it. */
export function registerLocationDeletionRoutes(app: App, context: ContactContext): void {
  const stopping = new AbortController()
  const cleaning = new PokedRun(() =>
    finishDeletions(context, stopping.signal).catch((error: unknown) =>
      app.log.warn(
        { err: error },
        'a deletion could not be finished: the next one or the next start tries again',
      ),
    ),
  )
  app.addHook('preClose', async () => stopping.abort())
  app.addHook('onClose', () => cleaning.idle())

  app.delete('/locations/:locationId', deleteOperation, async (request) => {
    const { locationId } = request.params
    requireValid(request)
    await deleteLocation(context, principalOf(request), locationId)
    cleaning.poke()
    return { success: true, message: `Deleted location with id: ${locationId}` }
  })
}
