import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { TLSSocket } from 'node:tls'
import { makeCertificate } from '../certificate.ts'
import { execute, type TestDatabase } from '../postgres/databases.ts'
import { type CitusNode, onEachServer } from './databases.ts'

/** Whether the worker has executed the command at which it dies, or never receives it. */
export type Death = 'before' | 'after'

/** The message in which PostgreSQL's clients ask for TLS. */
const tlsRequest = Buffer.from([0, 0, 0, 8, 4, 0xd2, 0x16, 0x2f])

/**
 * A worker as the other servers of its cluster see it, which a test can kill at a command of theirs. They encrypt
 * their connections, and don't verify certificates: the proxy decrypts.
 */
export class WorkerProxy {
  readonly #worker: CitusNode
  readonly #server: Server
  readonly #certificate = makeCertificate('127.0.0.1')
  readonly #sockets = new Set<Duplex>()
  #deadly: { command: string; death: Death } | undefined
  #isDead = false

  private constructor(worker: CitusNode) {
    this.#worker = worker
    this.#server = createServer({ noDelay: true }, (client) => void this.#join(client))
  }

  /** Puts a proxy before a worker in the lists of nodes of a database, before it is used. */
  static async before(worker: CitusNode, database: TestDatabase): Promise<WorkerProxy> {
    const proxy = new WorkerProxy(worker)
    proxy.#server.listen(0, '127.0.0.1')
    await once(proxy.#server, 'listening')
    const update = `UPDATE pg_dist_node SET nodename = '127.0.0.1', nodeport = ${proxy.port}
      WHERE nodename = '${worker.host}' AND nodeport = ${worker.port}`
    await Promise.all((await onEachServer(database)).map((url) => execute(url, update)))
    return proxy
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port
  }

  get isDead(): boolean {
    return this.#isDead
  }

  /** Kills the worker when it next receives a command. Until it revives, every connection to it is refused. */
  dieAt(command: string, death: Death): void {
    this.#deadly = { command, death }
  }

  revive(): void {
    this.#isDead = false
  }

  async close(): Promise<void> {
    this.#die()
    this.#server.close()
    await once(this.#server, 'close')
  }

  #die(): void {
    this.#isDead = true
    this.#deadly = undefined
    for (const socket of this.#sockets) socket.destroy()
  }

  /** A lost connection ends both of its sides. */
  #keep(socket: Duplex, other: Duplex): void {
    this.#sockets.add(socket)
    socket.on('error', () => undefined)
    socket.on('close', () => {
      this.#sockets.delete(socket)
      other.destroy()
    })
  }

  async #join(client: Socket): Promise<void> {
    if (this.#isDead) return void client.destroy()
    const server = connect({ host: this.#worker.host, port: this.#worker.port, noDelay: true })
    this.#keep(client, server)
    this.#keep(server, client)
    const [first] = (await once(client, 'data').catch(() => [])) as [Buffer?]
    if (first === undefined) return
    const stream = first.equals(tlsRequest) ? this.#decrypted(client) : client
    if (stream === client) server.write(first)
    stream.on('data', (sent: Buffer) => this.#pass(sent, server))
    server.on('data', (answer) => {
      if (!this.#isDead) stream.write(answer)
    })
  }

  #decrypted(client: Socket): Duplex {
    client.write('S')
    const { certificate: cert, key } = this.#certificate
    const stream = new TLSSocket(client, { isServer: true, cert, key })
    this.#keep(stream, client)
    return stream
  }

  #pass(sent: Buffer, server: Socket): void {
    const { command, death } = this.#deadly ?? {}
    if (command === undefined || !sent.includes(command)) {
      server.write(sent)
    } else if (death === 'before') {
      this.#die()
    } else {
      this.#deadly = undefined
      server.write(sent)
      server.removeAllListeners('data')
      server.once('data', () => this.#die())
    }
  }
}
