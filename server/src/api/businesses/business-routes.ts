import { Type } from 'typebox'
import { principalOf } from '../../auth/authorization.ts'
import { accessOf } from '../../auth/operation-scopes.ts'
import { operation, pathId } from '../../http/operation.ts'
import type { Pipeline } from '../../http/pipeline.ts'
import { sendJson } from '../../http/send-json.ts'
import type { ApiContext } from '../api-context.ts'
import { locationOfBody } from '../locations/find-location.ts'
import {
  businessAnswers,
  businessesQuery,
  createBusinessBody,
  updateBusinessBody,
} from './business-schemas.ts'
import { createBusiness } from './create-business.ts'
import { businessOfPath, getBusiness } from './find-business.ts'
import { listBusinessesOf } from './list-businesses.ts'
import { updateBusiness } from './update-business.ts'

const tag = 'Businesses'
const params = Type.Object({ businessId: pathId('The id of the business.', '63771dcac1116f0e21de8e12') })

const createOperation = operation({
  ...accessOf('create-business'),
  summary: 'Create Business',
  description: 'Creates a business in a location. Contact operations add contacts to it.',
  tag,
  body: createBusinessBody,
  precondition: locationOfBody,
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
  answer: { status: 201, description: 'The business.', schema: businessAnswers.written },
  refusals: ['locationUnreachable', 'tooManyBusinesses'],
})

const updateOperation = operation({
  ...accessOf('update-business'),
  summary: 'Update Business',
  description:
    'Changes only the properties sent. An empty string removes a property; the name cannot be empty.',
  tag,
  params,
  body: updateBusinessBody,
  precondition: businessOfPath,
  examples: { 'A new name, and no website': { name: 'Microsoft Corporation', website: '' } },
  answer: { status: 200, description: 'The business.', schema: businessAnswers.written },
  refusals: ['businessNotFound', 'locationUnreachable'],
})

const getOperation = operation({
  ...accessOf('get-business'),
  summary: 'Get Business',
  description: 'Returns a business.',
  tag,
  params,
  answer: { status: 200, description: 'The business.', schema: businessAnswers.found },
  refusals: ['businessNotFound', 'locationUnreachable'],
})

const listOperation = operation({
  ...accessOf('get-businesses-by-location'),
  summary: 'Get Businesses by Location',
  description: 'Lists the businesses of a location, oldest first.',
  tag,
  querystring: businessesQuery,
  answer: { status: 200, description: 'The businesses.', schema: businessAnswers.list },
  refusals: ['locationUnreachable'],
})

/** Registers the operations on businesses, except deletion. Authorization runs before them. */
export function registerBusinessRoutes(pipeline: Pipeline, context: ApiContext): void {
  const { storage } = context

  pipeline.post('/businesses/', createOperation, async (request, reply) => {
    const buiseness = await createBusiness(context, principalOf(request), request.body)
    reply.code(201)
    return { success: true, buiseness }
  })

  pipeline.get('/businesses/', listOperation, async (request, reply) => {
    const businesses = await listBusinessesOf(storage, principalOf(request), request.query)
    return sendJson(reply, ['{"businesses":[', ...businesses, ']}'])
  })

  pipeline.get('/businesses/:businessId', getOperation, async (request) => ({
    business: await getBusiness(storage, principalOf(request), request.params.businessId),
  }))

  pipeline.put('/businesses/:businessId', updateOperation, async (request) => {
    const { businessId } = request.params
    const buiseness = await updateBusiness(context, principalOf(request), businessId, request.body)
    return { success: true, buiseness }
  })
}
