import { once } from 'node:events'
import { openAsBlob, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Load, startLoad } from '../load.ts'
import { type SeededData, seedDatabase } from '../seed.ts'
import { type MeasuredServer, startOnDatabase } from '../servers.ts'
import { variedPeople } from '../varied-people.ts'
import { startImport } from './import-command.ts'

/** What goes on while requests are answered. */
export const neighbours = ['no import', 'the command', 'an upload'] as const
type Neighbour = (typeof neighbours)[number]

export const requestKinds = ['update', 'get'] as const
type RequestKind = (typeof requestKinds)[number]

export interface NeighbourPlan {
  contacts: number
  rounds: number
  durationMs: number
}

/** In milliseconds, one of each round. */
export interface NeighbourTimes {
  p99: Record<RequestKind, Record<Neighbour, number[]>>
  /** The longest turn of the server's main thread, of CPU. */
  longestTurn: Record<Neighbour, number[]>
}

const connections = 4
/** A load that leaves the server time: above it, the time in its queue would be measured. */
const perSecond = 100
/** By then an import reads its file. It writes long before the requests end. */
const begunMs = 500

interface Place {
  server: MeasuredServer
  load: Load
  database: string
  databaseFile: string
  file: string
}

/**
 * Measures requests to a server while a file is imported into another location of its database, by the command or as
 * an upload to the same server.
 * @param file with more rows than are imported while the requests last.
 */
export async function measureNeighbours(
  workspace: string,
  file: string,
  { contacts, rounds, durationMs }: NeighbourPlan,
  progress: (sentence: string) => void,
): Promise<NeighbourTimes> {
  const databaseFile = join(workspace, 'neighbours.db')
  const database = `sqlite:${databaseFile}`
  progress(`makes a location of ${contacts} contacts`)
  const dataFile = join(workspace, 'neighbours.json')
  writeFileSync(dataFile, JSON.stringify(await seedDatabase(database, contacts, variedPeople)))
  const server = await startOnDatabase(workspace, database)
  const load = startLoad(dataFile)
  const place: Place = { server, load, database, databaseFile, file }
  const order = { port: server.port, connections, durationMs }
  const times: NeighbourTimes = {
    p99: { update: noTimes(), get: noTimes() },
    longestTurn: noTimes(),
  }
  try {
    await load.run({ ...order, kind: 'update' })
    for (let round = 0; round < rounds; round += 1)
      for (const neighbour of neighbours) {
        progress(`round ${round + 1} of ${rounds}: requests during ${neighbour}`)
        for (const kind of requestKinds) {
          const { p99Ms } = await during(neighbour, place, () => load.run({ ...order, kind, perSecond }))
          times.p99[kind][neighbour].push(p99Ms)
        }
        const longestUs = await during(neighbour, place, async () => {
          const longestTurn = await server.watchTurns()
          await load.run({ ...order, kind: 'get', perSecond })
          return longestTurn()
        })
        times.longestTurn[neighbour].push(longestUs / 1000)
      }
  } finally {
    load.stop()
    await server.stop()
  }
  return times
}

const noTimes = (): Record<Neighbour, number[]> => ({ 'no import': [], 'the command': [], 'an upload': [] })

/** Runs a measurement while an import runs into a location of its own. @throws Error if the import ends before it. */
async function during<T>(neighbour: Neighbour, place: Place, measure: () => Promise<T>): Promise<T> {
  if (neighbour === 'no import') return measure()
  const location = await seedDatabase(place.database, 1, variedPeople)
  const running = neighbour === 'the command' ? runCommand(place, location) : runUpload(place, location)
  await sleep(begunMs)
  const result = await measure()
  if (running.hasEnded()) throw new Error(`The import by ${neighbour} ended before the requests.`)
  await running.stop()
  return result
}

interface RunningImport {
  hasEnded(): boolean
  stop(): Promise<void>
}

function runCommand({ file, databaseFile }: Place, { locationId }: SeededData): RunningImport {
  const child = startImport(file, { databaseFile, locationId })
  return {
    hasEnded: () => child.exitCode !== null,
    async stop() {
      const closed = once(child, 'close')
      child.kill('SIGKILL')
      await closed
    },
  }
}

function runUpload({ server, file }: Place, { token }: SeededData): RunningImport {
  const abort = new AbortController()
  let isOver = false
  const reading = upload(server.port, file, token, abort.signal).finally(() => {
    isOver = true
  })
  reading.catch(() => undefined)
  return {
    hasEnded: () => isOver,
    async stop() {
      abort.abort()
      await reading.catch(() => undefined)
      // The server notices it between two writes.
      await sleep(begunMs)
    },
  }
}

/** @throws Error if the upload is refused. */
async function upload(port: number, file: string, token: string, signal: AbortSignal): Promise<void> {
  const body = new FormData()
  body.set('file', await openAsBlob(file), 'people.csv')
  const reply = await fetch(`http://127.0.0.1:${port}/_contactd/imports`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}` },
    body,
    signal,
  })
  const text = await reply.text()
  if (!reply.ok) throw new Error(`The upload was answered with ${reply.status}: ${text}`)
}
