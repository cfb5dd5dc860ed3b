import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Browser, chromium } from 'playwright-core'
import { endOfSessions, sessionsOf } from './process-sessions.ts'

/** The machine's own Chromium, if it is in a common place. */
export const machinesChromium = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
].find((path) => existsSync(path))

/** Whether this machine can run a Chromium: its own, else that of the npm package, for x64 with glibc 2.34 or later. */
export const canOpenBrowser =
  machinesChromium !== undefined || (process.arch === 'x64' && glibcMinorVersion() >= 34)

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
 * removed at the end, and needs no rights and no home. `close` waits until none of its processes is left.
 */
export async function startBrowser(): Promise<{ browser: Browser; close(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'contactd-browser-'))
  const { executablePath, env } = machinesChromium
    ? { executablePath: machinesChromium, env: {} }
    : await unpackChromium(folder)
  const browser = await chromium.launch({
    executablePath,
    args,
    env: { ...process.env, ...env, HOME: folder, TMPDIR: folder },
  })
  return {
    browser,
    async close() {
      const sessions = sessionsOf(`HOME=${folder}`)
      await browser.close()
      await endOfSessions(sessions)
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/**
 * The package unpacks into the temporary folder: a shared one may contain another account's copy. It brings the
 * libraries and fonts that a small Linux lacks, but uses them only in a cloud function.
 */
async function unpackChromium(
  folder: string,
): Promise<{ executablePath: string; env: Record<string, string> }> {
  const shared = process.env.TMPDIR
  process.env.TMPDIR = folder
  try {
    const { default: packed, inflate } = await import('@sparticuz/chromium')
    const libraries = new URL('../bin/al2023.tar.br', import.meta.resolve('@sparticuz/chromium'))
    const [executablePath, unpacked] = await Promise.all([
      packed.executablePath(),
      inflate(fileURLToPath(libraries)),
    ])
    // Fonts of a user are in the folder `fonts` of their data. The package's own configuration names only `/tmp/fonts`.
    const env = { LD_LIBRARY_PATH: join(unpacked, 'lib'), XDG_DATA_HOME: join(folder, 'fonts') }
    return { executablePath, env }
  } finally {
    if (shared === undefined) delete process.env.TMPDIR
    else process.env.TMPDIR = shared
  }
}

/** @returns 36 for glibc 2.36; 0 on a system without glibc. */
function glibcMinorVersion(): number {
  const report = process.report.getReport() as unknown as { header: { glibcVersionRuntime?: string } }
  return Number(report.header.glibcVersionRuntime?.split('.')[1] ?? 0)
}
