import { mkdtempSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { demoIds } from '../server/src/demo/demo-ids.ts'
import { getContact, startContactd } from './contactd.ts'

/** From the start of the process to its first answer, a contact: in milliseconds, as often as it was started. */
export async function measureStart(
  workspace: string,
  rounds: number,
  { database, token, contactId }: { database: string; token: string; contactId: string },
): Promise<number[]> {
  const timesMs: number[] = []
  for (let round = 0; round < rounds; round += 1) {
    timesMs.push(await timeToAnswer(workspace, ['--database', database], () => ({ token, contactId })))
  }
  return timesMs
}

/** The same for `--demo` in an empty folder: the database is made and filled first. */
export async function measureDemoStart(workspace: string, rounds: number): Promise<number[]> {
  const timesMs: number[] = []
  for (let round = 0; round < rounds; round += 1) {
    const folder = mkdtempSync(join(workspace, 'demo-'))
    const demo = () => ({
      token: readFileSync(join(folder, 'data/demo-token'), 'utf8').trim(),
      contactId: demoIds.referenceContact,
    })
    timesMs.push(await timeToAnswer(folder, ['--demo'], demo))
  }
  return timesMs
}

async function timeToAnswer(
  folder: string,
  args: readonly string[],
  example: () => { token: string; contactId: string },
): Promise<number> {
  const startedAt = performance.now()
  const server = await startContactd(folder, args)
  const { token, contactId } = example()
  const status = await getContact(server.url, token, contactId)
  const timeMs = performance.now() - startedAt
  await server.stop()
  if (status !== 200) throw new Error(`The first answer of contactd was ${status}.`)
  return timeMs
}
