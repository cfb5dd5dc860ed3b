import { Type } from 'typebox'
import { principalOf } from '../../auth/authorization.ts'
import { accessOf } from '../../auth/operation-scopes.ts'
import { operation, pathId } from '../../http/operation.ts'
import type { Pipeline } from '../../http/pipeline.ts'
import type { Storage } from '../../storage/storage.ts'
import { companyAnswer } from './company-schemas.ts'
import { getCompany } from './get-company.ts'

const getOperation = operation({
  ...accessOf('get-company'),
  summary: 'Get Company',
  description: 'Returns the company of the token.',
  tag: 'Companies',
  params: Type.Object({ companyId: pathId('The id of the company.', '5DP4iH6HLkQsiKESj6rh') }),
  answer: { status: 200, description: 'The company.', schema: companyAnswer },
  refusals: ['locationUnreachable'],
})

/** Registers the operation on companies. Authorization runs before it. */
export function registerCompanyRoutes(pipeline: Pipeline, { storage }: { storage: Storage }): void {
  pipeline.get('/companies/:companyId', getOperation, async (request) => ({
    company: await getCompany(storage, principalOf(request), request.params.companyId),
  }))
}
