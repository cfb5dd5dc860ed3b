import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'

const known = new WeakMap<Server, Connections>()

/** The connections of a server, with the answers that each is owed. */
export class Connections {
  readonly #answers = new Map<Socket, ServerResponse[]>()
  #isEnding = false

  private constructor(server: Server) {
    server.on('connection', (socket: Socket) => {
      this.#answers.set(socket, [])
      socket.once('close', () => this.#answers.delete(socket))
    })
    // Before the one that answers.
    server.prependListener('request', (request: IncomingMessage, answer: ServerResponse) =>
      this.#note(request.socket, answer),
    )
  }

  /** Those of a server, watched from the first call on. */
  static of(server: Server): Connections {
    const connections = known.get(server) ?? new Connections(server)
    known.set(server, connections)
    return connections
  }

  get sockets(): IterableIterator<Socket> {
    return this.#answers.keys()
  }

  /** The answers to what has arrived, in their order, that are not yet handed over to the system as a whole. */
  owed(socket: Socket): ServerResponse[] {
    return (this.#answers.get(socket) ?? []).filter((answer) => !answer.writableFinished)
  }

  get isEnding(): boolean {
    return this.#isEnding
  }

  /** From now on the last answer that a connection is owed says that it is the last. */
  endWithAnswers(): void {
    this.#isEnding = true
    for (const socket of this.#answers.keys()) {
      const last = this.owed(socket).at(-1)
      if (last !== undefined && !last.headersSent) last.shouldKeepAlive = false
    }
  }

  #note(socket: Socket, answer: ServerResponse): void {
    const owed = this.owed(socket)
    if (this.#isEnding) {
      // What was sent behind a request in one go is answered, too.
      const before = owed.at(-1)
      if (before !== undefined && !before.headersSent) before.shouldKeepAlive = true
      answer.shouldKeepAlive = false
    }
    this.#answers.set(socket, [...owed, answer])
  }
}
