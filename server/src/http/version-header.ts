import { apiVersions } from './bounds.ts'
import { errors } from './errors.ts'
import type { AnyRequest } from './messages.ts'

/** The two kinds of versions: each has a document of its own. */
export type VersionKind = 'dated' | 'v3'

const served: ReadonlySet<string> = new Set(apiVersions)

/** Whether a request is of version v3, which some operations answer otherwise than the dated ones. */
export const isVersion3 = (request: Pick<AnyRequest, 'headers'>): boolean => request.headers.version === 'v3'

/** Refuses a request without a served `Version` header, in the words of HighLevel's gateway. */
export function requireVersion(request: Pick<AnyRequest, 'headers'>): void {
  const version = request.headers.version
  if (version === undefined || version === '') throw errors.versionMissing()
  const text = Array.isArray(version) ? version.join(', ') : version
  if (served.has(text)) return
  throw /^\d{4}-\d{2}-\d{2}$/.test(text) ? errors.versionInvalid() : errors.versionMalformed(text)
}

/** For what only version v3 has: to every other it is an unknown path. */
export function requireVersion3(request: Pick<AnyRequest, 'headers' | 'method' | 'url'>): void {
  if (!isVersion3(request)) throw errors.routeNotFound(request.method, request.url)
}

/** The kind of a version that somebody names; undefined where it is not served. */
export function kindOfVersion(version: string): VersionKind | undefined {
  if (!served.has(version)) return undefined
  return version === 'v3' ? 'v3' : 'dated'
}
