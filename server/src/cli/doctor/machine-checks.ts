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

/** @param file of the database; it need not be there yet. */
export async function checkFreeSpace(file: string): Promise<Finding> {
  const folder = await nearestFolder(dirname(file))
  const { bavail, bsize } = await statfs(folder)
  return judgeFreeSpace(bavail * bsize, folder)
}

export function judgeFreeSpace(freeBytes: number, folder: string): Finding {
  const found = `${(freeBytes / gigabyte).toFixed(1)} GB free in ${folder}`
  if (freeBytes >= warnBelowBytes) return { status: 'ok', found }
  const advice = 'Make room, or keep the database on a larger disk with --database.'
  return { status: freeBytes < failBelowBytes ? 'fail' : 'warn', found, advice }
}

/** Whether contactd may write, and whether others may look. @param file of the database. */
export async function checkRights(file: string): Promise<Finding> {
  const folder = await nearestFolder(dirname(file))
  // SQLite makes files beside its own: the right to write the file alone is not enough.
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
  // Windows has no such modes: what is said there means nothing.
  if (process.platform !== 'win32' && (info.mode & 0o007) !== 0) {
    const mode = (info.mode & 0o777).toString(8).padStart(4, '0')
    return {
      status: 'warn',
      found: `every account of this machine may open ${file} (mode ${mode})`,
      advice: `Run: chmod 600 "${file}"`,
    }
  }
  return { status: 'ok', found: `${file} can be written, and by no others` }
}

/** Whether the clock is right, as far as the database can tell. */
export async function checkClock(clock: Clock, { newestDate }: Inspection): Promise<Finding> {
  const now = clock.now()
  const found = iso(now)
  const advice = 'Set the clock of the machine: times are kept in the database.'
  if (now < earliestPlausible) return { status: 'fail', found: `${found} is long past`, advice }
  if (newestDate !== undefined && now < newestDate - toleranceMs) {
    return { status: 'warn', found: `${found} is before the newest change, ${iso(newestDate)}`, advice }
  }
  return { status: 'ok', found }
}

const iso = (time: number) => new Date(time).toISOString()

/** The folder, or where it is not there yet the nearest one above it. */
async function nearestFolder(folder: string): Promise<string> {
  // Ends at the root at the latest, which is there.
  for (let nearest = folder; ; nearest = dirname(nearest)) {
    if (nearest === dirname(nearest) || (await isAllowed(nearest, constants.F_OK))) return nearest
  }
}

const isAllowed = (path: string, mode: number) =>
  access(path, mode).then(
    () => true,
    () => false,
  )
