import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  type AddressBody,
  AddressBook,
  type Outcome,
  type Person,
} from '../../../../../test/support/address-book.ts'
import { bearer } from '../../../../../test/support/server.ts'
import { useTestServer } from '../../../../../test/support/use-test-server.ts'
import { statement } from '../../../storage/statement.ts'
import type { Contact } from '../contact.ts'

const server = useTestServer()

const email = fc.constantFrom('a@x.org', 'A@x.org', 'b@x.org', 'B@X.org', 'c@x.org', 'd@x.org')
const phone = fc.constantFrom('+15550000001', '+15550000002', '+15550000003')
const body = fc.record(
  {
    email: fc.option(email),
    phone: fc.option(phone),
  },
  { requiredKeys: [] },
)
const additional = fc.record(
  {
    additionalEmails: fc.option(fc.array(email, { maxLength: 3 })),
    additionalPhones: fc.option(fc.array(phone, { maxLength: 2 })),
  },
  { requiredKeys: [] },
)
const upsertBody = fc
  .tuple(body, fc.boolean())
  .map(([fields, createNewIfDuplicateAllowed]) => ({ ...fields, createNewIfDuplicateAllowed }))
  .filter(({ email, phone }) => Boolean(email || phone))
const who = fc.nat({ max: 20 })

/** A sequence of requests; `who` selects one of the contacts that exist by then. */
const requests = fc.array(
  fc.oneof(
    fc.record({ does: fc.constant('create' as const), body, who }),
    fc.record({ does: fc.constant('update' as const), body, who }),
    fc.record({ does: fc.constant('put' as const), body: additional, who }),
    fc.record({ does: fc.constant('upsert' as const), body: upsertBody, who }),
    fc.record({ does: fc.constant('remove' as const), body, who }),
    fc.record({ does: fc.constant('find' as const), body, who }),
  ),
  { minLength: 5, maxLength: 25 },
)

interface AnyReply {
  new?: boolean
  contact: Contact | null
  meta?: { contactId: string }
}

const listEverything = statement<{ locationId: string }, { kind: string; value: string; contactId: string }>(
  'test-list-addresses-of-location',
  `SELECT kind, value, contact_id AS "contactId" FROM contact_addresses
   WHERE location_id = :locationId ORDER BY contact_id, kind, value`,
)

const personOf = ({ id, email, phone, additionalEmails, additionalPhones }: Contact): Person => ({
  id,
  email: email?.toLowerCase(),
  phone,
  emails: additionalEmails.map((item) => item.email.toLowerCase()),
  phones: additionalPhones.map((item) => item.phone),
})

/** Translates a response to an outcome of the model. */
function outcomeOf({ status, body }: { status: number; body: AnyReply }): Outcome | undefined {
  if (status === 400 && body.meta) return { duplicateOf: body.meta.contactId }
  if (status >= 300 || !body.contact) return undefined
  return { person: personOf(body.contact), isNew: body.new ?? status === 201 }
}

describe.each([
  ['refuses duplicates', false],
  ['allows duplicates', true],
])('a location that %s', (_what, allowDuplicateContact) => {
  it('treats addresses like a plain list of people, for any sequence of requests', async () => {
    await fc.assert(
      fc.asyncProperty(requests, async (sequence) => {
        const { companyId, fixtures } = server
        const locationId = await fixtures.location(companyId, { allowDuplicateContact })
        const headers = bearer((await fixtures.token({ companyId, locationId })).token)
        const call = (method: 'GET' | 'POST' | 'PUT' | 'DELETE', url: string, sent?: object) =>
          server.call<AnyReply>(method, url, sent, headers)
        const book = new AddressBook(allowDuplicateContact)

        for (const { does, body, who } of sequence) {
          server.clock.advance(1000)
          const person = book.people[who % Math.max(1, book.people.length)]
          if (does === 'create' || does === 'upsert') {
            const url = does === 'create' ? '/contacts/' : '/contacts/upsert'
            const outcome = outcomeOf(await call('POST', url, { locationId, firstName: 'Sam', ...body }))
            const newId = outcome && 'person' in outcome ? outcome.person.id : 'refused'
            expect(outcome).toEqual(book[does](body, newId))
          }
          if (does === 'update' && person) {
            const outcome = outcomeOf(await call('PUT', `/contacts/${person.id}`, body))
            expect(outcome).toEqual(book.update(person, body))
          }
          if (does === 'put' && person) {
            const reply = await call('PUT', `/_contactd/contacts/${person.id}/addresses`, body)
            if (reply.status === 200) reply.body = (await call('GET', `/contacts/${person.id}`)).body
            expect(outcomeOf(reply)).toEqual(book.update(person, body))
          }
          if (does === 'remove' && person) {
            await call('DELETE', `/contacts/${person.id}`)
            book.remove(person)
          }
          if (does === 'find') await expectFound(call, locationId, book, body)
        }

        const stored = await server.storage.read((tx) => tx.all(listEverything, { locationId }))
        expect(stored.map(({ kind, value, contactId }) => `${contactId} ${kind} ${value}`)).toEqual(
          book.people
            .flatMap(({ id, emails, phones }) => [
              ...emails.map((value) => `${id} email ${value}`),
              ...phones.map((value) => `${id} phone ${value}`),
            ])
            .sort(),
        )
      }),
      { numRuns: 60 },
    )
  })
})

async function expectFound(
  call: (method: 'GET', url: string) => Promise<{ body: AnyReply }>,
  locationId: string,
  book: AddressBook,
  { email, phone }: AddressBody,
): Promise<void> {
  const query = new URLSearchParams({
    locationId,
    email: email ?? '',
    number: phone ?? '+15559999999',
  })
  const { body } = await call('GET', `/contacts/search/duplicate?${query}`)
  expect(body.contact && personOf(body.contact)).toEqual(
    book.find({ ...(email && { email }), ...(phone && { phone }) }) ?? null,
  )
}
