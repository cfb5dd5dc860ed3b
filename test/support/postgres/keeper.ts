/**
 * A program that stands by a folder of clusters. Once its standard input ends, as it does when whoever started it
 * ends in whatever way, it stops the servers (`<folder>/<cluster>/postmaster.pid`) and removes the folder.
 */
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

const giveUpAfterMs = 10_000

/** Stops a server at once, and waits for its end. */
async function stopServer(pidFile: string): Promise<void> {
  const pid = Number.parseInt(readFileSync(pidFile, 'utf8'), 10)
  const giveUpAt = performance.now() + giveUpAfterMs
  if (!send(pid, 'SIGQUIT')) return
  while (existsSync(pidFile) && send(pid, 0)) {
    if (performance.now() > giveUpAt) {
      send(pid, 'SIGKILL')
      return
    }
    await sleep(10)
  }
}

/** @returns whether the process was there to get it. */
function send(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, signal)
  } catch {
    return false
  }
}

const [folder = ''] = process.argv.slice(2)
// What interrupts a run from its terminal is sent here too, where the work then only begins.
for (const signal of ['SIGINT', 'SIGHUP', 'SIGTERM'] as const) process.on(signal, () => undefined)
process.stdin.resume().once('end', async () => {
  const clusters = readdirSync(folder).map((name) => join(folder, name, 'postmaster.pid'))
  await Promise.all(clusters.filter((file) => existsSync(file)).map(stopServer))
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
})
