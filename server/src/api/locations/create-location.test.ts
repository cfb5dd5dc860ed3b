import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { HeldClock } from '../../../../test/support/held-clock.ts'
import { randomIds as ids } from '../../lib/ids.ts'
import { InputError } from '../../lib/input-error.ts'
import { openStorage } from '../../storage/open-storage.ts'
import type { Storage } from '../../storage/storage.ts'
import { insertCompany, listCompanies } from '../companies/company-store.ts'
import { createUser, type UserSpec } from '../users/create-user.ts'
import { findUserOfLocation, listUsers } from '../users/user-store.ts'
import { createLocation, type LocationSpec } from './create-location.ts'
import { findLocation, listLocations } from './location-store.ts'

const clock = new HeldClock()
let storage: Storage

beforeEach(async () => {
  storage = await openStorage({ database: 'sqlite::memory:', clock })
})
afterEach(() => storage.close())

const spec: LocationSpec = {
  name: 'Main',
  country: 'US',
  timezone: 'America/Chicago',
  allowDuplicates: false,
}

const make = (changes: Partial<LocationSpec> = {}) =>
  storage.write((tx) => createLocation(tx, { clock, ids }, { ...spec, ...changes }), 'database')

const companies = () => storage.read((tx) => tx.all(listCompanies, { limit: 10 }))

describe('createLocation', () => {
  it('creates the first company, uses an only one, and stores the options', async () => {
    const first = await make({ name: ' Main ', allowDuplicates: true })
    const second = await make({ name: 'Second' })
    expect(second.companyId).toBe(first.companyId)
    expect(await companies()).toEqual([
      { id: first.companyId, name: 'Main', profile: '{}', dateAdded: clock.now() },
    ])
    expect(await storage.read((tx) => tx.get(findLocation, { id: first.id }))).toEqual({
      id: first.id,
      companyId: first.companyId,
      name: 'Main',
      country: 'US',
      timezone: 'America/Chicago',
      allowDuplicateContact: 1,
      contactUniqueIdentifiers: null,
      dateAdded: clock.now(),
    })
  })

  it('requires a company if there are several', async () => {
    await make()
    await storage.write(
      (tx) => tx.run(insertCompany, { id: 'second', name: 'Second', profile: '{}', dateAdded: 1 }),
      'database',
    )
    await expect(make()).rejects.toThrow(/several companies/)
    expect((await make({ companyId: 'second' })).companyId).toBe('second')
  })

  it.each([
    [{ companyId: 'nope' }, /no company nope/],
    [{ name: ' ' }, /1 to 255 characters/],
    [{ name: 'x'.repeat(256) }, /1 to 255 characters/],
    [{ country: 'us' }, /no country code/],
    [{ timezone: 'Mars/Olympus' }, /no IANA time zone/],
  ])('refuses %j and creates nothing', async (changes, sentence) => {
    const refused = make(changes)
    await expect(refused).rejects.toThrow(InputError)
    await expect(refused).rejects.toThrow(sentence)
    expect(await companies()).toEqual([])
    expect(await storage.read((tx) => tx.all(listLocations, { limit: 1 }))).toEqual([])
  })
})

describe('createUser', () => {
  const user = (changes: Partial<UserSpec> = {}) =>
    storage.write(async (tx) => {
      const [location] = await tx.all(listLocations, { limit: 1 })
      const locationId = location?.id ?? ''
      const base = { locationId, name: 'Ann Owner', email: 'Ann@Example.com', owner: false }
      return createUser(tx, { clock, ids }, { ...base, ...changes })
    }, 'database')

  it('creates a user of the location, or an owner', async () => {
    const { id: locationId, companyId } = await make()
    const owner = await user({ owner: true })
    expect(owner).toMatchObject({ companyId, email: 'Ann@Example.com', role: 'admin', type: 'agency' })
    expect(await user({ email: 'bob@example.com' })).toMatchObject({ role: 'user', type: 'account' })
    expect(await storage.read((tx) => tx.get(findUserOfLocation, { locationId, id: owner.id }))).toEqual(
      owner,
    )
  })

  it.each([
    [{ locationId: 'nope' }, /no location nope/],
    [{ email: 'nope' }, /no email address/],
    [{ email: 'TAKEN@example.com' }, /already/],
    [{ name: '' }, /1 to 255 characters/],
  ])('refuses %j', async (changes, sentence) => {
    await make()
    await user({ email: 'taken@example.com' })
    const refused = user(changes)
    await expect(refused).rejects.toThrow(InputError)
    await expect(refused).rejects.toThrow(sentence)
    expect(await storage.read((tx) => tx.all(listUsers, { limit: 5 }))).toHaveLength(1)
  })
})
