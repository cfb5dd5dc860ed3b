import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { CommandLine } from '../../../../test/support/command-line.ts'
import { systemClock as clock } from '../../lib/clock.ts'
import { randomIds as ids } from '../../lib/ids.ts'
import { openStorage } from '../../storage/open-storage.ts'
import { openListener } from '../../webhooks/listeners/listeners.ts'

test('BR-735 the contact names the location, and the webhooks are counted', async () => {
  const contactd = new CommandLine()
  await contactd.location()
  const { id: locationId, companyId } = await contactd.location('Second')
  await writeFile(join(contactd.folder, 'one.csv'), 'Email\nada@example.com\n')
  await contactd.json('contact', 'import', 'one.csv', '--location', locationId)
  const [contact] = await contactd.json<{ id: string }[]>('contact', 'list', '--location', locationId)
  const trigger = ['webhook', 'trigger', 'ContactUpdate', '--contact', contact?.id ?? ''] as const

  const storage = await openStorage({ database: contactd.database, clock })
  const listener = { locationId, companyId, name: 'a', streamId: 'a', sealedSecret: '', after: undefined }
  await storage.write((tx) => openListener(tx, { clock, ids }, listener), { locationId })
  await storage.close()
  const { code, stdout, stderr } = await contactd.run(trigger)
  expect(code).toBe(0)
  expect(stdout).toMatch(/^webhooks +0$/m)
  expect(stderr).toMatch(/^No webhook takes ContactUpdate, so that only `contactd webhook listen` gets this/)

  const create = ['webhook', 'create', '--location', locationId, '--url', 'https://example.com/'] as const
  await contactd.json(...create)
  await contactd.json(...create, '--events', 'ContactDelete')
  expect(await contactd.json(...trigger)).toMatchObject({
    ...{ event: 'ContactUpdate', locationId, contactId: contact?.id, webhooks: 1 },
  })
  expect((await contactd.run(['webhook', 'trigger', 'ContactUpdate', '--contact', 'none'])).stderr).toMatch(
    /^contactd: The contact none does not exist\./,
  )
})
