import { type Static, type TSchema, Type } from 'typebox'

/** A schema that also accepts null, in the notation of OpenAPI 3.0. */
export const nullable = <Schema extends TSchema>(schema: Schema) =>
  Type.Unsafe<Static<Schema> | null>({ ...schema, nullable: true })
