import type { ChildProcess } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, statfsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const projectRoot = fileURLToPath(new URL('..', import.meta.url))
export const launcher = join(projectRoot, 'bin/contactd')

/** `f_type` of a file system in memory: a sync costs nothing there, and the results would be meaningless. */
const tmpfsType = 0x01021994

/** Whether a folder is in memory. */
export const isInMemory = (folder: string): boolean => statfsSync(folder).type === tmpfsType

const children = new Set<ChildProcess>()

/** Registers a process that must not outlive this one. */
export function adopt<Child extends ChildProcess>(child: Child): Child {
  children.add(child)
  child.once('exit', () => children.delete(child))
  return child
}

/**
 * Creates the folder for all files of this run, on the disk of the checkout. It is removed, and every child is ended,
 * when this process ends for any reason, at the latest at the deadline.
 */
export function openWorkspace(deadlineMs: number): string {
  const parent = join(projectRoot, 'data')
  mkdirSync(parent, { recursive: true })
  if (isInMemory(parent)) throw new Error(`${parent} is in memory: a durable write can't be measured there.`)
  const folder = mkdtempSync(join(parent, 'bench-'))
  process.once('exit', () => {
    for (const child of children) child.kill('SIGKILL')
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 })
  })
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130))
  setTimeout(() => {
    console.error(`The benchmark took longer than ${deadlineMs / 1000} s and was ended.`)
    process.exit(1)
  }, deadlineMs).unref()
  return folder
}

/** The environment for a measured server, without the caller's own configuration. */
export function cleanEnvironment(): NodeJS.ProcessEnv {
  const own = (name: string) => name.startsWith('CONTACTD_') || name === 'NODE_OPTIONS'
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !own(name)))
}
