import { Type } from 'typebox'
import { pathId } from '../../http/operation.ts'

export const contactId = pathId('The id of the contact.', 'ocQHyuzHvysMo5N5VsXc')

/** The path parameters of an operation on one contact. */
export const contactParams = Type.Object({ contactId })
