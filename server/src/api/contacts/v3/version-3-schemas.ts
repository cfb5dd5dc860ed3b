import { type TObject, type TObjectOptions, type TSchema, Type } from 'typebox'
import type { DndChannel } from '../dnd.ts'
import { version3Channels, version3Dnd } from './version-3.ts'

/**
 * The v3 counterpart of a dated body that may contain dndSettings and customFields, for `operation({ version3: {
 * ...version3Request(body, examples), … } })`.
 */
export const version3Request = (body: TObject, examples: Record<string, object>) => {
  const { dndSettings, ...others } = body.properties
  return {
    body: Type.Object(
      {
        ...others,
        customFields: Type.Optional(withFieldValue(others.customFields as ListSchema)),
        // Last, as in the v3 specification.
        ...(dndSettings && { dndSettings: Type.Optional(recased(dndSettings as TObject)) }),
      },
      optionsOf(body),
    ),
    examples: Object.fromEntries(
      Object.entries(examples).map(([name, example]) => [name, exampleOf(example)]),
    ),
  }
}

/** The v3 counterpart of a dated response that contains a contact. */
export function version3Answer(answer: TObject): TObject {
  const contact = answer.properties.contact as TObject
  // Only the dated Create Contact returns a month, a day and an instant.
  const { birthMonth, birthDay, ...properties } = contact.properties
  const dateOfBirth = { example: '1990-09-25' }
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

/** A response without the older spelling of `succeeded`. */
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

/** Custom fields with the name that v3 prefers for the value. */
function withFieldValue({ items, ...list }: ListSchema): TSchema {
  const { field_value: value, ...properties } = items.properties
  const older = { description: 'The older name of `fieldValue`, which takes precedence.', deprecated: true }
  const item = { ...properties, fieldValue: value as TSchema, field_value: Type.Optional(Type.Unsafe(older)) }
  return Type.Unsafe({ ...list, items: Type.Object(item, optionsOf(items)) })
}

/** The options of a schema, without its properties. */
function optionsOf({ type, properties, required, ...options }: TObject): TObjectOptions {
  return options
}

/** Translates a dated body to v3. */
const exampleOf = (example: object): object =>
  Object.fromEntries(
    Object.entries(example).map(([name, value]) => {
      if (name === 'dndSettings') return [name, version3Dnd(value)]
      return name === 'customFields' ? [name, value.map(itemOf)] : [name, value]
    }),
  )

const itemOf = ({ field_value: fieldValue, ...item }: { field_value: unknown }) => ({ ...item, fieldValue })
