import { join } from 'node:path'
import { buildOf, commitOf, keptFolderOf } from '../against/build-of-commit.ts'
import { exchanger, openSocket } from '../exchange.ts'
import { machineFacts } from '../machine.ts'
import type { BenchOptions } from '../main.ts'
import { median, megabytes, numberText, ratios, reportHead, spreadText, table } from '../report.ts'
import { postRequest } from '../requests.ts'
import { startServer } from '../servers.ts'
import { projectRoot } from '../workspace.ts'
import { measureNeighbours, type NeighbourTimes, neighbours, requestKinds } from './api-neighbours.ts'
import { type ImportCost, importCost } from './import-command.ts'
import { type MadeLocation, makeLocation } from './made-location.ts'
import { bodyOf, writePeopleFile } from './people-file.ts'

const wholePlan = {
  rows: 100_000,
  fewRows: 10_000,
  posted: 10_000,
  rounds: 3,
  neighbours: { contacts: 10_000, rounds: 3, durationMs: 12_000 },
}
const quickPlan = {
  rows: 10_000,
  fewRows: 1_000,
  posted: 2_000,
  rounds: 1,
  neighbours: { contacts: 2_000, rounds: 1, durationMs: 5_000 },
}
/** The build before imports: Create Contact was the only way to bring contacts in. */
const earlierCommit = '48f2ca0'

/** The requests before the measured ones. */
const warmUp = 1_000

const aims = { speed: 2.5, memory: 1.5, p99: 3, turnMs: 25 } as const

interface Costs {
  many: ImportCost[]
  few: ImportCost[]
  /** Of Create Contact, for each contact. */
  postUs: number[]
}

/**
 * Measures imports into SQLite: in turns with Create Contact of an earlier build, request by request, and what they do
 * to the requests of other clients. `baseline` is a checkout of the earlier build; by default it is built first.
 */
export async function benchImport(
  workspace: string,
  { isQuick, progress, baseline, only }: BenchOptions,
): Promise<string> {
  const plan = isQuick ? quickPlan : wholePlan
  const file = join(workspace, 'people.csv')
  await writePeopleFile(file, plan.rows)
  const parts = {
    speed: async () => speedReport(plan, await measureCosts(workspace, file, { plan, progress, baseline })),
    requests: async () =>
      neighbourReport(plan.neighbours, await measureNeighbours(workspace, file, plan.neighbours, progress)),
  }
  const chosen = Object.entries(parts).filter(([name]) => only === undefined || only === name)
  if (chosen.length === 0) throw new Error(`--only is one of ${Object.keys(parts).join(', ')}.`)
  const report = []
  for (const [, part] of chosen) report.push(...(await part()))
  return [
    reportHead(
      `\`npm run bench -- --import\`: rounds of imports: ${plan.rounds}, of requests: ${plan.neighbours.rounds}, alternating. Medians, with minimum and maximum in brackets.`,
      machineFacts(workspace),
    ),
    ...report,
  ].join('\n\n')
}

/** @returns the checkout. */
function buildEarlier(progress: BenchOptions['progress']): string {
  const commit = commitOf(earlierCommit)
  return buildOf(commit, keptFolderOf(commit), progress)
}

async function measureCosts(
  workspace: string,
  file: string,
  { plan, progress, baseline }: { plan: typeof wholePlan } & Pick<BenchOptions, 'progress' | 'baseline'>,
): Promise<Costs> {
  const checkout = baseline ?? buildEarlier(progress)
  const { rows, fewRows, posted, rounds } = plan
  const fewFile = join(workspace, 'few-people.csv')
  await writePeopleFile(fewFile, fewRows)
  const costs: Costs = { many: [], few: [], postUs: [] }
  for (let round = 0; round < rounds; round += 1) {
    const location = (name: string, checkout = projectRoot) =>
      makeLocation(checkout, join(workspace, `${name}-${round}.db`))
    progress(`round ${round + 1} of ${rounds}: ${posted} requests`)
    costs.postUs.push(await postUs(workspace, location('posts', checkout), { checkout, posted }))
    progress(`round ${round + 1} of ${rounds}: imports`)
    costs.few.push(await importCost(fewFile, fewRows, location('few')))
    costs.many.push(await importCost(file, rows, location('many')))
  }
  return costs
}

/** The CPU of the server for each contact that is created, one request after the other. */
async function postUs(
  workspace: string,
  { databaseFile, locationId, token, fieldIds }: MadeLocation,
  { checkout, posted }: { checkout: string; posted: number },
): Promise<number> {
  const server = await startServer({
    name: 'baseline',
    command: join(checkout, 'bin/contactd'),
    args: ['serve', '--port=0', `--database=sqlite:${databaseFile}`, '--log-level=warn'],
    folder: workspace,
    logFile: join(workspace, 'baseline.log'),
  })
  const socket = await openSocket(server.port)
  const exchange = exchanger(socket)
  const create = async (from: number, to: number) => {
    for (let index = from; index < to; index += 1) {
      const body = bodyOf(index, locationId, fieldIds)
      const answer = await exchange(postRequest('/contacts/', token, body))
      if (answer.status !== '201') throw new Error(`The answer was ${answer.status}: ${answer.body()}`)
    }
  }
  await create(0, warmUp)
  const beforeUs = await server.cpuTimeUs()
  await create(warmUp, warmUp + posted)
  const usedUs = (await server.cpuTimeUs()) - beforeUs
  socket.destroy()
  await server.stop()
  return usedUs / posted
}

function speedReport({ rows, fewRows, posted }: typeof wholePlan, { many, few, postUs }: Costs): string[] {
  const perRow = many.map(({ cpuUs }) => cpuUs / rows)
  const speed = ratios(postUs, perRow)
  const memory = ratios(
    many.map(({ peakBytes }) => peakBytes),
    few.map(({ peakBytes }) => peakBytes),
  )
  const perCpuSecond = (us: readonly number[]) => spreadText(us.map((one) => 1e6 / one))
  const memoryText = (costs: readonly ImportCost[]) =>
    megabytes(median(costs.map(({ peakBytes }) => peakBytes)))
  const seconds = spreadText(
    many.map(({ elapsedMs }) => elapsedMs / 1000),
    0,
  )
  return [
    table(
      ['', 'rows per CPU second', 'CPU per row, µs', 'memory, MB'],
      [
        [
          `\`POST /contacts/\` of ${earlierCommit}, ${numberText(posted)} one by one`,
          perCpuSecond(postUs),
          spreadText(postUs),
          '',
        ],
        [
          `import of ${numberText(fewRows)} rows`,
          perCpuSecond(few.map(({ cpuUs }) => cpuUs / fewRows)),
          spreadText(few.map(({ cpuUs }) => cpuUs / fewRows)),
          memoryText(few),
        ],
        [`import of ${numberText(rows)} rows`, perCpuSecond(perRow), spreadText(perRow), memoryText(many)],
      ],
    ),
    `The import of ${numberText(rows)} rows takes ${seconds} s, and imports ${spreadText(speed, 2)} times the rows per CPU second (aim: at least ${aims.speed}: ${verdict(median(speed) >= aims.speed)}). Its memory is ${spreadText(memory, 2)} times that of ${numberText(fewRows)} rows (aim: at most ${aims.memory}: ${verdict(median(memory) <= aims.memory)}).`,
  ]
}

function neighbourReport(
  { contacts }: typeof wholePlan.neighbours,
  { p99, longestTurn }: NeighbourTimes,
): string[] {
  const rows = neighbours.map((neighbour) => [
    neighbour,
    ...requestKinds.flatMap((kind) => [
      spreadText(p99[kind][neighbour], 1),
      neighbour === 'no import' ? '' : spreadText(ratios(p99[kind][neighbour], p99[kind]['no import']), 1),
    ]),
    spreadText(longestTurn[neighbour], 1),
  ])
  const worst = Math.max(
    ...requestKinds.flatMap((kind) =>
      neighbours.map((neighbour) => median(ratios(p99[kind][neighbour], p99[kind]['no import']))),
    ),
  )
  const turn = Math.max(...neighbours.map((neighbour) => median(longestTurn[neighbour])))
  return [
    `Requests at a constant rate to a server with ${numberText(contacts)} contacts, while the file is imported into another location of its database:`,
    table(
      [
        'during',
        'update: p99, ms',
        'of the quiet one',
        'get: p99, ms',
        'of the quiet one',
        'longest turn, ms of CPU',
      ],
      rows,
    ),
    `The aims are a p99 of at most ${aims.p99} times the quiet one (${verdict(worst <= aims.p99)}, ${numberText(worst, 1)}) and turns of the main thread of at most ${aims.turnMs} ms of CPU (${verdict(turn <= aims.turnMs)}, ${numberText(turn, 1)}).`,
  ]
}

const verdict = (isMet: boolean) => (isMet ? 'met' : 'missed')
