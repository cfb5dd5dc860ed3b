import { expect, it } from 'vitest'
import {
  countCustomFields,
  markCustomFieldDeleted,
} from '../../server/src/api/custom-fields/custom-field-store.ts'
import { systemClock as clock } from '../../server/src/lib/clock.ts'
import { randomIds as ids } from '../../server/src/lib/ids.ts'
import { openStorage } from '../../server/src/storage/open-storage.ts'
import { Fixtures } from '../support/fixtures.ts'
import { HttpClient } from '../support/http-client.ts'
import { startProgram } from '../support/program.ts'

const patience = { timeout: 20_000, interval: 20 }

it('BR-085 a start finishes an interrupted deletion of a custom field', async () => {
  const first = await startProgram()
  const storage = await openStorage({ database: `sqlite:${first.file}`, clock })
  const fixtures = new Fixtures({ storage, clock, ids })
  const companyId = await fixtures.company()
  const locationId = await fixtures.location(companyId)
  const { token } = await fixtures.token({ companyId, locationId })
  const { id } = await fixtures.customField(locationId, { dataType: 'TEXT' })
  const client = new HttpClient({ url: first.url, token })
  const made = await client.call('POST', '/contacts/', {
    locationId,
    firstName: 'A',
    customFields: [{ id, value: 'v' }],
  })
  expect(made.body.contact.customFields).toEqual([{ id, value: 'v' }])
  client.close()
  await first.stop('SIGKILL')
  // The state after the first commit of a deletion.
  await storage.write(
    (tx) => tx.run(markCustomFieldDeleted, { locationId, id, dateDeleted: clock.now() }),
    'database',
  )
  await storage.close()

  const second = await startProgram({ folder: first.folder })
  const again = new HttpClient({ url: second.url, token })
  const held = async () => {
    const { contact } = (await again.call('GET', `/contacts/${made.body.contact.id}`)).body
    return contact.customFields.length
  }
  await expect.poll(held, patience).toBe(0)
  // The row of the definition is deleted last.
  await expect.poll(() => countRows(second.file, locationId), patience).toBe(0)
  again.close()
  await second.stop()
})

async function countRows(file: string, locationId: string): Promise<number | undefined> {
  const storage = await openStorage({ database: `sqlite:${file}`, clock })
  try {
    return (await storage.read((tx) => tx.get(countCustomFields, { locationId })))?.count
  } finally {
    await storage.close()
  }
}
