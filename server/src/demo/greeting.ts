import { demoIds } from './demo-ids.ts'
import type { Demo } from './fill-demo.ts'

/** What a newcomer needs next: the reference, the token, and a line that updates a contact when pasted. */
export function greeting(url: string, demo: Demo): string {
  if (demo.token === undefined) {
    return `The database already holds something else than the demo, so --demo added nothing.\nReference: ${url}/docs`
  }
  return `
Reference  ${url}/docs
Token      ${demo.token}

Update a contact:

${curlLine(url, demo.token)}
`
}

/** The example of the guide, for this server. */
const curlLine = (url: string, token: string) => `curl -X PUT '${url}/contacts/${demoIds.guideContact}' \\
  -H 'Authorization: Bearer ${token}' \\
  -H 'Version: 2021-07-28' \\
  -H 'Content-Type: application/json' \\
  -d '{"firstName":"Jane","lastName":"Doe","tags":["vip","returning"],"companyName":"Doe Enterprises"}'`
