import { access, constants, stat, statfs } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { Clock } from '../../lib/clock.ts'
import type { Inspection } from '../../storage/inspect-database.ts'
import type { Finding } from './check.ts'

const leastNode = [22, 19] as const
const gigabyte = 1024 ** 3
const warnBelowBytes = gigabyte
const failBelowBytes = 100 * 1024 ** 2
const earliestPlausible = Date.parse('2025-01-01T00:00:00Z')
const toleranceMs = 60_000

/** @param version as `process.versions.node`. */
export async function checkNode(version: string): Promise<Finding> {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  const isEnough = major > leastNode[0] || (major === leastNode[0] && minor >= leastNode[1])
  if (isEnough) return { status: 'ok', found: version }
  return {
    status: 'fail',
    found: `${version} is too old`,
    advice: `Install Node.js ${leastNode.join('.')} or newer.`,
  }
}

/** @param file of the database, which need not exist yet. */
export async function checkFreeSpace(file: string): Promise<Finding> {
  const folder = await nearestFolder(dirname(file))
  const { bavail, bsize } = await statfs(folder)
  return judgeFreeSpace(bavail * bsize, folder)
}

export function judgeFreeSpace(freeBytes: number, folder: string): Finding {
  const found = `${(freeBytes / gigabyte).toFixed(1)} GB free in ${folder}`
  if (freeBytes >= warnBelowBytes) return { status: 'ok', found }
  const advice = 'Free some space, or move the database to a larger disk with --database.'
  return { status: freeBytes < failBelowBytes ? 'fail' : 'warn', found, advice }
}

/** Whether contactd may write to the folder, and whether other accounts may read it. @param file of the database. */
export async function checkRights(file: string): Promise<Finding> {
  const folder = await nearestFolder(dirname(file))
  // SQLite creates files next to the database: write access to the file alone is not enough.
  if (!(await isAllowed(folder, constants.W_OK | constants.X_OK))) {
    return {
      status: 'fail',
      found: `${folder} can't be written by this account`,
      advice: `Run contactd as the account that owns ${folder}, or choose another folder with --database.`,
    }
  }
  const info = await stat(file).catch(() => undefined)
  if (info === undefined) return { status: 'ok', found: `${folder} can be written` }
  if (!(await isAllowed(file, constants.R_OK | constants.W_OK))) {
    return {
      status: 'fail',
      found: `${file} can't be written by this account`,
      advice: 'Run contactd as the account that owns the file.',
    }
  }
  // Windows has no such modes: its values mean nothing.
  if (process.platform !== 'win32' && (info.mode & 0o007) !== 0) {
    const mode = (info.mode & 0o777).toString(8).padStart(4, '0')
    return {
      status: 'warn',
      found: `every account of this machine may open ${file} (mode ${mode})`,
      advice: `Run: chmod 600 "${file}"`,
    }
  }
  return { status: 'ok', found: `${file} can be written, only by its owner` }
}

/** Whether the clock is right, according to the dates in the database. */
export async function checkClock(clock: Clock, { newestDate }: Inspection): Promise<Finding> {
  const now = clock.now()
  const found = iso(now)
  const advice = 'Set the clock of the machine: its times are stored in the database.'
  if (now < earliestPlausible) return { status: 'fail', found: `${found} is far in the past`, advice }
  if (newestDate !== undefined && now < newestDate - toleranceMs) {
    return { status: 'warn', found: `${found} is before the newest change, ${iso(newestDate)}`, advice }
  }
  return { status: 'ok', found }
}

const iso = (time: number) => new Date(time).toISOString()

/** The folder, or its nearest existing parent. */
async function nearestFolder(folder: string): Promise<string> {
  // Ends at the root, which exists.
  for (let nearest = folder; ; nearest = dirname(nearest)) {
    if (nearest === dirname(nearest) || (await isAllowed(nearest, constants.F_OK))) return nearest
  }
}

const isAllowed = (path: string, mode: number) =>
  access(path, mode).then(
    () => true,
    () => false,
  )
