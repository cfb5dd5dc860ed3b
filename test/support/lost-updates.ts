import { expect } from 'vitest'
import { changeContacts, type Node } from './change-contacts.ts'

/** For a minute: `CONTACTD_TEST_LONG=1 npx vitest run lost-updates`. */
const isLong = process.env.CONTACTD_TEST_LONG === '1'
const longMs = 60_000
const requests = 1_500

/** A machine may be slow: a hanging request is found by its own time limit. */
export const lostUpdatesTimeoutMs = 10 * 60_000

/** Fifty clients of each node change ten contacts at random: no acknowledged change may be lost. */
export async function expectNoLostUpdate(nodes: readonly Node[]): Promise<void> {
  const beganAt = performance.now()
  const { acknowledged, problems } = await changeContacts({
    nodes,
    clientsPerNode: 50,
    contacts: 10,
    goesOn: ({ sent }) => (isLong ? performance.now() - beganAt < longMs : sent < requests),
  })
  const seconds = (performance.now() - beganAt) / 1000
  console.info(
    `${nodes.length} nodes, 50 clients each, ${seconds.toFixed(0)} s: ${acknowledged} requests, all acknowledged`,
  )
  expect(await problems(nodes)).toEqual([])
}
