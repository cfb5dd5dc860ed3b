import { type Static, type TObject, type TProperties, Type } from 'typebox'
import { createContactBody } from '../../api/contacts/contact-schemas.ts'
import { customFieldTypes, locationModels } from '../../api/custom-fields/custom-field.ts'
import { maxCustomValues } from '../../api/custom-values/custom-value.ts'
import { customValueBody } from '../../api/custom-values/custom-value-schemas.ts'
import { createNoteBody } from '../../api/notes/note-schemas.ts'
import { forecastBodies } from '../../api/opportunities/opportunity-schemas.ts'
import { maxPipelines, maxStages } from '../../api/pipelines/pipeline.ts'
import { createTaskBody } from '../../api/tasks/task-schemas.ts'
import { scopes as everyScope } from '../../auth/scopes.ts'
import { countryCodes } from '../../lib/countries.ts'

const closed = <Properties extends TProperties>(properties: Properties): TObject<Properties> =>
  Type.Object(properties, { additionalProperties: false })
const listOf = <Item extends TProperties>(item: Item, maxItems: number, description?: string) =>
  Type.Optional(Type.Array(closed(item), { maxItems, ...(description && { description }) }))

const id = Type.Optional(
  Type.String({ pattern: '^[A-Za-z0-9_-]{1,64}$', description: 'Made by contactd if missing.' }),
)
const name = Type.String({ minLength: 1, maxLength: 255 })
const text = Type.Optional(Type.String({ maxLength: 1000 }))
const email = Type.String({ format: 'contact-new-email', maxLength: 320 })
const country = Type.Optional(
  Type.Enum([...countryCodes], { type: 'string', description: 'ISO 3166-1 alpha-2.' }),
)
const timezone = Type.Optional(
  Type.String({
    minLength: 1,
    format: 'contact-timezone',
    maxLength: 100,
    description: 'An IANA time zone.',
  }),
)
const dateAdded = Type.Optional(
  Type.String({
    minLength: 1,
    format: 'instant',
    maxLength: 40,
    description: 'ISO 8601. The same at each start if missing.',
  }),
)
const scopeList = Type.Array(Type.Enum([...everyScope], { type: 'string' }), {
  minItems: 1,
  maxItems: everyScope.length,
})
/** Names another item of the location. */
const reference = (description: string) => Type.String({ minLength: 1, maxLength: 1000, description })
const user = (description: string) =>
  Type.Optional(reference(`${description}: the id or the email of a user of the location.`))

const tag = Type.Unsafe<string | { id?: string; name: string }>({
  type: ['string', 'object'],
  maxLength: 255,
  properties: { id, name },
  required: ['name'],
  additionalProperties: false,
})

const tokens = listOf(
  {
    id,
    token: Type.Optional(
      Type.String({
        pattern: '^pit-[A-Za-z0-9-]{1,100}$',
        description: '`pit-` and letters, digits and hyphens.',
      }),
    ),
    name: Type.Optional(name),
    scopes: Type.Optional(
      Type.Array(Type.Enum([...everyScope], { type: 'string' }), {
        minItems: 1,
        description: 'All if missing.',
      }),
    ),
  },
  100,
  'Private integration tokens.',
)

const {
  pipelineId: _pipeline,
  pipelineStageId: _stage,
  locationId: _location,
  contactId: _contact,
  ...opportunityFields
} = forecastBodies.create.properties

const opportunity = {
  id,
  dateAdded,
  ...opportunityFields,
  name: Type.Optional(opportunityFields.name),
  status: Type.Optional(opportunityFields.status),
  pipeline: reference('The name or the id of a pipeline.'),
  stage: Type.Optional(reference('The name or the id of a stage of the pipeline; its first if missing.')),
  lostReason: Type.Optional(reference('The name or the id of a lost reason.')),
  assignedTo: user('Who it is assigned to'),
}

const { locationId: _, ...contactFields } = createContactBody.properties
const contact = {
  id,
  dateAdded,
  ...contactFields,
  assignedTo: user('Who it is assigned to'),
  notes: listOf({ id, dateAdded, ...createNoteBody.properties, userId: user('The author') }, 1000),
  tasks: listOf(
    {
      id,
      ...createTaskBody.properties,
      completed: Type.Optional(createTaskBody.properties.completed),
      assignedTo: user('Who it is assigned to'),
    },
    1000,
  ),
  opportunities: listOf(opportunity, 100),
}

const locationItems = {
  users: listOf(
    { id, name, email, owner: Type.Optional(Type.Boolean({ description: 'An admin of the company.' })) },
    1000,
  ),
  customFields: listOf(
    {
      id,
      name,
      dataType: Type.Enum([...customFieldTypes], { type: 'string' }),
      model: Type.Optional(Type.Enum([...locationModels], { type: 'string' })),
      fieldKey: Type.Optional(Type.String({ maxLength: 255, description: 'Made from the name if missing.' })),
      placeholder: text,
      options: Type.Optional(Type.Array(name, { maxItems: 1000 })),
    },
    1000,
  ),
  customValues: listOf({ id, ...customValueBody.properties }, maxCustomValues),
  tags: Type.Optional(Type.Array(tag, { maxItems: 10_000 })),
  pipelines: listOf(
    { id, name, stages: Type.Array(closed({ id, name }), { minItems: 1, maxItems: maxStages }) },
    maxPipelines,
  ),
  lostReasons: listOf({ id, name }, 100),
  contacts: listOf(
    contact,
    10_000,
    'As Create Contact takes them, with their notes, tasks and opportunities.',
  ),
}

/** What a location has at its start. Every item may carry its id. */
export const locationSeedBody = closed(locationItems)
export type LocationSeed = Static<typeof locationSeedBody>

/** What a development server has at its start. */
export const seedBody = closed({
  companies: listOf(
    {
      id,
      name,
      email: Type.Optional(email),
      ...{ phone: text, website: text, address: text, city: text, postalCode: text, state: text },
      country,
      timezone,
      tokens,
    },
    100,
    'One with the name of the first location if missing.',
  ),
  locations: Type.Array(
    closed({
      id,
      company: Type.Optional(reference('The name or the id of its company; the first if missing.')),
      name,
      country,
      timezone,
      allowDuplicateContact: Type.Optional(Type.Boolean()),
      ...locationItems,
      tokens,
    }),
    { minItems: 1, maxItems: 100 },
  ),
  apps: listOf(
    {
      clientId: Type.Optional(Type.String({ pattern: '^[A-Za-z0-9_-]{1,64}$' })),
      clientSecret: Type.Optional(Type.String({ minLength: 1, maxLength: 255 })),
      name,
      redirectUris: Type.Array(Type.String({ minLength: 1, format: 'redirect-uri' }), {
        minItems: 1,
        maxItems: 20,
      }),
      scopes: Type.Optional(scopeList),
    },
    100,
    'OAuth apps.',
  ),
})
export type Seed = Static<typeof seedBody>
export type SeedLocation = Seed['locations'][number]
export type SeedTokens = NonNullable<SeedLocation['tokens']>
