import { Type } from 'typebox'
import { described } from '../../http/described.ts'
import { bounds } from './bounds.ts'

/** The location that a body or a query names. */
export const namedLocationId = (description?: string) =>
  Type.String({
    example: 've9EPM428h8vShlRW1KT',
    minLength: 1,
    maxLength: bounds.id,
    ...described(description),
  })
