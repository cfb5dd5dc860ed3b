import { type TObject, type TObjectOptions, type TSchema, Type } from 'typebox'
import type { DndChannel } from '../dnd.ts'
import { version3Channels, version3Dnd } from './version-3.ts'

/**
 * What version v3 takes in place of a body of the dated versions that may hold dndSettings and customFields, as
 * `operation({ version3: { ...version3Request(body, examples), … } })` wants it.
 */
export const version3Request = (body: TObject, examples: Record<string, object>) => ({
  body: Type.Object(
    {
      ...body.properties,
      dndSettings: Type.Optional(recased(body.properties.dndSettings as TObject)),
      customFields: Type.Optional(withFieldValue(body.properties.customFields as ListSchema)),
    },
    optionsOf(body),
  ),
  examples: Object.fromEntries(Object.entries(examples).map(([name, example]) => [name, exampleOf(example)])),
})

/** What version v3 answers in place of an answer of the dated versions that has a contact in it. */
export function version3Answer(answer: TObject): TObject {
  const contact = answer.properties.contact as TObject
  // Only the dated Create Contact answers a month and a day, and an instant.
  const { birthMonth, birthDay, ...properties } = contact.properties
  const dateOfBirth = { description: 'Birth date. Missing when not set.', example: '1990-09-25' }
  return Type.Object(
    {
      ...answer.properties,
      contact: Type.Object(
        {
          ...properties,
          dateOfBirth: Type.Optional(Type.String(dateOfBirth)),
          dndSettings: Type.Optional(recased(properties.dndSettings as TObject)),
        },
        optionsOf(contact),
      ),
    },
    optionsOf(answer),
  )
}

/** An answer without the older spelling of `succeeded`. */
export function withoutSucceded(answer: TObject): TObject {
  const { succeded, ...properties } = answer.properties
  return Type.Object(properties, optionsOf(answer))
}

type ListSchema = TSchema & { items: TObject }

/** The channels of dndSettings in the spelling of v3. */
const recased = (settings: TObject): TObject =>
  Type.Object(
    Object.fromEntries(
      Object.entries(settings.properties).map(([channel, schema]) => [
        version3Channels[channel as DndChannel],
        schema,
      ]),
    ),
    optionsOf(settings),
  )

/** Custom fields whose value stands under the name that v3 prefers. */
function withFieldValue({ items, ...list }: ListSchema): TSchema {
  const { field_value: value, ...properties } = items.properties
  const older = { description: '`fieldValue` under its older name. `fieldValue` wins.', deprecated: true }
  const item = { ...properties, fieldValue: value as TSchema, field_value: Type.Optional(Type.Unsafe(older)) }
  return Type.Unsafe({ ...list, items: Type.Object(item, optionsOf(items)) })
}

/** All of a schema but its properties. */
function optionsOf({ type, properties, required, ...options }: TObject): TObjectOptions {
  return options
}

/** A body of the dated versions in the words of v3. */
const exampleOf = (example: object): object =>
  Object.fromEntries(
    Object.entries(example).map(([name, value]) => {
      if (name === 'dndSettings') return [name, version3Dnd(value)]
      return name === 'customFields' ? [name, value.map(itemOf)] : [name, value]
    }),
  )

const itemOf = ({ field_value: fieldValue, ...item }: { field_value: unknown }) => ({ ...item, fieldValue })
