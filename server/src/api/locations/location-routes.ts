import { Type } from 'typebox'
import { principalOf } from '../../auth/authorization.ts'
import { accessOf } from '../../auth/operation-scopes.ts'
import { scopeOf } from '../../auth/principal.ts'
import { operation, pathId } from '../../http/operation.ts'
import type { Pipeline } from '../../http/pipeline.ts'
import { jsonItems, sendJson } from '../../http/send-json.ts'
import { listTimezones } from '../../lib/timezone.ts'
import type { ApiContext } from '../api-context.ts'
import { addLocation } from './add-location.ts'
import { findReachableLocation, locationOfPath } from './find-location.ts'
import { locationAnswers, locationView, searchView, writtenView } from './location-responses.ts'
import { createLocationBody, locationsQuery, putLocationBody } from './location-schemas.ts'
import { findLocationProfile } from './location-store.ts'
import { searchLocations } from './search-locations.ts'
import { updateLocation } from './update-location.ts'

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
  description: 'Returns a location and its settings.',
  tag,
  params,
  answer: { status: 200, description: 'The location.', schema: locationAnswers.found },
  refusals: ['locationUnreachable'],
})

const searchOperation = operation({
  ...accessOf('search-locations'),
  summary: 'Search Locations',
  description: "Lists the locations that the token can access: its own, or all of its company's.",
  tag,
  querystring: locationsQuery,
  answer: { status: 200, description: 'The locations.', schema: locationAnswers.search },
  refusals: ['locationUnreachable'],
})

const createOperation = operation({
  ...accessOf('create-location'),
  summary: 'Create Location',
  description: "Creates a location in the token's company.",
  tag,
  body: createLocationBody,
  examples: { 'A location': { name: 'Mark Shoes', ...details, country: 'US', timezone: 'US/Central' } },
  answer: { status: 200, description: 'The location.', schema: locationAnswers.written },
  refusals: ['locationUnreachable', 'tooManyLocations'],
})

const putOperation = operation({
  ...accessOf('put-location'),
  summary: 'Put Location',
  description:
    'Changes only the properties sent. An empty string removes a text; the name and the time zone cannot be empty.',
  tag,
  params,
  body: putLocationBody,
  precondition: locationOfPath,
  examples: {
    'An address': details,
    'Contacts may share an email or a phone': {
      companyId: '5DP4iH6HLkQsiKESj6rh',
      settings: { allowDuplicateContact: true },
    },
  },
  answer: { status: 200, description: 'The location.', schema: locationAnswers.written },
  refusals: ['locationUnreachable'],
})

const timezonesOperation = operation({
  ...accessOf('get-timezones'),
  summary: 'Fetch Timezones',
  description: 'Lists the time zones that a contact of the location may have.',
  tag,
  params,
  answer: { status: 200, description: 'The time zones, by name.', schema: locationAnswers.timezones },
  refusals: ['locationUnreachable'],
})

/** Registers the operations on a location, except deletion. Authorization runs before them. */
export function registerLocationRoutes(pipeline: Pipeline, context: ApiContext): void {
  const { storage } = context

  pipeline.get('/locations/search', searchOperation, async (request, reply) => {
    const found = await searchLocations(context, principalOf(request), request.query)
    const locations = await jsonItems(found, (location) => JSON.stringify(searchView(location)))
    return sendJson(reply, ['{"locations":[', ...locations, ']}'])
  })

  pipeline.post('/locations/', createOperation, async (request) =>
    writtenView(await addLocation(context, principalOf(request), request.body)),
  )

  pipeline.get('/locations/:locationId', getOperation, async (request) => {
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

  pipeline.put('/locations/:locationId', putOperation, async (request) => {
    const { locationId } = request.params
    return writtenView(await updateLocation(context, principalOf(request), locationId, request.body))
  })

  pipeline.get('/locations/:locationId/timezones', timezonesOperation, async (request) => {
    await storage.read((tx) => findReachableLocation(tx, principalOf(request), request.params.locationId))
    const timezones = listTimezones()
    return { timezones, timeZones: timezones }
  })
}
