import { Type } from 'typebox'
import { principalOf } from '../auth/gate.ts'
import { accessOf } from '../auth/operation-scopes.ts'
import { scopeOf } from '../auth/principal.ts'
import type { App } from '../http/app.ts'
import { operation, pathId } from '../http/operation.ts'
import { checkedBody, requireValid } from '../http/validation.ts'
import { listTimezones } from '../lib/timezone.ts'
import { addLocation } from './add-location.ts'
import { findReachableLocation } from './find-location.ts'
import { locationAnswers, locationView, searchView, writtenView } from './location-answers.ts'
import type { LocationContext } from './location-context.ts'
import { createLocationBody, locationsQuery, putLocationBody } from './location-schemas.ts'
import { findLocationProfile } from './location-store.ts'
import { putLocation } from './put-location.ts'
import { searchLocations } from './search-locations.ts'

const tag = 'Locations'
const params = Type.Object({ locationId: pathId('The id of the location.', 've9EPM428h8vShlRW1KT') })

const details = {
  companyId: '5DP4iH6HLkQsiKESj6rh',
  phone: '+1410039940',
  address: '4th fleet street',
  city: 'New York',
  state: 'Illinois',
  postalCode: '567654',
  website: 'https://yourwebsite.com',
  prospectInfo: { firstName: 'John', lastName: 'Doe', email: 'john.doe@mail.com' },
}

const getOperation = operation({
  ...accessOf('get-location'),
  summary: 'Get Location',
  description: 'A location and its settings.',
  tag,
  params,
  answer: { status: 200, description: 'The location.', schema: locationAnswers.found },
  refusals: ['locationUnreachable'],
})

const searchOperation = operation({
  ...accessOf('search-locations'),
  summary: 'Search Locations',
  description: "The locations that the token reaches: its own, or all of its company's.",
  tag,
  querystring: locationsQuery,
  answer: { status: 200, description: 'The locations.', schema: locationAnswers.search },
  refusals: ['locationUnreachable'],
})

const createOperation = operation({
  ...accessOf('create-location'),
  summary: 'Create Location',
  description: "Makes a location in the token's company.",
  tag,
  body: createLocationBody,
  examples: { 'A location': { name: 'Mark Shoes', ...details, country: 'US', timezone: 'US/Central' } },
  answer: { status: 200, description: 'The new location.', schema: locationAnswers.written },
  refusals: ['locationUnreachable', 'tooManyLocations'],
})

const putOperation = operation({
  ...accessOf('put-location'),
  summary: 'Put Location',
  description: 'Changes what the body includes, and nothing else.',
  tag,
  params,
  body: putLocationBody,
  examples: {
    'Where it is': details,
    'Contacts may share an email or a phone': {
      companyId: '5DP4iH6HLkQsiKESj6rh',
      settings: { allowDuplicateContact: true },
    },
  },
  answer: { status: 200, description: 'The location after it.', schema: locationAnswers.written },
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

/** The operations on a location itself, but its deletion. The gate stands before them. */
export function registerLocationRoutes(app: App, context: LocationContext): void {
  const { storage } = context

  app.get('/locations/search', searchOperation, async (request) => {
    requireValid(request)
    const locations = await searchLocations(context, principalOf(request), request.query)
    return { locations: locations.map(searchView) }
  })

  app.post('/locations/', createOperation, async (request) =>
    writtenView(await addLocation(context, principalOf(request), checkedBody(request))),
  )

  app.get('/locations/:locationId', getOperation, async (request) => {
    const { locationId: id } = request.params
    const found = await storage.read(
      async (tx) => ({
        ...(await findReachableLocation(tx, principalOf(request), id)),
        profile: (await tx.get(findLocationProfile, { id }))?.profile ?? '{}',
      }),
      scopeOf(principalOf(request)),
    )
    return { location: locationView(found) }
  })

  app.put('/locations/:locationId', putOperation, async (request) => {
    const { locationId } = request.params
    return writtenView(await putLocation(context, principalOf(request), locationId, checkedBody(request)))
  })

  app.get('/locations/:locationId/timezones', timezonesOperation, async (request) => {
    await storage.read((tx) => findReachableLocation(tx, principalOf(request), request.params.locationId))
    return { timezones: listTimezones() }
  })
}
