import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { ExampleData } from '../example-data.ts'
import { exchanger, openSocket } from '../exchange.ts'
import { type Load, startLoad } from '../load.ts'
import { postRequest } from '../requests.ts'
import { startPlain } from '../servers.ts'
import { CpuMeter } from './cpu-meter.ts'
import type { DataOrder, MadeData } from './made-data.ts'

/** A build of contactd. */
export interface Build {
  /** `48f2ca0`, or `this build`. */
  name: string
  launcher: string
}

/** What a row measures with: the build that the figures are relative to comes first. */
export interface Bench {
  workspace: string
  old: Build
  own: Build
  /** @returns data that the old build made, once. */
  data(order: DataOrder): Promise<MadeData>
  progress(sentence: string): void
}

/** A copy of a database, in a folder of its own. */
export interface Copy {
  folder: string
  databaseFile: string
  options: string[]
  remove(): void
}

/** Copies the database and its key. */
export function copyOf({ databaseFile }: MadeData, workspace: string): Copy {
  const folder = mkdtempSync(join(workspace, 'copy-'))
  cpSync(dirname(databaseFile), folder, { recursive: true })
  const file = join(folder, 'contactd.db')
  return {
    folder,
    databaseFile: file,
    options: ['--database', `sqlite:${file}`],
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}

/** A server of a build on its own copy of the data. */
export interface Running {
  build: Build
  port: number
  pid: number
  cpu: CpuMeter
  copy: Copy
  /** Ends the server, and removes its copy. */
  end(): Promise<void>
}

/** Copies the data and starts a server on it, which migrates it. @param prepare changes the copy before the start. */
export async function startOnCopy(
  build: Build,
  made: MadeData,
  workspace: string,
  prepare?: (databaseFile: string) => void,
): Promise<Running> {
  const copy = copyOf(made, workspace)
  prepare?.(copy.databaseFile)
  const { url, pid, stop } = await startPlain(copy.folder, copy.options, build.launcher)
  const end = async () => {
    await stop()
    copy.remove()
  }
  return { build, port: Number(new URL(url).port), pid, cpu: new CpuMeter(pid), copy, end }
}

const settledMs = 2000
const lookEveryMs = 250
/** Of a server without requests. */
const restingUs = 25_000

/** Waits until a server does nothing more. @returns the CPU time that it had used by then, in microseconds. */
export async function rested({ cpu }: Pick<Running, 'cpu'>): Promise<number> {
  let last = { us: cpu.readUs(), at: performance.now() }
  // Ends: the whole run has a deadline.
  while (performance.now() - last.at < settledMs) {
    await sleep(lookEveryMs)
    const us = cpu.readUs()
    if (us - last.us > restingUs) last = { us, at: performance.now() }
  }
  return cpu.readUs()
}

/** Sends the first search until it succeeds. @returns its time, in milliseconds. */
export async function firstSearch({ port }: Pick<Running, 'port'>, data: ExampleData): Promise<number> {
  const { token, locationId } = data
  const socket = await openSocket(port)
  const exchange = exchanger(socket)
  const startedAt = performance.now()
  try {
    const request = postRequest('/contacts/search', token, { locationId, pageLimit: 1 })
    // Ends: the whole run has a deadline.
    while ((await exchange(request)).status !== '200') await sleep(lookEveryMs)
    return performance.now() - startedAt
  } finally {
    socket.destroy()
  }
}

/** Runs a function with a load generator for the data. */
export async function withLoad<T>({ dataFile }: MadeData, work: (load: Load) => Promise<T>): Promise<T> {
  const load = startLoad(dataFile)
  try {
    return await work(load)
  } finally {
    load.stop()
  }
}
