import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Browser, chromium } from 'playwright-core'

/** The machine's own Chromium, if it is in a common place. */
export const machinesChromium = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
].find((path) => existsSync(path))

/** The browser must only do what a test tells it. */
const args = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/**
 * Starts a Chromium: the machine's own, else the one from an npm package. It writes only to its own folder, which is
 * removed at the end, and needs no rights and no home.
 */
export async function startBrowser(): Promise<{ browser: Browser; close(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'contactd-browser-'))
  const executablePath = machinesChromium ?? (await unpackChromium(folder))
  const browser = await chromium.launch({
    executablePath,
    args,
    env: { ...process.env, HOME: folder, TMPDIR: folder },
  })
  return {
    browser,
    async close() {
      await browser.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** The package unpacks into the temporary folder: a shared one may contain another account's copy. */
async function unpackChromium(folder: string): Promise<string> {
  const shared = process.env.TMPDIR
  process.env.TMPDIR = folder
  try {
    const { default: packed } = await import('@sparticuz/chromium')
    return await packed.executablePath()
  } finally {
    if (shared === undefined) delete process.env.TMPDIR
    else process.env.TMPDIR = shared
  }
}
