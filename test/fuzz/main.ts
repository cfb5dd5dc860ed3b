/**
 * `npm run fuzz [-- --seed N --requests N --spec FOLDER]`: stories of valid and invalid requests, from the server's
 * own documents and from HighLevel's files if a folder has them, and random use compared with a model.
 */
import { parseArgs } from 'node:util'
import { startTestServer } from '../support/server.ts'
import { fuzz } from './fuzz.ts'
import { useByChance } from './model/use.ts'
import { officialSurfaces, ownSurfaces } from './surfaces.ts'

try {
  await tryAll()
} catch (error) {
  console.error((error as Error).message)
  process.exitCode = 1
}

async function tryAll(): Promise<void> {
  const { values } = parseArgs({
    options: { seed: { type: 'string' }, requests: { type: 'string' }, spec: { type: 'string' } },
  })
  const seed = wholeNumber('seed', values.seed ?? String(Date.now() % 1e9))
  const requests = wholeNumber('requests', values.requests ?? '20000')

  const server = await startTestServer()
  const own = await ownSurfaces(server)
  await server.close()
  const official = officialSurfaces(values.spec ?? process.env.CONTACTD_SPEC_DIR, own)
  for (const surface of [...own, ...official]) {
    const seen = await fuzz(surface, seed, requests)
    const sent = [...seen.values()].flatMap((statuses) => [...statuses.values()]).reduce((a, b) => a + b, 0)
    console.log(`${surface.name}: ${sent} requests, nothing wrong (--seed ${seed})`)
  }
  const used = await useByChance(seed, requests)
  console.log(`use by chance: ${used} requests, every answer as the model has it (--seed ${seed})`)
}

function wholeNumber(name: string, text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new Error(`--${name} is a whole number.`)
  return Number(text)
}
