import { Type } from 'typebox'
import { principalOf } from '../../auth/authorization.ts'
import { accessOf } from '../../auth/operation-scopes.ts'
import { operation, pathId } from '../../http/operation.ts'
import type { Pipeline } from '../../http/pipeline.ts'
import type { ApiContext } from '../api-context.ts'
import { locationOfPath } from './find-location.ts'
import { getPermissions } from './get-permissions.ts'
import { type Permission, permissions } from './permissions.ts'
import { setPermissions } from './set-permissions.ts'

const tag = 'Locations'
const params = Type.Object({ locationId: pathId('The id of the location.', 've9EPM428h8vShlRW1KT') })
const list = Type.Array(Type.Enum([...permissions], { type: 'string' }), {
  description: 'Names of permissions. contactd stores them and does not apply them.',
  example: ['crm', 'workflow'],
})
const body = Type.Object(
  { permissions: Type.Array(list.items, { ...list, maxItems: permissions.length }) },
  { additionalProperties: false },
)
const answer = Type.Object({ permissions: list })

const getOperation = operation({
  ...accessOf('get-location-permissions'),
  summary: 'Get Permissions',
  description: 'Returns the permissions of a location: all until they are set.',
  tag,
  params,
  answer: { status: 200, description: 'The permissions.', schema: answer },
  refusals: ['locationUnreachable'],
})

const updateOperation = operation({
  ...accessOf('update-location-permissions'),
  summary: 'Update Permissions',
  description: 'Replaces the permissions of a location.',
  tag,
  params,
  body,
  precondition: locationOfPath,
  examples: { 'Two permissions': { permissions: ['crm', 'workflow'] } },
  answer: { status: 200, description: 'The permissions.', schema: answer },
  refusals: ['locationUnreachable'],
})

/** Registers the operations on the permissions of a location. Authorization runs before them. */
export function registerPermissionRoutes(pipeline: Pipeline, context: ApiContext): void {
  const url = '/locations/:locationId/permissions'

  pipeline.get(url, getOperation, async (request) => ({
    permissions: await getPermissions(context, principalOf(request), request.params.locationId),
  }))

  pipeline.put(url, updateOperation, async (request) => {
    const sent = [...new Set(request.body.permissions)] as Permission[]
    await setPermissions(context, principalOf(request), request.params.locationId, sent)
    return { permissions: sent }
  })
}
