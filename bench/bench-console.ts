import { join } from 'node:path'
import type { BrowserContext, CDPSession, Page } from 'playwright-core'
import { systemClock as clock } from '../server/src/lib/clock.ts'
import { randomIds as ids } from '../server/src/lib/ids.ts'
import { openStorage } from '../server/src/storage/open-storage.ts'
import { startBrowser } from '../test/support/browser.ts'
import { makeOwner, password } from '../test/support/visitor.ts'
import { machineFacts } from './machine.ts'
import type { BenchOptions } from './main.ts'
import { numberText, reportHead, spreadText, table } from './report.ts'
import { seedDatabase } from './seed.ts'
import { startPlain } from './servers.ts'
import { variedPeople } from './varied-people.ts'

const wholePlan = { contacts: 1_000_000, rounds: 9 }
const quickPlan = { contacts: 20_000, rounds: 3 }
/** The most time from the answer of the first search until its rows are painted, and the longest frame of a scroll. */
const aims = { firstRowsMs: 300, frameMs: 50 }
const email = 'ada@example.com'
const wheelSteps = 80
const wheelPixels = 400
const wheelPauseMs = 30
const indexTimeMs = 10 * 60_000

/** What a browser shows of the contacts of a large location, and how soon. */
export async function benchConsole(workspace: string, { isQuick, progress }: BenchOptions): Promise<string> {
  const { contacts, rounds } = isQuick ? quickPlan : wholePlan
  const database = `sqlite:${join(workspace, 'console.db')}`
  progress(`makes a location of ${contacts} contacts`)
  const { locationId, token } = await seedDatabase(database, contacts, variedPeople)
  const storage = await openStorage({ database, clock })
  await makeOwner({ storage, clock, ids, locationId }, { email })
  await storage.close()
  const server = await startPlain(workspace, ['--database', database])
  progress('waits for the index of searches')
  await waitForIndex(server.url, { locationId, token })
  const { browser, close } = await startBrowser()
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } })
  await signIn(context, server.url)
  const seen: Seen[] = []
  for (let round = 0; round < rounds; round += 1) {
    progress(`round ${round + 1} of ${rounds}`)
    seen.push(await lookAt(context, server.url))
  }
  await close()
  await server.stop()
  return reportOf(seen, { contacts, rounds, workspace })
}

/** What a visit of the page has shown; times in milliseconds. */
interface Seen {
  /** From the answer with the page to its first rows: scripts, session, token and search. */
  rowsAfterPage: number
  /** From the answer of the first search to the rows that it has. */
  rowsAfterSearch: number
  /** The frames of a scroll through several pages of the list. */
  frames: number[]
  /** The tasks of the main thread while it scrolled, in CPU time. */
  tasks: number[]
  rowsScrolled: number
}

async function waitForIndex(url: string, { locationId, token }: { locationId: string; token: string }) {
  const headers = {
    authorization: `Bearer ${token}`,
    version: '2021-07-28',
    'content-type': 'application/json',
  }
  const body = JSON.stringify({ locationId, pageLimit: 1 })
  const until = performance.now() + indexTimeMs
  while (performance.now() < until) {
    const { status } = await fetch(`${url}/contacts/search`, { method: 'POST', headers, body })
    if (status === 200) return
    await new Promise((resolve) => setTimeout(resolve, 1_000))
  }
  throw new Error('The index of searches was not built in time.')
}

async function signIn(context: BrowserContext, url: string): Promise<void> {
  const page = await context.newPage()
  await page.goto(`${url}/console`)
  await page.getByLabel('Email').fill(email)
  await page.getByLabel('Password').fill(password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('region', { name: 'List of contacts' }).waitFor()
  await page.close()
}

/** Opens the page in a new tab, with the files of the console in the browser's cache, and scrolls. */
async function lookAt(context: BrowserContext, url: string): Promise<Seen> {
  const page = await context.newPage()
  await page.addInitScript(noteFirstRows)
  await page.goto(`${url}/console/contacts`)
  const list = page.getByRole('region', { name: 'List of contacts' })
  await list.waitFor()
  const times = await page.evaluate<Pick<Seen, 'rowsAfterPage' | 'rowsAfterSearch'>>(readTimes)
  await list.hover()
  const tracing = await traceTasks(page)
  await page.evaluate(noteFrames)
  for (let step = 0; step < wheelSteps; step += 1) {
    await page.mouse.wheel(0, wheelPixels)
    await page.waitForTimeout(wheelPauseMs)
  }
  const frames = await page.evaluate<number[]>('window.frames_')
  const tasks = await tracing.end()
  const rowsScrolled = await list.evaluate((element) =>
    Math.round((element as unknown as { scrollTop: number }).scrollTop / 44),
  )
  await page.close()
  return { ...times, frames, tasks, rowsScrolled }
}

/** A script for the page: marks the time of the first frame with rows. */
const noteFirstRows = `
new MutationObserver((_, observer) => {
  if (document.querySelector('.contact-table tbody tr[aria-rowindex]') === null) return
  observer.disconnect()
  requestAnimationFrame(() => setTimeout(() => performance.mark('first-rows')))
}).observe(document, { childList: true, subtree: true })`

/** A script for the page: waits for that frame. */
const readTimes = `(async () => {
  const rows = () => performance.getEntriesByName('first-rows')[0]
  while (rows() === undefined) await new Promise((resolve) => setTimeout(resolve, 10))
  const [page] = performance.getEntriesByType('navigation')
  const search = performance.getEntriesByType('resource').find(({ name }) => name.endsWith('/contacts/search'))
  return {
    rowsAfterPage: rows().startTime - page.responseEnd,
    rowsAfterSearch: rows().startTime - search.responseEnd,
  }
})()`

/** A script for the page: notes the times between its frames. */
const noteFrames = `
window.frames_ = []
let last = performance.now()
const next = (now) => {
  window.frames_.push(now - last)
  last = now
  requestAnimationFrame(next)
}
requestAnimationFrame(next)`

interface TraceEvent {
  name: string
  pid: number
  tid: number
  dur?: number
  tdur?: number
  args: { name?: string }
}

/** Traces the tasks of the page's main thread. @returns `end` gives their CPU times. */
async function traceTasks(page: Page): Promise<{ end(): Promise<number[]> }> {
  const session: CDPSession = await page.context().newCDPSession(page)
  const events: TraceEvent[] = []
  session.on('Tracing.dataCollected', ({ value }) => events.push(...(value as unknown as TraceEvent[])))
  const traceConfig = { includedCategories: ['disabled-by-default-devtools.timeline', 'toplevel'] }
  await session.send('Tracing.start', { traceConfig, transferMode: 'ReportEvents' })
  return {
    async end() {
      const complete = new Promise((resolve) => session.once('Tracing.tracingComplete', resolve))
      await session.send('Tracing.end')
      await complete
      await session.detach()
      const main = events
        .filter(({ name, args }) => name === 'thread_name' && args.name === 'CrRendererMain')
        .map(({ pid, tid }) => `${pid} ${tid}`)
      return events
        .filter(({ name, pid, tid }) => /RunTask$/.test(name) && main.includes(`${pid} ${tid}`))
        .map(({ dur = 0, tdur = dur }) => tdur / 1000)
    },
  }
}

function reportOf(
  seen: readonly Seen[],
  { contacts, rounds, workspace }: { contacts: number; rounds: number; workspace: string },
): string {
  const longest = (of: (one: Seen) => number[]) => seen.map((one) => Math.max(0, ...of(one)))
  const over = (values: readonly number[]) => values.filter((value) => value > aims.frameMs).length
  const frames = seen.flatMap((one) => one.frames)
  const tasks = seen.flatMap((one) => one.tasks)
  const row = (what: string, values: readonly number[], aim = '') => [what, spreadText(values, 0), aim]
  return [
    reportHead(
      `\`npm run bench -- --console\`: ${rounds} visits of \`/console/contacts\` with ${numberText(contacts)} contacts, each with a scroll through ${numberText(Math.min(...seen.map((one) => one.rowsScrolled)))} rows. Medians, with minimum and maximum in brackets.`,
      machineFacts(workspace),
    ),
    table(
      ['', 'ms', 'aim'],
      [
        row(
          'from the answer with the page to its first rows',
          seen.map((one) => one.rowsAfterPage),
        ),
        row(
          'from the answer of the first search to its rows',
          seen.map((one) => one.rowsAfterSearch),
          `${aims.firstRowsMs}`,
        ),
        row(
          'the longest task of the main thread in a scroll, in CPU time',
          longest((one) => one.tasks),
          `${aims.frameMs}`,
        ),
        row(
          'the longest time between two frames in a scroll',
          longest((one) => one.frames),
          `${aims.frameMs}`,
        ),
      ],
    ),
    `Of ${numberText(frames.length)} frames, ${numberText(over(frames))} came more than ${aims.frameMs} ms after the one before; of ${numberText(tasks.length)} tasks, ${numberText(over(tasks))} took more CPU time than that.`,
  ].join('\n\n')
}
