import type { FastifyRequest } from 'fastify'
import { type Checked, checkedBody } from '../../http/validation.ts'
import { isVersion3 } from '../../http/version-header.ts'
import type { CustomFieldItem } from '../contact-schemas.ts'
import type { DndSettings } from '../dnd.ts'
import { readVersion3Body, type Version3Fields, version3Contact } from './version-3.ts'

/**
 * The verdict on a body that may hold dndSettings and customFields, in the names of the dated versions, which
 * are all that the use cases know.
 */
export function checkedContactBody<Body extends ContactFields>(request: FastifyRequest): Checked<Body> {
  if (!isVersion3(request)) return checkedBody(request)
  const { raw, valid } = checkedBody<Version3Fields>(request)
  return {
    raw,
    valid() {
      const body: object = readVersion3Body(valid())
      return body as Body
    },
  }
}

interface ContactFields {
  dndSettings?: DndSettings
  customFields?: readonly CustomFieldItem[]
}

/** The contact of an answer in the words of the request's version. */
export const contactIn = (request: FastifyRequest, document: string): string =>
  isVersion3(request) ? version3Contact(document) : document
