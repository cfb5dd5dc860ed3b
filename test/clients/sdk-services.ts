import { HighLevel } from '@gohighlevel/api-client'
import { describe, expect, it } from 'vitest'
import { bearer, type Method, type TestServer } from '../support/server.ts'
import { useAddress } from '../support/use-address.ts'

/** A method of the SDK, untyped: its types differ from HighLevel's responses. */
type Call = (...args: unknown[]) => Promise<Record<string, unknown>>
/** The services of the SDK: `services.contacts.createContact(…)`. */
type Services = Record<string, Record<string, Call>>

/** A new location for one test, and the SDK of two callers. */
export interface SdkStory {
  version: (typeof sdkVersions)[number]
  server: TestServer
  companyId: string
  locationId: string
  userId: string
  /** With a token of the location. */
  ofLocation: Services
  /** With a token of the company. */
  ofCompany: Services
  /** Sends a request without the SDK and returns the response, which must be a success. */
  send<Body = Record<string, { id: string }>>(method: Method, path: string, body?: object): Promise<Body>
}

/** Calls one method of a service and checks its effect. */
export type TryOut = (story: SdkStory, call: Call) => Promise<void>

/** The version that the SDK sends on its own, and the next one. */
const sdkVersions = ['2023-02-21', 'v3'] as const

/** Connects the SDK 3.1.0 as its documentation says: a token, a version, the server's URL. */
export function connectSdk(url: string, token: string, apiVersion?: string): Services {
  const options = { privateIntegrationToken: token, logLevel: 'none' as never }
  const highLevel = new HighLevel({ ...options, ...(apiVersion !== undefined && { apiVersion }) })
  highLevel.getHttpClient().defaults.baseURL = url
  return highLevel as unknown as Services
}

/** Creates a location with a user, and connects the SDK to both callers. */
async function beginStory(
  server: TestServer,
  url: string,
  version: (typeof sdkVersions)[number],
): Promise<SdkStory> {
  const { companyId, fixtures } = server
  const locationId = await fixtures.location(companyId)
  const userId = await fixtures.user(companyId, locationId)
  const { token } = await fixtures.token({ companyId, locationId })
  const { token: companyToken } = await fixtures.token({ companyId })
  return {
    version,
    server,
    companyId,
    locationId,
    userId,
    ofLocation: connectSdk(url, token, version),
    ofCompany: connectSdk(url, companyToken, version),
    async send<Body>(method: Method, path: string, body?: object) {
      const reply = await server.call<Body>(method, path, body, bearer(token))
      expect(reply.status, reply.text).toBeLessThan(300)
      return reply.body
    },
  }
}

/**
 * Tests every method of a service of the SDK 3.1.0, under each version.
 * @param methods one entry for each method of the service; those in `ofCompany` are called with a token of the company.
 */
export function describeService(
  server: TestServer,
  service: string,
  methods: { ofLocation: Record<string, TryOut>; ofCompany?: Record<string, TryOut> },
): void {
  const address = useAddress(server)
  const { ofLocation, ofCompany = {} } = methods

  describe.each(sdkVersions)('the official SDK 3.1.0 with Version %s', (version) => {
    it(`BR-315 has no untested method of ${service}`, () => {
      const prototype = Object.getPrototypeOf(connectSdk(address.url, 'any')[service])
      const { constructor: _, ...all } = Object.getOwnPropertyDescriptors(prototype)
      expect(Object.keys(all).sort()).toEqual(Object.keys({ ...ofLocation, ...ofCompany }).sort())
    })

    const cases = [
      ...Object.entries(ofLocation).map(([method, tryOut]) => ({
        method,
        tryOut,
        caller: 'ofLocation' as const,
      })),
      ...Object.entries(ofCompany).map(([method, tryOut]) => ({
        method,
        tryOut,
        caller: 'ofCompany' as const,
      })),
    ]
    it.each(cases)(`BR-315 ${service}.$method`, async ({ method, tryOut, caller }) => {
      const story = await beginStory(server, address.url, version)
      let calls = 0
      await tryOut(story, (...args) => {
        calls++
        return story[caller][service]?.[method]?.(...args) ?? Promise.reject(new Error(`No ${method}.`))
      })
      expect(calls).toBeGreaterThan(0)
    })
  })
}
