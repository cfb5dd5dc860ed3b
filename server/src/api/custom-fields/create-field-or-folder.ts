import type { Principal } from '../../auth/principal.ts'
import { scopeIn } from '../../auth/write-scope.ts'
import type { ApiContext } from '../api-context.ts'
import { findReachableLocation } from '../locations/find-location.ts'
import { requireName } from '../locations/require-name.ts'
import { createCustomField } from './create-custom-field.ts'
import { createFolder } from './custom-field-folders.ts'
import {
  type CreateCustomFieldBody,
  customFieldFolderView,
  customFieldView,
  specOf,
} from './custom-field-schemas.ts'

/** The response of Create Custom Field. */
type CreatedFieldOrFolder =
  | { customField: ReturnType<typeof customFieldView> }
  | { customFieldFolder: ReturnType<typeof customFieldFolderView> }

/**
 * Create Custom Field: a custom field or, by its `documentType`, a folder.
 * @throws ApiError 401 for the location, 422, and those of `createCustomField` and `createFolder`.
 */
export const createFieldOrFolder = (
  context: ApiContext,
  principal: Principal,
  locationId: string,
  sent: CreateCustomFieldBody,
): Promise<CreatedFieldOrFolder> =>
  context.storage.write(
    async (tx) => {
      await findReachableLocation(tx, principal, locationId)
      const body = requireName(sent)
      if (body.documentType === 'folder') {
        const { name, model = 'contact' } = body
        const folder = await createFolder(tx, context, locationId, { name, model })
        return { customFieldFolder: customFieldFolderView(locationId, folder) }
      }
      const { documentType, ...spec } = body
      return { customField: customFieldView(await createCustomField(tx, context, locationId, specOf(spec))) }
    },
    scopeIn(principal, locationId),
  )
