import { apiVersions } from './bounds.ts'
import { errors } from './errors.ts'
import type { AnyRequest } from './messages.ts'

/** The two kinds of versions. Each has its own document. */
export type VersionKind = 'dated' | 'v3'

const served: ReadonlySet<string> = new Set(apiVersions)

/** Whether a request is for version v3, in which some operations behave differently. */
export const isVersion3 = (request: Pick<AnyRequest, 'headers'>): boolean => request.headers.version === 'v3'

/** Refuses a request without a supported `Version` header, with the message of HighLevel's gateway. */
export function requireVersion(request: Pick<AnyRequest, 'headers'>): void {
  const version = request.headers.version
  if (version === undefined || version === '') throw errors.versionMissing()
  const text = Array.isArray(version) ? version.join(', ') : version
  if (served.has(text)) return
  throw /^\d{4}-\d{2}-\d{2}$/.test(text) ? errors.versionInvalid() : errors.versionMalformed(text)
}

/** Makes a path that only version v3 has unknown to other versions. */
export function requireVersion3(request: Pick<AnyRequest, 'headers' | 'method' | 'url'>): void {
  if (!isVersion3(request)) throw errors.routeNotFound(request.method, request.url)
}

/** The kind of a version; undefined if it is not supported. */
export function kindOfVersion(version: string): VersionKind | undefined {
  if (!served.has(version)) return undefined
  return version === 'v3' ? 'v3' : 'dated'
}
