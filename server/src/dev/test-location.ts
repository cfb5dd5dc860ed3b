import { type Static, Type } from 'typebox'
import type { ApiContext } from '../api/api-context.ts'
import { createLocation, defaultPlace } from '../api/locations/create-location.ts'
import { findLocation } from '../api/locations/location-store.ts'
import { withPhonesParsedFirst } from '../api/phones/parse-phones-first.ts'
import { createUser } from '../api/users/create-user.ts'
import type { Principal } from '../auth/principal.ts'
import { createPrivateIntegrationToken } from '../auth/private-integration-token.ts'
import { scopes as everyScope, type Scope } from '../auth/scopes.ts'
import { fillOtherLocation } from '../demo/fill-demo.ts'
import { textViolations } from '../http/text-check.ts'
import { endLocation, finishLocationDeletion } from '../lifecycle/delete-location.ts'
import type { TestLocation } from './contactd.ts'
import { ControlError } from './control/control-error.ts'
import { mistakesOfLocationSeed } from './seed/check-seed.ts'
import { fillLocation } from './seed/fill-location.ts'
import { withoutMistakes } from './seed/judge-seed.ts'
import type { LocationSeed } from './seed/location-seed-schema.ts'
import { type Mistake, Mistakes, movedTo } from './seed/mistakes.ts'

const name = Type.String({ minLength: 1, maxLength: 255 })

/** The seeds with a name. */
const namedSeeds = ['empty', 'demo'] as const

export const locationBody = Type.Object(
  {
    name: Type.Optional(name),
    country: Type.Optional(Type.String({ minLength: 1, maxLength: 2 })),
    timezone: Type.Optional(Type.String({ minLength: 1, maxLength: 100 })),
    allowDuplicateContact: Type.Optional(Type.Boolean()),
    scopes: Type.Optional(Type.Array(Type.Enum([...everyScope], { type: 'string' }), { minItems: 1 })),
    /** Checked by `seedOf`. */
    seed: Type.Optional(Type.Unsafe<unknown>({})),
  },
  { additionalProperties: false },
)
export type LocationBody = Static<typeof locationBody>

/**
 * Creates a location for one test in a company, with a user and a token of its own, all or nothing.
 * @throws ControlError 422 for an invalid seed; InputError, ApiError for values that the location refuses.
 */
export function addTestLocation(
  context: ApiContext,
  companyId: string,
  body: LocationBody,
): Promise<TestLocation> {
  const illFormed = textViolations({ name: body.name })
  if (illFormed.length > 0) throw new ControlError(422, illFormed)
  const { seed, mistakes } = seedOf(body.seed)
  const { name = 'Test', country, timezone, allowDuplicateContact: allowDuplicates = false } = body
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
      else if (seed !== 'empty') {
        const refused = new Mistakes()
        const fillContext = { context: withPhones, idsAt: () => context.ids, mistakes: refused }
        await fillLocation(tx, fillContext, { locationId, caller, at: '' }, seed.content)
        refuse([...mistakes, ...refused.found.map((one) => movedTo(seed.pathOf(one.path), one))])
      }
      return { locationId, companyId, userId: user.id, token: token.token }
    }, 'database'),
  )
}

/** Deletes a location with all that it has. @throws ControlError 404 */
export async function deleteTestLocation(context: ApiContext, locationId: string): Promise<void> {
  const { storage } = context
  await storage.write(async (tx) => {
    const location = await tx.get(findLocation, { id: locationId })
    if (!location) throw new ControlError(404, 'There is no location with this id.')
    await endLocation(tx, context, location)
  }, 'database')
  await finishLocationDeletion(storage, locationId, new AbortController().signal)
}

interface ReadLocationSeed {
  /** What can be filled, and the path in the seed of a path in it. */
  seed: (typeof namedSeeds)[number] | { content: LocationSeed; pathOf(path: string): string }
  /** What is left out. */
  mistakes: Mistake[]
}

/** @throws ControlError 422 if nothing can be filled. */
function seedOf(seed: unknown): ReadLocationSeed {
  if (seed === undefined) return { seed: 'empty', mistakes: [] }
  if (typeof seed === 'string') {
    const named = namedSeeds.find((one) => one === seed)
    if (named === undefined)
      throw new ControlError(422, `seed must be an object or one of ${namedSeeds.join(', ')}`)
    return { seed: named, mistakes: [] }
  }
  const mistakes = mistakesOfLocationSeed(seed)
  if (mistakes.length === 0)
    return { seed: { content: seed as LocationSeed, pathOf: (path) => path }, mistakes }
  const judged = withoutMistakes(seed, mistakesOfLocationSeed)
  if (!judged) throw refusalOf(mistakes)
  return { seed: { content: judged.seed as LocationSeed, pathOf: judged.pathOf }, mistakes }
}

/** @throws ControlError 422 if there are mistakes. */
function refuse(mistakes: readonly Mistake[]): void {
  if (mistakes.length > 0) throw refusalOf(mistakes)
}

const refusalOf = (mistakes: readonly Mistake[]): ControlError =>
  new ControlError(
    422,
    mistakes.map(({ sentence }) => `seed: ${sentence}`),
  )
