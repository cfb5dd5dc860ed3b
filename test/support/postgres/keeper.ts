/**
 * A program that cleans up a folder of clusters. When its standard input ends, because its parent ended in any way,
 * it stops the servers (`<folder>/<cluster>/postmaster.pid`) and removes the folder.
 */
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

const giveUpAfterMs = 10_000

/** Stops a server immediately, and waits for its end. */
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

/** @returns whether the process existed. */
function send(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, signal)
  } catch {
    return false
  }
}

const [folder = ''] = process.argv.slice(2)
// A terminal sends its signals to this process, too, whose work only begins then.
for (const signal of ['SIGINT', 'SIGHUP', 'SIGTERM'] as const) process.on(signal, () => undefined)
process.stdin.resume().once('end', async () => {
  const clusters = readdirSync(folder).map((name) => join(folder, name, 'postmaster.pid'))
  await Promise.all(clusters.filter((file) => existsSync(file)).map(stopServer))
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
})
