import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Contactd } from '../../server/src/dev/contactd.ts'
import { startContactd } from '../../server/src/dev/start-contactd.ts'
import { startBrowser } from '../support/browser.ts'

let contactd: Contactd
let foreign: Server
let browser: Browser
let closeBrowser: () => Promise<void>
beforeAll(async () => {
  contactd = await startContactd()
  foreign = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/html' }).end('<title>A page that is open</title>')
  }).listen(0, '127.0.0.1')
  await once(foreign, 'listening')
  ;({ browser, close: closeBrowser } = await startBrowser())
})
afterAll(async () => {
  await closeBrowser?.()
  foreign?.close()
  await contactd?.close()
})

/** The code of a page that tries everything. */
const attempts = readFileSync(new URL('../support/foreign-page.js', import.meta.url), 'utf8')

const frozen = { now: '2031-01-01T00:00:00.000Z', frozen: true }

// `localhost` is another site than 127.0.0.1, and another port another origin of the same site.
it.each(['localhost', '127.0.0.1'])(
  'BR-602 a page of %s can neither change nor read a server',
  async (name) => {
    await contactd.clock.set(frozen)
    const page = await browser.newPage()
    await page.goto(`http://${name}:${(foreign.address() as AddressInfo).port}/`)
    await page.addScriptTag({ content: attempts })
    const outcomes = await page.evaluate(`attempt('${contactd.url}/_contactd/dev')`)
    expect(outcomes).toEqual({
      ...{ read: 'refused', reset: 'refused', json: 'refused', events: 'refused', script: 'refused' },
      // The page cannot see that it was refused.
      blind: 'opaque',
    })
    expect(await contactd.clock.now()).toEqual(frozen)
    await page.close()
  },
)
