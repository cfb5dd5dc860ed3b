import { beforeAll, describe, expect, it } from 'vitest'
import { newContact } from '../../../../test/support/contacts.ts'
import { useTestServer } from '../../../../test/support/use-test-server.ts'
import type { Principal } from '../../auth/principal.ts'
import type { ReadTx } from '../../storage/storage.ts'
import { findAccessibleContactRef } from './find-contact.ts'

const server = useTestServer()
let contactId: string
beforeAll(async () => {
  contactId = await newContact(server)
})

describe('finding the location of a contact', () => {
  it.each(['of its location', 'of its company'])(
    'finds it for a caller %s without reading its document',
    async (whose) => {
      const { companyId, locationId, storage } = server
      const caller = {
        kind: 'private',
        sourceId: 'x',
        companyId,
        scopes: new Set<string>(),
        rateLimitKey: 'x',
      } as const
      const tokenOf = whose === 'of its location' ? locationId : undefined
      const principal: Principal = { ...caller, companyId, locationId: tokenOf }
      const read: object[] = []
      const place = await storage.read((tx) => {
        const noting: ReadTx = {
          async get(statement, params) {
            const row = await tx.get(statement, params)
            read.push(row as object)
            return row
          },
          all: () => Promise.reject(new Error('It asks for rows.')),
        }
        return findAccessibleContactRef(noting, principal, contactId)
      })
      expect(place).toEqual({ locationId, contactId })
      expect(read.length).toBeGreaterThan(0)
      expect(read.filter((row) => 'document' in row)).toEqual([])
    },
  )
})
