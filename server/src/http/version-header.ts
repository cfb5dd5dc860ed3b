import type { FastifyRequest } from 'fastify'
import { errors } from './errors.ts'

/** The API versions that are served. The first is the documented one; the official SDK sends the third. */
export const apiVersions = ['2021-07-28', '2021-04-15', '2023-02-21'] as const

const served: ReadonlySet<string> = new Set(apiVersions)

/** Refuses a request without a served `Version` header, in the words of HighLevel's gateway. */
export function requireVersion(request: FastifyRequest): void {
  const version = request.headers.version
  if (version === undefined || version === '') throw errors.versionMissing()
  const text = Array.isArray(version) ? version.join(', ') : version
  if (served.has(text)) return
  throw /^\d{4}-\d{2}-\d{2}$/.test(text) ? errors.versionInvalid() : errors.versionMalformed(text)
}

/** For what only version v3 has: to every other it is an unknown path. */
export function requireVersion3(request: FastifyRequest): void {
  if (request.headers.version !== 'v3') throw errors.routeNotFound(request.method, request.url)
}
