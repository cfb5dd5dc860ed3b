import { Type } from 'typebox'
import { principalOf } from '../auth/gate.ts'
import { accessOf } from '../auth/operation-scopes.ts'
import type { App } from '../http/app.ts'
import { operation, pathId } from '../http/operation.ts'
import { listTimezones } from '../lib/timezone.ts'
import { findReachableLocation } from './find-location.ts'
import { locationAnswers, locationView } from './location-answers.ts'
import type { LocationContext } from './location-context.ts'

const tag = 'Locations'
const params = Type.Object({ locationId: pathId('The id of the location.', 've9EPM428h8vShlRW1KT') })

const getOperation = operation({
  ...accessOf('get-location'),
  summary: 'Get Location',
  description: 'A location and its settings.',
  tag,
  params,
  answer: { status: 200, description: 'The location.', schema: locationAnswers.found },
  refusals: ['locationUnreachable'],
})

const timezonesOperation = operation({
  ...accessOf('get-timezones'),
  summary: 'Fetch Timezones',
  description: 'The time zones that a contact of the location may have.',
  tag,
  params,
  answer: { status: 200, description: 'The time zones, by name.', schema: locationAnswers.timezones },
  refusals: ['locationUnreachable'],
})

/** The operations on a location itself. The gate stands before them. */
export function registerLocationRoutes(app: App, { storage }: LocationContext): void {
  app.get('/locations/:locationId', getOperation, async (request) => {
    const location = await storage.read((tx) =>
      findReachableLocation(tx, principalOf(request), request.params.locationId),
    )
    return { location: locationView(location) }
  })

  app.get('/locations/:locationId/timezones', timezonesOperation, async (request) => {
    await storage.read((tx) => findReachableLocation(tx, principalOf(request), request.params.locationId))
    return { timezones: listTimezones() }
  })
}
