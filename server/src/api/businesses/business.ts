import type { Actor } from '../../auth/actor.ts'

/** The properties of a business that Create Business and Update Business take, apart from the location. */
export interface BusinessFields {
  name: string
  phone?: string | undefined
  email?: string | undefined
  website?: string | undefined
  address?: string | undefined
  city?: string | undefined
  description?: string | undefined
  state?: string | undefined
  postalCode?: string | undefined
  country?: string | undefined
}

/** A business as stored and returned, without unset properties. Times are ISO 8601 with milliseconds. */
export interface Business extends BusinessFields {
  id: string
  locationId: string
  createdBy: Actor
  updatedBy: Actor
  createdAt: string
  updatedAt: string
}

/** Applies a body to a business. `''` removes a property; a missing one leaves it. */
export function withFields(before: Business, fields: Partial<BusinessFields>, actor: Actor): Business {
  const after = { ...before, ...fields, updatedBy: actor, updatedAt: actor.timestamp }
  for (const field of clearable) if (after[field] === '') delete after[field]
  return after
}

const clearable = [
  'phone',
  'email',
  'website',
  'address',
  'city',
  'description',
  'state',
  'postalCode',
  'country',
] as const
