import { type Static, type TObject, Type } from 'typebox'
import { createContactBody } from '../api/contacts/contact-schemas.ts'
import { makeContact } from '../api/contacts/create-contact.ts'
import { type PhonesContext, withPhonesParsedFirst } from '../api/contacts/parse-phones-first.ts'
import { normaliseTags } from '../api/contacts/tags.ts'
import { createCustomField } from '../api/custom-fields/create-custom-field.ts'
import { customFieldTypes } from '../api/custom-fields/custom-field.ts'
import { createLocation, defaultPlace } from '../api/locations/create-location.ts'
import type { LocationContext } from '../api/locations/location-context.ts'
import { findLocation } from '../api/locations/location-store.ts'
import { createPipeline } from '../api/pipelines/create-pipeline.ts'
import { maxPipelines, maxStages } from '../api/pipelines/pipeline.ts'
import { insertTags } from '../api/tags/tag-store.ts'
import { createUser } from '../api/users/create-user.ts'
import type { Principal } from '../auth/principal.ts'
import { createPrivateIntegrationToken } from '../auth/private-integration-token.ts'
import { scopes as everyScope, type Scope } from '../auth/scopes.ts'
import { demoIds } from '../demo/demo-ids.ts'
import { type DemoSources, withId } from '../demo/demo-sources.ts'
import { fillOtherLocation } from '../demo/fill-demo.ts'
import { endLocation, finishLocationDeletion } from '../lifecycle/delete-location.ts'
import type { WriteTx } from '../storage/storage.ts'
import { ControlError } from './control/control-error.ts'
import { requireValidBody } from './control/valid-body.ts'

const id = Type.Optional(Type.String({ pattern: '^[A-Za-z0-9_-]{1,64}$' }))
const name = Type.String({ minLength: 1, maxLength: 255 })
const names = (maxItems: number) => Type.Array(name, { maxItems })
const closed = <Properties extends TObject['properties']>(properties: Properties) =>
  Type.Object(properties, { additionalProperties: false })

const { locationId: _, ...contactFields } = createContactBody.properties

/** What a location has at its start. Every item may carry its id. */
const seedBody = closed({
  customFields: Type.Optional(
    Type.Array(
      closed({
        id,
        name,
        dataType: Type.Enum([...customFieldTypes], { type: 'string' }),
        options: Type.Optional(names(1000)),
      }),
      { maxItems: 1000 },
    ),
  ),
  tags: Type.Optional(names(10_000)),
  pipelines: Type.Optional(
    Type.Array(
      closed({ id, name, stages: Type.Array(closed({ id, name }), { minItems: 1, maxItems: maxStages }) }),
      { maxItems: maxPipelines },
    ),
  ),
  contacts: Type.Optional(Type.Array(closed({ id, ...contactFields }), { maxItems: 10_000 })),
})
type Seed = Static<typeof seedBody>

/** The seeds with a name. */
const namedSeeds = ['empty', 'demo'] as const

export const locationBody = closed({
  name: Type.Optional(name),
  country: Type.Optional(Type.String({ minLength: 1, maxLength: 2 })),
  timezone: Type.Optional(Type.String({ minLength: 1, maxLength: 100 })),
  allowDuplicateContact: Type.Optional(Type.Boolean()),
  scopes: Type.Optional(Type.Array(Type.Enum([...everyScope], { type: 'string' }), { minItems: 1 })),
  /** Checked by `seedOf`. */
  seed: Type.Optional(Type.Unsafe<unknown>({})),
})
export type LocationBody = Static<typeof locationBody>

export interface TestLocation {
  locationId: string
  companyId: string
  userId: string
  token: string
}

/**
 * Creates a location for one test in the demo's company, with a user and a token of its own, all or nothing.
 * @throws ControlError 422 for an invalid seed; InputError, ApiError for values that the location refuses.
 */
export function addTestLocation(context: LocationContext, body: LocationBody): Promise<TestLocation> {
  const seed = seedOf(body.seed)
  const { name = 'Test', country, timezone, allowDuplicateContact: allowDuplicates = false } = body
  const { company: companyId } = demoIds
  return withPhonesParsedFirst(context, (withPhones) =>
    context.storage.write(async (tx) => {
      const spec = { ...defaultPlace, ...(country && { country }), ...(timezone && { timezone }) }
      const { id: locationId } = await createLocation(tx, context, {
        ...spec,
        name,
        companyId,
        allowDuplicates,
      })
      const email = `${locationId.toLowerCase()}@example.com`
      const user = await createUser(tx, context, { locationId, name: 'Test User', email, owner: false })
      const scopes = (body.scopes ?? everyScope) as readonly Scope[]
      const token = await createPrivateIntegrationToken(tx, context, {
        companyId,
        locationId,
        name: 'test',
        scopes,
      })
      const caller: Principal = {
        kind: 'private',
        sourceId: token.id,
        companyId,
        locationId,
        scopes: new Set(scopes),
        rateLimitKey: locationId,
      }
      if (seed === 'demo') await fillOtherLocation(tx, context, locationId)
      else if (seed !== 'empty') await fillFrom(tx, withPhones, caller, locationId, seed)
      return { locationId, companyId, userId: user.id, token: token.token }
    }, 'database'),
  )
}

/** Deletes a location with all that it has. @throws ControlError 404 */
export async function deleteTestLocation(context: LocationContext, locationId: string): Promise<void> {
  const { storage } = context
  await storage.write(async (tx) => {
    const location = await tx.get(findLocation, { id: locationId })
    if (!location) throw new ControlError(404, 'There is no location with this id.')
    await endLocation(tx, context, location)
  }, 'database')
  await finishLocationDeletion(storage, locationId, new AbortController().signal)
}

function seedOf(seed: unknown): Seed | (typeof namedSeeds)[number] {
  if (seed === undefined) return 'empty'
  if (typeof seed === 'string') {
    const named = namedSeeds.find((one) => one === seed)
    if (named === undefined)
      throw new ControlError(422, `seed must be an object or one of ${namedSeeds.join(', ')}`)
    return named
  }
  requireValidBody(seedBody, seed, 'seed: ')
  return seed as Seed
}

async function fillFrom(
  tx: WriteTx,
  context: PhonesContext,
  caller: Principal,
  locationId: string,
  { customFields = [], tags = [], pipelines = [], contacts = [] }: Seed,
): Promise<void> {
  const { ids } = context
  requireDistinct([customFields, pipelines, contacts])
  const named = <Context extends DemoSources>(sources: Context, id: string | undefined): Context =>
    id === undefined ? sources : { ...sources, ...withId(sources, id) }
  for (const { id, ...field } of customFields)
    await createCustomField(tx, named(context, id), locationId, field)
  await insertTags(tx, ids, locationId, normaliseTags(tags))
  for (const { id, name, stages } of pipelines) {
    const stageIds = stages.map((stage) => stage.id ?? ids.uuid()).values()
    const sources = named(context, id)
    const uuid = () => stageIds.next().value ?? ids.uuid()
    await createPipeline(tx, { ...sources, ids: { ...sources.ids, uuid } }, locationId, {
      name,
      stages: stages.map((stage) => stage.name),
    })
  }
  // Lists show the newest first, and a seed is read from the top.
  const now = context.clock.now()
  for (const [index, { id, ...fields }] of contacts.entries()) {
    const clock = { now: () => now - index }
    await makeContact(tx, { ...named(context, id), clock }, caller, locationId, fields)
  }
}

/** @throws ControlError 422 if an id occurs twice. */
function requireDistinct(lists: readonly (readonly { id?: string | undefined }[])[]): void {
  for (const list of lists) {
    const seen = new Set<string>()
    for (const { id } of list) {
      if (id !== undefined && seen.has(id)) throw new ControlError(422, `seed: the id ${id} occurs twice`)
      if (id !== undefined) seen.add(id)
    }
  }
}
