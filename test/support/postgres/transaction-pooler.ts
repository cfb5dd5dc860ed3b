import { once } from 'node:events'
import { type AddressInfo, createServer, type Server, Socket } from 'node:net'
import pg from 'pg'

/** A connection to the server, and the client that it serves at the moment. */
interface Backend {
  socket: Socket
  client: Client | undefined
  /** The number of responses that its client waits for. */
  pending: number
  rest: Buffer
}

interface Client {
  socket: Socket
  backend: Backend | undefined
  /** Whether it is queued for a backend. */
  isWaiting: boolean
  hasStarted: boolean
  rest: Buffer
  /** Its messages that no backend has received yet. */
  unsent: Buffer[]
}

/**
 * State that a session keeps beyond its transactions: behind a pooler it would reach the wrong client, or be lost.
 */
const keptInSessions =
  /^\s*(?:SET\s+(?!LOCAL|TRANSACTION)|LISTEN|UNLISTEN)\b|pg_advisory_lock(?:_shared)?\s*\(/i

/**
 * A pooler in transaction mode: a client has its own backend from the first message of a transaction to its last
 * response, and the next transaction may have another. There are fewer backends than clients.
 */
export class TransactionPooler {
  /** Statements of clients that only work in a session. */
  readonly violations: string[] = []
  readonly #target: URL
  readonly #server: Server
  readonly #backends: Backend[] = []
  readonly #sockets = new Set<Socket>()
  readonly #queue: Client[] = []
  #mostWaiting = 0
  #clients = 0

  private constructor(target: URL) {
    this.#target = target
    this.#server = createServer({ noDelay: true }, (socket) => this.#welcome(socket))
  }

  /** @param url of the database behind it. */
  static async open(url: string, backends: number): Promise<TransactionPooler> {
    const pooler = new TransactionPooler(new URL(url))
    for (let number = 0; number < backends; number += 1) pooler.#backends.push(await pooler.#connect())
    pooler.#server.listen(0, '127.0.0.1')
    await once(pooler.#server, 'listening')
    return pooler
  }

  get url(): string {
    const url = new URL(this.#target)
    url.hostname = '127.0.0.1'
    url.port = String((this.#server.address() as AddressInfo).port)
    return url.href
  }

  /** The number of connected clients. */
  get clients(): number {
    return this.#clients
  }

  /** The maximum number of clients that waited for a backend at once. */
  get mostWaiting(): number {
    return this.#mostWaiting
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy()
    for (const { socket } of this.#backends) socket.destroy()
    this.#server.close()
    await once(this.#server, 'close')
  }

  /** Lets pg authenticate, and takes over the connection. */
  async #connect(): Promise<Backend> {
    const socket = new Socket()
    const client = new pg.Client({ connectionString: this.#target.href, stream: () => socket })
    await client.connect()
    for (const event of ['data', 'end', 'close']) socket.removeAllListeners(event)
    const backend: Backend = { socket, client: undefined, pending: 0, rest: Buffer.alloc(0) }
    socket.on('data', (chunk: Buffer) => this.#answer(backend, chunk))
    socket.on('error', () => undefined)
    return backend
  }

  #welcome(socket: Socket): void {
    this.#clients += 1
    this.#sockets.add(socket)
    const client: Client = {
      socket,
      backend: undefined,
      isWaiting: false,
      hasStarted: false,
      rest: Buffer.alloc(0),
      unsent: [],
    }
    socket.on('error', () => undefined)
    socket.on('data', (chunk: Buffer) => this.#hear(client, chunk))
    socket.on('close', () => this.#sockets.delete(socket))
  }

  #hear(client: Client, chunk: Buffer): void {
    client.rest = Buffer.concat([client.rest, chunk])
    if (!client.hasStarted) {
      if (client.rest.length < 4 || client.rest.length < client.rest.readInt32BE(0)) return
      client.rest = client.rest.subarray(client.rest.readInt32BE(0))
      client.hasStarted = true
      // Accepts every client: authentication is not tested here.
      client.socket.write(Buffer.concat([message('R', [0, 0, 0, 0]), message('Z', [idle])]))
    }
    const { messages, rest } = split(client.rest)
    client.rest = rest
    for (const each of messages) this.#take(client, each)
  }

  #take(client: Client, sent: Buffer): void {
    this.#inspect(sent)
    if (typeOf(sent) === 'X') {
      client.socket.end()
      return
    }
    client.unsent.push(sent)
    if (client.backend) this.#send(client, client.backend)
    else if (!client.isWaiting) {
      client.isWaiting = true
      this.#queue.push(client)
      this.#assign()
    }
  }

  #inspect(sent: Buffer): void {
    const text = sent.toString('utf8', 5)
    if (typeOf(sent) === 'P' && !text.startsWith('\0')) this.violations.push(`a statement by name: ${text}`)
    if (keptInSessions.test(text)) this.violations.push(text)
  }

  /** The most recently used backend comes last, so that a client rarely gets the same one twice. */
  #assign(): void {
    const client = this.#queue[0]
    const index = this.#backends.findIndex((backend) => backend.client === undefined)
    this.#mostWaiting = Math.max(this.#mostWaiting, this.#queue.length)
    const [backend] = client && index >= 0 ? this.#backends.splice(index, 1) : []
    if (client === undefined || backend === undefined) return
    this.#queue.shift()
    this.#backends.push(backend)
    backend.client = client
    client.backend = backend
    client.isWaiting = false
    this.#send(client, backend)
  }

  #send(client: Client, backend: Backend): void {
    for (const sent of client.unsent.splice(0)) {
      // Each of these gets a response that ends with "ready".
      if (['Q', 'S'].includes(typeOf(sent))) backend.pending += 1
      backend.socket.write(sent)
    }
  }

  #answer(backend: Backend, chunk: Buffer): void {
    const { messages, rest } = split(Buffer.concat([backend.rest, chunk]))
    backend.rest = rest
    for (const each of messages) {
      const { client } = backend
      client?.socket.write(each)
      if (typeOf(each) !== 'Z') continue
      backend.pending -= 1
      if (client === undefined || backend.pending > 0 || each[5] !== idle) continue
      backend.client = undefined
      client.backend = undefined
      this.#assign()
    }
  }
}

const idle = 'I'.charCodeAt(0)

const typeOf = (each: Buffer): string => each.toString('latin1', 0, 1)

/** The complete messages of a stream, and the rest. */
function split(stream: Buffer): { messages: Buffer[]; rest: Buffer } {
  const messages: Buffer[] = []
  let rest = stream
  while (rest.length >= 5 && rest.length > rest.readInt32BE(1)) {
    const end = rest.readInt32BE(1) + 1
    messages.push(rest.subarray(0, end))
    rest = rest.subarray(end)
  }
  return { messages, rest }
}

function message(type: string, content: readonly number[]): Buffer {
  const head = Buffer.alloc(5)
  head.write(type, 'latin1')
  head.writeInt32BE(content.length + 4, 1)
  return Buffer.concat([head, Buffer.from(content)])
}
