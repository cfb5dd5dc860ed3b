import { expect, it } from 'vitest'
import { useTestServer } from '../../../../../test/support/use-test-server.ts'
import { lookUps } from './address-store.ts'

const server = useTestServer()

it.each(lookUps)('$name reads one entry of an index, and sorts nothing', async ({ name, sql }) => {
  const plan = await server.storage.read((tx) =>
    tx.all<Record<string, string>, { detail: string }>(
      { name: `plan-of-${name}`, sql: `EXPLAIN QUERY PLAN ${sql}` },
      name.endsWith('additional-address')
        ? { locationId: '', kind: '', value: '' }
        : { locationId: '', value: '' },
    ),
  )
  const details = plan.map(({ detail }) => detail)
  expect(details.length).toBeGreaterThan(0)
  for (const detail of details) expect(detail).toMatch(/^SEARCH \w+ USING (COVERING )?INDEX/)
})
