import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type RunEnvironment, startRun } from '../support/run-environment.ts'

/*
 * Published packages with HighLevel's host written into them, unmodified, under `contactd run`: each creates, updates,
 * tags, finds, gets and deletes a contact.
 */

const timeout = 120_000

let environment: RunEnvironment
beforeAll(async () => {
  environment = await startRun()
}, timeout)
afterAll(() => environment.stop())

it.each([
  { name: 'ghl-sdk', program: './ghl-sdk-program.ts' },
  { name: '@drausal/gohighlevel-mcp, called by an MCP client', program: './mcp-program.ts' },
])('BR-611 $name changes a contact', { timeout }, async ({ program }) => {
  const { env } = environment
  const path = fileURLToPath(new URL(program, import.meta.url))
  const { stdout } = await promisify(execFile)(process.execPath, [path], { env })
  const { id, found, contact } = JSON.parse(stdout)
  expect(found.contacts).toMatchObject([{ id, city: 'Aden', tags: ['vip'] }])
  expect(contact).toMatchObject({ id, firstName: 'Ada', city: 'Aden', tags: ['vip'] })
  const headers = { authorization: `Bearer ${env.CONTACTD_TOKEN}`, version: '2021-07-28' }
  expect((await fetch(`${env.CONTACTD_URL}/contacts/${id}`, { headers })).status).toBe(400)
})
