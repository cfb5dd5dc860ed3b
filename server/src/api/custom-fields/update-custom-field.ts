import type { Principal } from '../../auth/principal.ts'
import { scopeIn } from '../../auth/write-scope.ts'
import { errors } from '../../http/errors.ts'
import type { ApiContext } from '../api-context.ts'
import { requireName } from '../locations/require-name.ts'
import { withSpec } from './custom-field.ts'
import { requireFolder } from './custom-field-folders.ts'
import { specOf, type UpdateCustomFieldBody } from './custom-field-schemas.ts'
import { refuseTooLargeFields, type StoredCustomField, saveCustomField } from './custom-field-store.ts'
import { type CustomFieldRef, findReachableCustomField } from './find-custom-field.ts'

/**
 * Update Custom Field: changes only the properties sent. Key, type and model never change.
 * @throws ApiError 401 for the location; 400 for the custom field, also if it has another model, or the folder; 422.
 * @throws InputError if a text or a list is empty or too long.
 */
export const updateCustomField = (
  { storage, ids }: ApiContext,
  principal: Principal,
  ref: CustomFieldRef,
  body: UpdateCustomFieldBody,
): Promise<StoredCustomField> =>
  storage.write(
    async (tx) => {
      const before = await findReachableCustomField(tx, principal, ref)
      const { locationId, model, dateAdded } = before
      const { model: sentModel, ...spec } = specOf(requireName(body))
      if (sentModel !== undefined && sentModel !== model) throw errors.customFieldNotFound(ref.id)
      if (spec.parentId) await requireFolder(tx, locationId, spec.parentId, model)
      const field = { ...withSpec(ids, before, spec), dateAdded }
      await saveCustomField(tx, field)
      await refuseTooLargeFields(tx, locationId)
      return field
    },
    scopeIn(principal, ref.locationId),
  )
