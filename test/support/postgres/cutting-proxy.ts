import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'

/** How a connection is cut: in order, or as if the machine were gone and another had its address. */
export type Cut = 'end' | 'reset'

/** A proxy to a PostgreSQL server that a test can cut or hold. */
export class CuttingProxy {
  readonly #target: URL
  readonly #server: Server
  readonly #pairs = new Set<readonly [client: Socket, server: Socket]>()
  #trigger: { word: string; answer: string; cut: Cut } | undefined
  #isHeld = false
  #cuts = 0

  private constructor(target: URL) {
    this.#target = target
    this.#server = createServer({ noDelay: true }, (client) => this.#join(client))
  }

  /** @param url of the server. */
  static async open(url: string): Promise<CuttingProxy> {
    const proxy = new CuttingProxy(new URL(url))
    proxy.#server.listen(0, '127.0.0.1')
    await once(proxy.#server, 'listening')
    return proxy
  }

  /** The database's URL through the proxy. */
  get url(): string {
    const url = new URL(this.#target)
    url.hostname = '127.0.0.1'
    url.port = String((this.#server.address() as AddressInfo).port)
    return url.href
  }

  /** How often the word was found. */
  get cuts(): number {
    return this.#cuts
  }

  /**
   * Cuts the connection that next contains the word, once the server has answered it. The answer is discarded.
   * @param answer a part of the answer.
   */
  cutAfter(word: string, answer: string, cut: Cut): void {
    this.#trigger = { word, answer, cut }
  }

  /** Holds traffic in both directions silently, until `goOn`. */
  hold(): void {
    this.#isHeld = true
    for (const pair of this.#pairs) for (const socket of pair) socket.pause()
  }

  goOn(): void {
    this.#isHeld = false
    for (const pair of this.#pairs) for (const socket of pair) socket.resume()
  }

  /** Cuts all connections. */
  cutAll(cut: Cut): void {
    for (const pair of this.#pairs) this.#cut(pair, cut)
  }

  async close(): Promise<void> {
    this.cutAll('reset')
    this.#server.close()
    await once(this.#server, 'close')
  }

  #join(client: Socket): void {
    const server = connect({ host: this.#target.hostname, port: Number(this.#target.port), noDelay: true })
    const pair = [client, server] as const
    this.#pairs.add(pair)
    for (const [socket, other] of [pair, [server, client] as const]) {
      socket.on('error', () => undefined)
      socket.on('end', () => other.end())
      socket.on('close', () => {
        other.destroy()
        this.#pairs.delete(pair)
      })
      if (this.#isHeld) socket.pause()
    }
    server.on('data', (answer) => client.write(answer))
    client.on('data', (sent) => {
      const trigger = this.#trigger
      if (trigger === undefined || !sent.includes(trigger.word)) {
        server.write(sent)
        return
      }
      this.#trigger = undefined
      this.#cuts += 1
      server.removeAllListeners('data')
      // Waits for the answer, so that the statement has certainly run; the answer is discarded.
      let answer = ''
      server.on('data', (chunk: Buffer) => {
        answer += chunk.toString('latin1')
        if (answer.includes(trigger.answer)) this.#cut(pair, trigger.cut)
      })
      server.write(sent)
    })
  }

  #cut([client, server]: readonly [Socket, Socket], cut: Cut): void {
    if (cut === 'reset') client.resetAndDestroy()
    else client.end()
    server.destroy()
  }
}
