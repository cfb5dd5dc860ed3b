import { join } from 'node:path'
import { machineFacts } from '../machine.ts'
import type { BenchOptions } from '../main.ts'
import { megabytes, numberText, reportHead, table } from '../report.ts'
import { type MeasuredServer, startOnDatabase } from '../servers.ts'
import { type HeavyData, makeHeavyData } from './heavy-data.ts'
import { type HeavyCase, heavyCases } from './heavy-requests.ts'
import { measureRequest, type RequestCost, send } from './measure-request.ts'

/** The maximum for any legal request. */
const maxTurnMs = 25
const maxGrownBytes = 150e6

const rounds = 3
const shown = 10
const warmUps = 200

/**
 * Measures the heaviest legal requests, each on a separate idle server: the longest turn of the main thread, and the
 * memory. `only` is a regular expression that selects some, such as `Get Contact: a contact of 1 MiB`.
 */
export async function benchWorst(
  workspace: string,
  { isQuick, progress, only = '' }: BenchOptions,
): Promise<string> {
  const database = `sqlite:${join(workspace, 'heavy.db')}`
  progress('fills a database with as much as a location may hold')
  const data = await makeHeavyData(database)
  const pattern = new RegExp(only)
  const rows: { share: number; cells: string[] }[] = []
  for (const heavy of heavyCases.filter(({ operation, what }) => pattern.test(`${operation}: ${what}`))) {
    const server = await startOnDatabase(workspace, database)
    const costs = await measureCase(server, data, heavy)
    await server.stop()
    progress(`${heavy.operation}, ${heavy.what}: ${costs.map(costText).join(' · ')}`)
    const most = (of: (cost: RequestCost) => number) => Math.max(...costs.map(of))
    const longestTurnMs = most((cost) => cost.longestTurnMs)
    const grownBytes = most((cost) => cost.grownBytes)
    rows.push({
      share: Math.max(longestTurnMs / maxTurnMs, grownBytes / maxGrownBytes),
      cells: [
        heavy.operation,
        heavy.what,
        [...new Set(costs.map(({ status }) => status))].join(', '),
        numberText(most((cost) => cost.answerBytes) / 1e6, 1),
        numberText(longestTurnMs, 1),
        megabytes(grownBytes),
      ],
    })
  }
  const worst = rows.sort((a, b) => b.share - a.share).slice(0, isQuick ? undefined : shown)
  const headings = [
    'operation',
    'request',
    'status',
    'MB of response',
    'longest turn, ms of CPU',
    'memory, MB',
  ]
  return [
    reportHead(`\`npm run bench -- --worst\`: the maximum of ${rounds} turns.`, machineFacts(workspace)),
    table(
      headings,
      worst.map(({ cells }) => cells),
    ),
  ].join('\n\n')
}

async function measureCase(
  server: MeasuredServer,
  data: HeavyData,
  heavy: HeavyCase,
): Promise<RequestCost[]> {
  const { token, plainIds } = data
  for (let index = 0; index < warmUps; index += 1) {
    const path = `/contacts/${plainIds.at(-1 - index)}`
    await send(server.port, { method: 'PUT', path, token, body: { city: `Turn ${index}` } })
    await send(server.port, { method: 'GET', path, token })
  }
  const costs: RequestCost[] = []
  for (let turn = 0; turn < rounds; turn += 1)
    costs.push(await measureRequest(server, heavy.request(data, turn)))
  return costs
}

const costText = ({ status, answerBytes, longestTurnMs, grownBytes }: RequestCost) =>
  `${status} ${numberText(answerBytes / 1e6, 1)} MB: ${longestTurnMs.toFixed(1)} ms, ${megabytes(grownBytes)} MB`
