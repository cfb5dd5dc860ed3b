import type { Principal } from '../../auth/principal.ts'
import { scopeIn } from '../../auth/write-scope.ts'
import { errors } from '../../http/errors.ts'
import type { ApiContext } from '../api-context.ts'
import { findReachableLocation } from '../locations/find-location.ts'
import { type AutomationKind, automationView } from './automation.ts'
import type { AutomationBody } from './automation-schemas.ts'
import { createAutomation } from './create-automation.ts'

/**
 * Creates a campaign or a workflow from a request.
 * @returns the response.
 * @throws ApiError 401 for the location, 422, 400 at the limit of the location.
 */
export const addAutomation = (
  { storage, clock, ids }: ApiContext,
  principal: Principal,
  kind: AutomationKind,
  { locationId, name, status = 'published' }: AutomationBody,
) =>
  storage.write(
    async (tx) => {
      await findReachableLocation(tx, principal, locationId)
      if (name.trim() === '') throw errors.unprocessable(['name should not be empty'])
      const spec = { name: name.trim(), status }
      return automationView(await createAutomation(tx, { clock, ids }, kind, locationId, spec))
    },
    scopeIn(principal, locationId),
  )
