import { demoIds } from '../../server/src/demo/demo-ids.ts'
import { runHere } from './command-line.ts'

/**
 * Adds a webhook for ContactUpdate to the demo's location.
 * @param database its URL; a server may serve it meanwhile.
 */
export async function addDemoWebhook(database: string, url: string): Promise<void> {
  const args = ['--location', demoIds.location, '--url', url, '--events', 'ContactUpdate']
  const { code, stderr } = await runHere(['webhook', 'create', ...args, '--database', database])
  if (code !== 0) throw new Error(`The webhook was not created:\n${stderr}`)
}
