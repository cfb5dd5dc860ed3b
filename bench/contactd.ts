import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { get } from 'node:http'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { adopt, cleanEnvironment, projectRoot } from './workspace.ts'

export const launcher = join(projectRoot, 'bin/contactd')

const startTimeoutMs = 30_000

/** contactd as people run it, with nothing loaded into it. */
export interface RunningContactd {
  url: string
  process: ChildProcess
  stop(): Promise<void>
}

/** Starts `contactd serve`. @param args such as `--demo`. @param folder where it is started. */
export async function startContactd(folder: string, args: readonly string[]): Promise<RunningContactd> {
  const child = adopt(
    spawn(launcher, ['serve', '--port', '0', '--log-level', 'warn', ...args], {
      cwd: folder,
      env: cleanEnvironment(),
      stdio: ['ignore', 'ignore', 'pipe'],
    }),
  )
  const url = await listeningUrl(child)
  child.stderr?.resume()
  return {
    url,
    process: child,
    async stop() {
      const exited = once(child, 'exit')
      child.kill('SIGTERM')
      await exited
    },
  }
}

function listeningUrl(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    if (!child.stderr) return reject(new Error('stderr is not piped.'))
    const timer = setTimeout(() => reject(new Error('contactd did not start.')), startTimeoutMs)
    child.once('exit', (code) => reject(new Error(`contactd ended with ${code}.`)))
    createInterface(child.stderr).on('line', (line) => {
      const url = /listens on (http:\S+)/.exec(line)?.[1]
      if (url === undefined) return
      clearTimeout(timer)
      resolve(url)
    })
  })
}

/** Gets a contact. @returns the status. */
export function getContact(url: string, token: string, contactId: string): Promise<number | undefined> {
  const headers = { authorization: `Bearer ${token}`, version: '2021-07-28' }
  return new Promise((resolve, reject) => {
    get(`${url}/contacts/${contactId}`, { headers, agent: false }, (response) => {
      response.resume().once('end', () => resolve(response.statusCode))
    }).once('error', reject)
  })
}
