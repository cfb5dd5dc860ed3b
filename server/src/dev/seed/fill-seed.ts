import { createCompany } from '../../api/companies/create-company.ts'
import { makeLocation } from '../../api/locations/add-location.ts'
import { readProfile } from '../../api/locations/location-profile.ts'
import { writeLocation } from '../../api/locations/write-location.ts'
import { withPhonesParsedFirst } from '../../api/phones/parse-phones-first.ts'
import { createUser } from '../../api/users/create-user.ts'
import { markForDevelopment } from '../../auth/development-mark.ts'
import type { Principal } from '../../auth/principal.ts'
import { createPrivateIntegrationToken } from '../../auth/private-integration-token.ts'
import { scopes as everyScope } from '../../auth/scopes.ts'
import { demoIds } from '../../demo/demo-ids.ts'
import { demoTime } from '../../demo/demo-sources.ts'
import { beginningWith } from '../../lib/ids.ts'
import { createApp } from '../../oauth/manage-apps.ts'
import { changePassword } from '../../oauth/sign-in-password.ts'
import type { Storage, WriteTx } from '../../storage/storage.ts'
import { knownWebhookSecret, sealWebhookSecret } from '../../webhooks/signing/webhook-secrets.ts'
import { devSecrets } from '../dev-seed.ts'
import { fillLocation } from './fill-location.ts'
import { clockAt, type SeedContext } from './filling.ts'
import { type Mistake, Mistakes } from './mistakes.ts'
import { idAt, idsByPlace, tokenAt } from './seed-ids.ts'
import type { Seed, SeedLocation, SeedTokens } from './seed-schema.ts'

/** A sign-in, and the hash of its password. */
interface SeedOwner {
  email: string
  passwordHash: string
}

const clock = { now: () => demoTime }

/** The companies of a seed. Without one, there is one with the name of the first location. */
const companiesOf = ({ companies, locations: [first] }: Seed) =>
  companies?.length ? companies : [{ name: first?.name ?? '' }]

/** The id of the company that a location of the seed belongs to. */
export function companyIdOf(seed: Seed, { company }: SeedLocation): string {
  const companies = companiesOf(seed)
  const index = company === undefined ? 0 : companies.findIndex((one) => [one.name, one.id].includes(company))
  return idAt(`companies.${index}`, companies[index]?.id)
}

/** The first owner in the seed of the company of the first location. */
export function ownerIn(seed: Seed): { id: string; email: string } | undefined {
  const companyId = seed.locations[0] && companyIdOf(seed, seed.locations[0])
  const users = seed.locations.flatMap((location, place) =>
    (location.users ?? []).map((user, index) => ({
      ...user,
      id: idAt(`locations.${place}.users.${index}`, user.id),
      companyId: companyIdOf(seed, location),
    })),
  )
  return users.find((user) => user.owner && user.companyId === companyId)
}

/** The tokens of a location. The first location has one at least, with every scope. */
export const tokensOf = (location: SeedLocation, index: number): SeedTokens =>
  location.tokens?.length || index > 0 ? (location.tokens ?? []) : [{}]

/**
 * Marks an empty database, and fills it with a valid seed in one transaction.
 * @param owner signs in to the first company; the first owner in the seed, if there is one, with their own email.
 * @returns what the use cases refuse; nothing is filled then.
 */
export async function fillSeed(storage: Storage, seed: Seed, owner: SeedOwner): Promise<Mistake[]> {
  const context = { storage, clock, ids: idsByPlace('') }
  let found: Mistake[] = []
  try {
    await withPhonesParsedFirst(context, (withPhones) =>
      storage.write(async (tx) => {
        const mistakes = new Mistakes()
        await markForDevelopment(tx)
        await fill(tx, { context: withPhones, idsAt: idsByPlace, mistakes }, seed, owner)
        found = mistakes.found
        if (found.length > 0) throw new Refused()
      }, 'database'),
    )
  } catch (error) {
    if (!(error instanceof Refused)) throw error
  }
  return found
}

/** Rolls the transaction back. */
class Refused extends Error {}

async function fill(tx: WriteTx, context: SeedContext, seed: Seed, owner: SeedOwner): Promise<void> {
  const { mistakes, idsAt } = context
  const sources = (path: string, id?: string) => ({ clock, ids: beginningWith(idsAt(path), id) })
  for (const [index, { id, tokens = [], ...company }] of companiesOf(seed).entries()) {
    const path = `companies.${index}`
    const made = await createCompany(tx, sources(path, id), company)
    await fillTokens(tx, { companyId: made.id }, tokens, `${path}.`)
  }
  for (const [index, location] of seed.locations.entries()) {
    const path = `locations.${index}`
    await mistakes.of(path, () => fillOne(tx, context, seed, index, location))
  }
  for (const [index, { scopes = everyScope, webhookUrl, ...app }] of (seed.apps ?? []).entries())
    await createApp(tx, sources(`apps.${index}`), { ...app, scopes, webhook: webhookAt(index, webhookUrl) })
  if (mistakes.found.length === 0) await mistakes.of('locations.0.users', () => fillOwner(tx, seed, owner))
}

/** The webhook of an app. Its secret is the same at each start. */
function webhookAt(index: number, url: string | undefined) {
  if (url === undefined) return undefined
  const secret = knownWebhookSecret(idsByPlace(`apps.${index}.webhook`).uuid())
  return { url, sealedSecret: sealWebhookSecret(devSecrets(), secret) }
}

async function fillOne(
  tx: WriteTx,
  context: SeedContext,
  seed: Seed,
  index: number,
  location: SeedLocation,
): Promise<void> {
  const path = `locations.${index}`
  const companyId = companyIdOf(seed, location)
  const { id, dateAdded, allowDuplicateContact, permissions, settings, ...fields } = location
  const sources = { clock: clockAt(dateAdded, clock.now()), ids: beginningWith(context.idsAt(path), id) }
  const row = await makeLocation(tx, sources, {
    ...fields,
    companyId,
    settings: { ...(allowDuplicateContact !== undefined && { allowDuplicateContact }), ...settings },
  })
  const { id: locationId } = row
  if (permissions) await writeLocation(tx, row, { ...readProfile(row), permissions })
  const tokens = await fillTokens(tx, { companyId, locationId }, tokensOf(location, index), `${path}.`)
  const caller: Principal = {
    kind: 'private',
    sourceId: tokens[0] ?? 'seed',
    companyId,
    locationId,
    scopes: new Set(everyScope),
    rateLimitKey: locationId,
  }
  await fillLocation(tx, context, { locationId, caller, at: `${path}.` }, location)
}

/** @returns the ids of the tokens. */
async function fillTokens(
  tx: WriteTx,
  place: { companyId: string; locationId?: string },
  tokens: SeedTokens,
  at: string,
): Promise<string[]> {
  const made = []
  for (const [index, { id, token, name = 'seed', scopes = everyScope }] of tokens.entries()) {
    const path = `${at}tokens.${index}`
    const sources = { clock, ids: beginningWith(idsByPlace(path), id) }
    const spec = { ...place, name, scopes, token: tokenAt(path, token) }
    made.push((await createPrivateIntegrationToken(tx, sources, spec)).id)
  }
  return made
}

/** Lets the owner sign in, who is created if the seed has none. */
async function fillOwner(tx: WriteTx, seed: Seed, { email, passwordHash }: SeedOwner): Promise<void> {
  const named = ownerIn(seed)
  const sources = { clock, ids: beginningWith(idsByPlace('owner'), named?.id ?? demoIds.owner) }
  const locationId = idAt('locations.0', seed.locations[0]?.id)
  const spec = { locationId, name: 'Olivia Owner', email, owner: true }
  const { id } = named ?? (await createUser(tx, sources, spec))
  await changePassword(tx, sources, { id, email }, passwordHash)
}
