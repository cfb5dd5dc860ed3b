import { Type } from 'typebox'
import { principalOf } from '../auth/gate.ts'
import { accessOf } from '../auth/operation-scopes.ts'
import { scopeOf } from '../auth/principal.ts'
import type { App } from '../http/app.ts'
import { operation, pathId } from '../http/operation.ts'
import { readPage } from '../http/paging.ts'
import { checkedBody, requireValid } from '../http/validation.ts'
import type { Business } from './business.ts'
import {
  businessAnswers,
  businessesQuery,
  businessPage,
  createBusinessBody,
  updateBusinessBody,
} from './business-schemas.ts'
import { listBusinesses } from './business-store.ts'
import { createBusiness } from './create-business.ts'
import { findReachableBusiness } from './find-business.ts'
import { findReachableLocation } from './find-location.ts'
import type { LocationContext } from './location-context.ts'
import { updateBusiness } from './update-business.ts'

const tag = 'Businesses'
const params = Type.Object({ businessId: pathId('The id of the business.', '63771dcac1116f0e21de8e12') })

const createOperation = operation({
  ...accessOf('create-business'),
  summary: 'Create Business',
  description: 'Makes a business in a location. Contacts are put into it with their own operations.',
  tag,
  body: createBusinessBody,
  examples: {
    'A business': {
      name: 'Microsoft',
      locationId: 've9EPM428h8vShlRW1KT',
      phone: '+18832327657',
      email: 'john@deo.com',
      website: 'www.xyz.com',
      address: 'street adress',
      city: 'new york',
      postalCode: '12312312',
      state: 'new york',
      country: 'us',
      description: 'business description',
    },
  },
  answer: { status: 201, description: 'The new business.', schema: businessAnswers.written },
  refusals: ['locationUnreachable', 'tooManyBusinesses'],
})

const updateOperation = operation({
  ...accessOf('update-business'),
  summary: 'Update Business',
  description: 'Changes what the body includes, and nothing else.',
  tag,
  params,
  body: updateBusinessBody,
  examples: { 'A new name, and no website': { name: 'Microsoft Corporation', website: '' } },
  answer: { status: 200, description: 'The business after it.', schema: businessAnswers.written },
  refusals: ['businessNotFound', 'locationUnreachable'],
})

const getOperation = operation({
  ...accessOf('get-business'),
  summary: 'Get Business',
  description: 'A business.',
  tag,
  params,
  answer: { status: 200, description: 'The business.', schema: businessAnswers.found },
  refusals: ['businessNotFound', 'locationUnreachable'],
})

const listOperation = operation({
  ...accessOf('get-businesses-by-location'),
  summary: 'Get Businesses by Location',
  description: 'The businesses of a location, oldest first.',
  tag,
  querystring: businessesQuery,
  answer: { status: 200, description: 'The businesses.', schema: businessAnswers.list },
  refusals: ['locationUnreachable'],
})

/** The operations on businesses, but their deletion. The gate stands before them. */
export function registerBusinessRoutes(app: App, context: LocationContext): void {
  const { storage } = context

  app.post('/businesses/', createOperation, async (request, reply) => {
    const buiseness = await createBusiness(context, principalOf(request), checkedBody(request))
    return reply.code(201).send({ success: true, buiseness })
  })

  app.get('/businesses/', listOperation, async (request) => {
    requireValid(request)
    const { locationId, ...asked } = request.query
    const rows = await storage.read(
      async (tx) => {
        await findReachableLocation(tx, principalOf(request), locationId)
        return tx.all(listBusinesses, { locationId, ...readPage(asked, businessPage) })
      },
      scopeOf(principalOf(request)),
    )
    return { businesses: rows.map((row) => JSON.parse(row.document) as Business) }
  })

  app.get('/businesses/:businessId', getOperation, async (request) => ({
    business: await storage.read(
      (tx) => findReachableBusiness(tx, principalOf(request), request.params.businessId),
      scopeOf(principalOf(request)),
    ),
  }))

  app.put('/businesses/:businessId', updateOperation, async (request) => {
    const { businessId } = request.params
    const buiseness = await updateBusiness(context, principalOf(request), businessId, checkedBody(request))
    return { success: true, buiseness }
  })
}
