/**
 * Clients in a separate process that update contacts of some locations, each sending its next update after the response
 * to the last. Receives orders over IPC, and reports the results.
 */
import { exampleUpdate } from '../example-data.ts'
import { exchanger, openSocket } from '../exchange.ts'
import { putRequest } from '../requests.ts'

/** A location with contacts, and a token for it. */
export interface FilledLocation {
  token: string
  customFieldId: string
  contactIds: string[]
}

export interface WriterOrder {
  port: number
  clients: number
  durationMs: number
  locations: FilledLocation[]
  /** Used in place of the tokens of the locations. */
  companyToken?: string | undefined
  /** Gives each update a tag that no location has. */
  newTags?: boolean | undefined
  /** Continues across all orders, so no two updates are the same. */
  firstTurn: number
}

export interface WriterResult {
  updates: number
  elapsedMs: number
}

process.on('message', async (order: WriterOrder) => process.send?.(await run(order)))

async function run(order: WriterOrder): Promise<WriterResult> {
  const { port, clients, durationMs, locations } = order
  const sockets = await Promise.all(Array.from({ length: clients }, () => openSocket(port)))
  const startedAt = performance.now()
  let updates = 0
  await Promise.all(
    sockets.map(async (socket, client) => {
      const exchange = exchanger(socket)
      const location = locations[client % locations.length] as FilledLocation
      while (performance.now() < startedAt + durationMs) {
        updates += 1
        const { status } = await exchange(nextRequest(order, location, order.firstTurn + updates))
        if (!status.startsWith('2')) throw new Error(`An update was answered with ${status}.`)
      }
    }),
  )
  const elapsedMs = performance.now() - startedAt
  for (const socket of sockets) socket.destroy()
  return { updates, elapsedMs }
}

function nextRequest(
  { companyToken, newTags = false }: WriterOrder,
  { token, customFieldId, contactIds }: FilledLocation,
  turn: number,
): string {
  const id = contactIds[Math.floor(Math.random() * contactIds.length)]
  const update = exampleUpdate(turn, turn, customFieldId)
  const body = newTags ? { ...update, tags: [`new ${turn}`] } : update
  return putRequest(`/contacts/${id}`, companyToken ?? token, body)
}
