import { principalOf } from '../../auth/authorization.ts'
import { accessOf } from '../../auth/operation-scopes.ts'
import { operation } from '../../http/operation.ts'
import type { Pipeline } from '../../http/pipeline.ts'
import type { ApiContext } from '../api-context.ts'
import { createPrivateTokenBody, privateTokenAnswers, privateTokenParams } from './private-token-schemas.ts'
import { createPrivateToken, listPrivateTokens, revokePrivateToken } from './private-tokens.ts'

const tag = 'contactd'

const listOperation = operation({
  ...accessOf('list-private-tokens'),
  summary: 'List Private Tokens',
  description:
    'Lists the private integration tokens that are valid in the location, or in the whole company.',
  tag,
  answer: {
    status: 200,
    description: 'The tokens, without their secrets.',
    schema: privateTokenAnswers.list,
  },
  refusals: [],
})

const createOperation = operation({
  ...accessOf('create-private-token'),
  summary: 'Create Private Token',
  description: 'Creates a private integration token for the location, or for the whole company.',
  tag,
  body: createPrivateTokenBody,
  examples: { 'A token that reads': { name: 'CRM sync', scopes: ['contacts.readonly'] } },
  answer: { status: 201, description: 'The token, with its secret.', schema: privateTokenAnswers.created },
  refusals: [],
})

const revokeOperation = operation({
  ...accessOf('revoke-private-token'),
  summary: 'Revoke Private Token',
  description: 'Revokes a private integration token: it is refused from the next request on.',
  tag,
  params: privateTokenParams,
  answer: { status: 200, description: 'Revoked.', schema: privateTokenAnswers.revoked },
  refusals: ['tokenNotFound'],
})

/** contactd's own: private integration tokens, for owners who are signed in. Authorization runs before it. */
export function registerPrivateTokenRoutes(pipeline: Pipeline, context: ApiContext): void {
  pipeline.get('/_contactd/tokens', listOperation, async (request) => ({
    tokens: await listPrivateTokens(context, principalOf(request)),
  }))

  pipeline.post('/_contactd/tokens', createOperation, async (request, reply) => {
    reply.code(201)
    return { token: await createPrivateToken(context, principalOf(request), request.body) }
  })

  pipeline.delete('/_contactd/tokens/:tokenId', revokeOperation, async (request) => {
    await revokePrivateToken(context, principalOf(request), request.params.tokenId)
    return { succeeded: true }
  })
}
