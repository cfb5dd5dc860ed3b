import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { cleanEnvironment, projectRoot } from '../workspace.ts'

const timeoutMs = 900_000

/** The complete hash of a commit. @throws Error if the history of this checkout does not have it. */
export function commitOf(name: string): string {
  try {
    return run('git', ['rev-parse', '--verify', '--quiet', `${name}^{commit}`], projectRoot).trim()
  } catch {
    throw new Error(
      `The history of this checkout has no commit ${name}. A shallow clone needs git fetch --unshallow.`,
    )
  }
}

/** The folder for the build of a commit and for what is made with it. */
export const keptFolderOf = (commit: string): string =>
  join(process.env.CONTACTD_BENCH_FOLDER ?? join(projectRoot, 'data/against'), commit.slice(0, 7))

/**
 * A built checkout of a commit, in a folder of its own, which is kept.
 * @throws Error if its packages can't be installed, or it can't be built.
 */
export function buildOf(commit: string, parent: string, progress: (sentence: string) => void): string {
  const folder = join(parent, 'build')
  if (existsSync(folder)) return folder
  progress(`builds ${commit.slice(0, 7)} in ${folder}, once`)
  mkdirSync(parent, { recursive: true })
  const unfinished = `${folder}-${process.pid}`
  try {
    run('git', ['clone', '--quiet', '--local', '--no-checkout', projectRoot, unfinished], parent)
    run('git', ['checkout', '--quiet', '--detach', commit], unfinished)
    run('npm', ['ci'], unfinished)
    run('npm', ['run', 'build'], unfinished)
    if (!existsSync(folder)) renameSync(unfinished, folder)
  } finally {
    rmSync(unfinished, { recursive: true, force: true })
  }
  return folder
}

/** @returns stdout. */
const run = (command: string, args: readonly string[], cwd: string): string =>
  execFileSync(command, args, {
    cwd,
    env: cleanEnvironment(),
    encoding: 'utf8',
    timeout: timeoutMs,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
