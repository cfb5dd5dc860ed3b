import { demoIds } from './demo-ids.ts'
import type { DemoOwner } from './demo-owner.ts'
import type { Demo } from './fill-demo.ts'

/**
 * The first steps for a newcomer: the reference, the token, and a command that updates a contact.
 * @param url where the server listens; the command uses it and bypasses any proxy.
 * @param publicUrl where people reach the server.
 * @param contactId the contact to update; without one, no command is shown.
 */
export function greeting(
  url: string,
  demo: Demo,
  publicUrl: string = url,
  contactId: string = demoIds.guideContact,
): string {
  if (demo.token === undefined) {
    return `The database already contains other data, so --demo added nothing.\nConsole: ${publicUrl}/console\nReference: ${publicUrl}/docs`
  }
  return `
Reference  ${publicUrl}/docs
Token      ${demo.token}
${contactId === '' ? '' : `\nUpdate a contact:\n\n${curlLine(url, demo.token, contactId)}\n`}`
}

/**
 * The console, and its sign-in, which the pages on which an owner authorizes an app take, too.
 * @param publicUrl where people reach the server.
 * @param owner undefined if another password was set.
 */
export const consoleLines = (publicUrl: string, owner: DemoOwner | undefined): string =>
  `Console    ${publicUrl}/console\nOwner      signs in ${
    owner === undefined
      ? 'with the password that was set'
      : `as ${owner.email} with the password ${owner.password}`
  }\n`

/** The example of the guide, for this server. */
const curlLine = (
  url: string,
  token: string,
  contactId: string,
) => `curl -X PUT '${url}/contacts/${contactId}' \\
  -H 'Authorization: Bearer ${token}' \\
  -H 'Version: 2021-07-28' \\
  -H 'Content-Type: application/json' \\
  -d '{"firstName":"Jane","lastName":"Doe","tags":["vip","returning"],"companyName":"Doe Enterprises"}'`
