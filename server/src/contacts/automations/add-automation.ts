import { type Principal, scopeOf } from '../../auth/principal.ts'
import { errors } from '../../http/errors.ts'
import type { Checked } from '../../http/validation.ts'
import { findReachableLocation, locationIdOf } from '../../locations/find-location.ts'
import type { ContactContext } from '../contact-context.ts'
import { type AutomationKind, automationView } from './automation.ts'
import type { AutomationBody } from './automation-schemas.ts'
import { createAutomation } from './create-automation.ts'

/**
 * Makes a campaign or a workflow as a request asks for it.
 * @returns it, as answered. @throws ApiError 401 for the location, 422, 400 where it has as many as it can.
 */
export const addAutomation = (
  { storage, clock, ids }: ContactContext,
  principal: Principal,
  kind: AutomationKind,
  body: Checked<AutomationBody>,
) =>
  storage.write(async (tx) => {
    const named = locationIdOf(body.raw)
    if (named !== undefined) await findReachableLocation(tx, principal, named)
    const { locationId, name, status = 'published' } = body.valid()
    if (name.trim() === '') throw errors.unprocessable(['name should not be empty'])
    const spec = { name: name.trim(), status }
    return automationView(await createAutomation(tx, { clock, ids }, kind, locationId, spec))
  }, scopeOf(principal))
