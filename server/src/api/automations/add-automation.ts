import type { Principal } from '../../auth/principal.ts'
import { scopeIn } from '../../auth/write-scope.ts'
import type { ApiContext } from '../api-context.ts'
import { findReachableLocation } from '../locations/find-location.ts'
import { requireName } from '../locations/require-name.ts'
import { type AutomationKind, automationView } from './automation.ts'
import type { AutomationBody } from './automation-schemas.ts'
import { type AutomationSpec, createAutomation } from './create-automation.ts'

/**
 * Creates a campaign or a workflow from a request.
 * @returns the response.
 * @throws ApiError 401 for the location, 422, 400 at the limit of the location.
 */
export const addAutomation = (
  { storage, clock, ids }: ApiContext,
  principal: Principal,
  kind: AutomationKind,
  { locationId, ...fields }: AutomationBody,
) =>
  storage.write(
    async (tx) => {
      await findReachableLocation(tx, principal, locationId)
      const spec = automationSpec(fields)
      return automationView(await createAutomation(tx, { clock, ids }, kind, locationId, spec))
    },
    scopeIn(principal, locationId),
  )

/** Translates a body, apart from its location, for the use case. @throws ApiError 422. */
export function automationSpec(fields: Omit<AutomationBody, 'locationId'>): AutomationSpec {
  const { name, status = 'published' } = requireName(fields)
  return { name: name.trim(), status }
}
