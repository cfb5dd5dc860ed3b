import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { cpuTimeOfEndedUs } from '../cpu-time.ts'
import { adopt } from '../workspace.ts'
import { pgbenchId, pgbenchKey } from './contact-ids.ts'
import { transaction } from './transaction.ts'

/** Where Debian puts the programs of each version. */
const debianFolder = '/usr/lib/postgresql'

export interface Pgbench {
  command: string
  /** As it tells it. */
  version: string
}

export interface PgbenchResult {
  transactions: number
  elapsedMs: number
  /** CPU time that pgbench itself took, in microseconds. */
  cpuUs: number
}

/** @returns undefined on a machine that has none. */
export function findPgbench(): Pgbench | undefined {
  const versions = existsSync(debianFolder) ? readdirSync(debianFolder).toSorted().toReversed() : []
  const candidates = ['pgbench', ...versions.map((version) => join(debianFolder, version, 'bin/pgbench'))]
  for (const command of candidates) {
    const { status, stdout } = spawnSync(command, ['--version'], { encoding: 'utf8' })
    if (status === 0) return { command, version: stdout.trim() }
  }
  return undefined
}

/** The document goes to pgbench and comes back, as in every read-modify-write. */
const script = [
  '\\set index random(0, :last)',
  pgbenchKey,
  '\\set now 1700000000000 + random(1, 100000000)',
  'BEGIN;',
  `${withVariables(transaction.find)} \\gset`,
  `${withVariables(transaction.save)};`,
  `${withVariables(transaction.note)};`,
  'COMMIT;',
  '',
].join('\n')

function withVariables(sql: string): string {
  const variables = [':location', pgbenchId, ':now', ':document']
  return variables.reduce((text, variable, at) => text.replaceAll(`$${at + 1}`, () => variable), sql)
}

/** Runs the transaction on random contacts. @throws Error when pgbench fails. */
export async function runPgbench(
  { command }: Pgbench,
  of: {
    workspace: string
    url: string
    locationId: string
    contacts: number
    connections: number
    durationMs: number
  },
): Promise<PgbenchResult> {
  const scriptFile = join(of.workspace, 'update.pgbench')
  writeFileSync(scriptFile, script)
  const options = {
    '--file': scriptFile,
    '--protocol': 'prepared',
    '--client': String(of.connections),
    '--jobs': '1',
    '--time': String(Math.ceil(of.durationMs / 1000)),
  }
  const variables = [`--define=location=${of.locationId}`, `--define=last=${of.contacts - 1}`]
  const args = Object.entries(options).map(([name, value]) => `${name}=${value}`)
  const cpuBeforeUs = cpuTimeOfEndedUs()
  const child = adopt(
    spawn(command, ['--no-vacuum', ...args, ...variables, of.url], { stdio: ['ignore', 'pipe', 'pipe'] }),
  )
  let said = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (chunk: string) => {
      said += chunk
    })
  const [code] = await once(child, 'close')
  const numberAfter = (words: RegExp) => Number(words.exec(said)?.[1])
  const transactions = numberAfter(/transactions actually processed: (\d+)/)
  const perSecond = numberAfter(/tps = ([\d.]+)/)
  if (code !== 0 || !(transactions > 0)) throw new Error(`pgbench ended with ${code}:\n${said}`)
  return {
    transactions,
    elapsedMs: (transactions / perSecond) * 1000,
    cpuUs: cpuTimeOfEndedUs() - cpuBeforeUs,
  }
}
