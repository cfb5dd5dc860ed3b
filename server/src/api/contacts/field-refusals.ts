import { phoneRefusalNames } from '../phones/phone-refusals.ts'

/** The errors, common to all operations that write a contact, that depend on its location. */
export const fieldRefusals = [...phoneRefusalNames, 'userNotFound', 'customFieldValueInvalid'] as const
