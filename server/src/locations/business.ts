import type { Actor } from '../auth/actor.ts'

/** What Create Business and Update Business say of a business, beside its location. */
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

/** A business as stored and answered. What is not set is missing. Times are ISO 8601 with milliseconds. */
export interface Business extends BusinessFields {
  id: string
  locationId: string
  createdBy: Actor
  updatedBy: Actor
  createdAt: string
  updatedAt: string
}

/** A business with what a body says of it. `''` takes a field away; what is not said stays. */
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
