import { isDeepStrictEqual } from 'node:util'
import { AddressBook } from '../../support/address-book.ts'
import { type Method, type Reply, startTestServer, type TestServer } from '../../support/server.ts'
import { Random, seededIds } from '../random.ts'
import type { Contact } from './people.ts'
import type { Walk } from './walks.ts'

/** The options of the custom field `list`. */
export const options = ['Red', 'Green', 'Blue']

/** Replaces the body of a response, to test the model. */
export type Lie = (request: string, body: unknown) => unknown

/** A server, and its expected state. */
export interface World {
  server: TestServer
  allowsDuplicates: boolean
  book: AddressBook
  /** By id, oldest first. */
  contacts: Map<string, Contact>
  /** The ids of deleted contacts. */
  gone: string[]
  users: string[]
  businesses: string[]
  /** The ids of custom fields: TEXT, NUMERICAL, CHECKBOX. */
  fields: { text: string; number: string; list: string }
  /** Lists that are being read page by page. */
  walks: Walk[]
  /** The requests sent, with their responses. */
  told: string[]
  lie?: Lie
}

/** Starts a server on an empty database. The same seed gives the same results. */
export async function startWorld(seed: number, lie?: Lie): Promise<World> {
  const random = new Random(seed)
  const allowsDuplicates = random.chance(0.4)
  const server = await startTestServer({
    ids: seededIds(random),
    location: { allowDuplicateContact: allowsDuplicates },
  })
  const { fixtures, companyId, locationId, userId } = server
  const business = async (name: string) => {
    const { body } = await server.call<{ buiseness: { id: string } }>('POST', '/businesses/', {
      name,
      locationId,
    })
    return body.buiseness.id
  }
  const field = async (dataType: 'TEXT' | 'NUMERICAL' | 'CHECKBOX') => {
    const spec = { dataType, ...(dataType === 'CHECKBOX' && { picklistOptions: options }) }
    return (await fixtures.customField(locationId, spec)).id
  }
  return {
    server,
    allowsDuplicates,
    book: new AddressBook(allowsDuplicates),
    contacts: new Map(),
    gone: [],
    users: [userId, await fixtures.user(companyId, locationId), await fixtures.user(companyId, locationId)],
    businesses: [await business('One'), await business('Two')],
    fields: { text: await field('TEXT'), number: await field('NUMERICAL'), list: await field('CHECKBOX') },
    walks: [],
    told: [],
    ...(lie && { lie }),
  }
}

/** Sends a request with an expected status. @throws Disagreement for any other. */
export async function ask<Body>(
  world: World,
  status: number,
  method: Method,
  url: string,
  body?: object,
): Promise<Body> {
  const reply: Reply<Body> = await world.server.call<Body>(method, url, body)
  world.told.push(`${method} ${url} ${body ? JSON.stringify(body) : ''} -> ${reply.status}`)
  agree(status, reply.status, reply.text)
  return world.lie ? (world.lie(`${method} ${url}`, reply.body) as Body) : reply.body
}

/** The server disagrees with the model. */
export class Disagreement extends Error {}

/** @throws Disagreement if two values differ. */
export function agree(expected: unknown, answered: unknown, beside = ''): void {
  if (isDeepStrictEqual(expected, answered)) return
  const texts = [expected, answered].map((value) => (JSON.stringify(value) ?? 'nothing').slice(0, 2000))
  throw new Disagreement(`expected ${texts[0]}\nanswered ${texts[1]} ${beside.slice(0, 500)}`)
}

/** Compares the expected properties of a response, and no others. */
export function agreeIn(expected: Record<string, unknown>, answered: object): void {
  const parts = Object.keys(expected).map((name) => [name, (answered as Record<string, unknown>)[name]])
  agree(expected, Object.fromEntries(parts))
}
