import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { anyChanges } from '../../../../../test/support/contact-arbitraries.ts'
import { newContact } from '../../../../../test/support/contacts.ts'
import { useTestServer } from '../../../../../test/support/use-test-server.ts'
import type { UpdateContactBody } from '../contact-schemas.ts'
import { version3Dnd } from './version-3.ts'

const server = useTestServer({ location: { allowDuplicateContact: true } })

/** An update without the fields that are usually invalid: websites that are not URLs, unknown users. */
const anyUpdate = anyChanges.map(({ body: { gender, website, assignedTo, ...body } }) => body)

/** The equivalent v3 body. */
const inVersion3 = ({ dndSettings, ...body }: UpdateContactBody) => ({
  ...body,
  ...(dndSettings && { dndSettings: version3Dnd(dndSettings) }),
})

describe('an update under v3', () => {
  it('BR-200 has the same effect and response as under a dated version', async () => {
    let changes = 0
    await fc.assert(
      fc.asyncProperty(fc.array(anyUpdate, { minLength: 1, maxLength: 3 }), async (updates) => {
        const [one, other] = [await newContact(server), await newContact(server)]
        for (const sent of updates) {
          const dated = await server.call('PUT', `/contacts/${one}`, sent)
          const v3 = await server.call('PUT', `/contacts/${other}`, inVersion3(sent), { version: 'v3' })
          expect(v3.status).toBe(dated.status)
          if (dated.status !== 200) {
            expect(v3.body.message).toEqual(dated.body.message)
            continue
          }
          changes++
          const { dndSettings, ...contact } = dated.body.contact
          expect(v3.body.contact).toEqual({
            ...contact,
            id: other,
            ...(dndSettings && { dndSettings: version3Dnd(dndSettings) }),
          })
        }
        const stored = await Promise.all(
          [one, other].map(async (id) => (await server.call('GET', `/contacts/${id}`)).body.contact),
        )
        expect({ ...stored[1], id: one }).toEqual(stored[0])
      }),
      { numRuns: 60 },
    )
    expect(changes).toBeGreaterThan(30)
  })
})
