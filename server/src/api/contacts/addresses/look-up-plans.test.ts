import { expect, it } from 'vitest'
import { useTestServer } from '../../../../../test/support/use-test-server.ts'
import { lookUps } from './address-store.ts'

const server = useTestServer()
/** The parts of a statement that has only subqueries. */
const isOfNoTable = /^(?:SCAN CONSTANT ROW|SCALAR SUBQUERY \d+)$/

it.each(lookUps)('$name reads one entry of each index, and sorts nothing', async ({ name, sql }) => {
  const plan = await server.storage.read((tx) =>
    tx.all<Record<string, string>, { detail: string }>(
      { name: `plan-of-${name}`, sql: `EXPLAIN QUERY PLAN ${sql}` },
      Object.fromEntries([...sql.matchAll(/:(\w+)/g)].map(([, parameter]) => [parameter, ''])),
    ),
  )
  const details = plan.map(({ detail }) => detail).filter((detail) => !isOfNoTable.test(detail))
  expect(details.length).toBeGreaterThan(0)
  for (const detail of details) expect(detail).toMatch(/^SEARCH \w+ USING (COVERING )?INDEX/)
})
