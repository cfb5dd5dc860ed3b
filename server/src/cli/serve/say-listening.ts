import { demoIds } from '../../demo/demo-ids.ts'
import type { DemoOwner } from '../../demo/demo-owner.ts'
import type { Demo } from '../../demo/fill-demo.ts'
import { consoleLines, greeting } from '../../demo/greeting.ts'
import { printJson, say } from '../output.ts'
import type { ServeOptions } from './serve-options.ts'

/**
 * Reports where the server listens: to people on stderr, and with `--json` to programs on stdout, in one line.
 * @param ownerOf the demo owner's credentials: a tenth of a second of work that the rest does not wait for.
 */
export async function sayListening(
  url: string,
  demo: Demo | undefined,
  ownerOf: () => Promise<DemoOwner | undefined>,
  { json = false, publicUrl }: Pick<ServeOptions, 'json' | 'publicUrl'>,
): Promise<void> {
  say(`contactd listens on ${url}`)
  if (demo) say(greeting(url, demo, publicUrl))
  const token = demo?.token
  const owner = token === undefined ? undefined : await ownerOf()
  if (token !== undefined) say(consoleLines(publicUrl ?? url, owner))
  if (json) printJson({ url, ...(token !== undefined && demoView(token, owner)) })
}

const demoView = (token: string, owner: DemoOwner | undefined) => ({
  token,
  locationId: demoIds.location,
  companyId: demoIds.company,
  contactId: demoIds.guideContact,
  owner,
})
