/** How far a ratio may fall below that of the last release. */
export const tolerance = 0.2

export const requests = ['update', 'get', 'create'] as const
export type CheckedRequest = (typeof requests)[number]

/** The rate of a request per second of CPU, as a ratio to the same with less work. */
interface RequestRatios {
  /** To contactd's own server on a store that does nothing: falls if the store costs more, or all else less. */
  floor: number
  /** To a server of `node:http` alone: falls if a request costs more, wherever. */
  nodeHttp: number
}

export type Ratios = Record<CheckedRequest, RequestRatios>

/**
 * The requests that cost more than the tolerance allows. Only the ratio to `node:http` counts: that to the floor falls
 * too when the server in front of the store gets faster, and doesn't when it gets slower.
 */
export function slowerRequests(measured: Ratios, released: Ratios): CheckedRequest[] {
  return requests.filter((name) => measured[name].nodeHttp < released[name].nodeHttp * (1 - tolerance))
}
