import { errors } from '../../http/errors.ts'
import { FairQueues } from '../../lib/fair-queues.ts'

export interface QueueBounds {
  /** The most waiting searches. Each holds a request of some kilobytes. */
  waiting: number
  /** The most waiting searches of one turn. All tokens of a location share it. */
  waitingPerTurn: number
  /** The most waiting searches of one token. A client that sends more at once gets 429. */
  waitingPerToken: number
  /** The most running searches. They share the search thread, slice by slice. */
  underWay: number
  /** The most running searches of one turn. With two, the thread already has the next one when the first ends. */
  underWayPerTurn: number
  /** The timeout of a search, waiting or running: that of every read. */
  answerWithinMs: number
}

const usualBounds: QueueBounds = {
  waiting: 512,
  waitingPerTurn: 128,
  waitingPerToken: 64,
  underWay: 16,
  underWayPerTurn: 2,
  answerWithinMs: 10_000,
}

/** The position of a search in the queue. */
export interface QueuePlace {
  /** The unit that takes turns: a location, or a token of a company. */
  turn: string
  /** The unit that takes turns within it: a token of a location, or a location that a company token names. */
  within: string
  /** The token whose share of places the search uses. */
  token: string
  /** Aborts when the client no longer waits for the response. */
  gone?: AbortSignal
}

interface Waiting extends QueuePlace {
  begin: () => Promise<void>
  refuse: (error: Error) => void
}

/** The searches of one turn. */
interface Turn {
  /** The waiting searches, by `within`. */
  readonly lines: FairQueues<Waiting>
  waiting: number
  underWay: number
}

/**
 * Searches that wait for the index. Serves turns round robin: a tenant with one search waits for at most one of each
 * other tenant.
 */
export class SearchQueue {
  readonly #bounds: QueueBounds
  /** The turns with a waiting or running search, next one first. */
  readonly #turns = new Map<string, Turn>()
  readonly #waitingOfToken = new Map<string, number>()
  #waiting = 0
  #underWay = 0

  constructor(bounds: Partial<QueueBounds> = {}) {
    this.#bounds = { ...usualBounds, ...bounds }
  }

  /** The number of waiting searches. */
  get waiting(): number {
    return this.#waiting
  }

  /**
   * Runs work in its turn.
   * @param work gets a signal that aborts when the response is no longer wanted. It keeps its place until it ends.
   * @throws ApiError 429 if the token or the turn has used its share of places; 503 if all places are taken or the
   * search times out; 499 if the client no longer waits for the response.
   */
  async run<Result>(place: QueuePlace, work: (unwanted: AbortSignal) => Promise<Result>): Promise<Result> {
    if (place.gone?.aborted) throw errors.clientGone()
    this.#admit(place)
    const unwanted = new AbortController()
    let timer: NodeJS.Timeout | undefined
    let onGone = () => {}
    try {
      return await new Promise<Result>((resolve, reject) => {
        const waiting: Waiting = {
          ...place,
          begin: () => work(unwanted.signal).then(resolve, reject),
          refuse: reject,
        }
        const giveUp = (error: Error) => {
          this.#withdraw(waiting)
          unwanted.abort()
          reject(error)
        }
        onGone = () => giveUp(errors.clientGone())
        place.gone?.addEventListener('abort', onGone)
        timer = setTimeout(() => giveUp(errors.searchTooSlow()), this.#bounds.answerWithinMs)
        this.#enqueue(waiting)
        this.#serve()
      })
    } finally {
      clearTimeout(timer)
      place.gone?.removeEventListener('abort', onGone)
    }
  }

  /** Reserves a place. If all are taken, evicts a search of the turn that has the most. */
  #admit({ turn, token }: QueuePlace): void {
    const { waiting, waitingPerTurn, waitingPerToken } = this.#bounds
    const own = this.#turns.get(turn)?.waiting ?? 0
    if (own >= waitingPerTurn || (this.#waitingOfToken.get(token) ?? 0) >= waitingPerToken)
      throw errors.tooManyRequests(shareRetryAfterSeconds)
    if (this.#waiting < waiting) return
    const [largest] = [...this.#turns.values()].sort((a, b) => b.waiting - a.waiting)
    const newest = largest?.lines.longest()?.newest
    if (largest === undefined || newest === undefined || largest.waiting <= own + 1)
      throw errors.tooManySearches()
    this.#withdraw(newest)
    newest.refuse(errors.tooManySearches())
  }

  #enqueue(waiting: Waiting): void {
    let turn = this.#turns.get(waiting.turn)
    if (turn === undefined) {
      turn = { lines: new FairQueues(), waiting: 0, underWay: 0 }
      this.#turns.set(waiting.turn, turn)
    }
    turn.lines.add(waiting.within, waiting)
    this.#count(turn, waiting, 1)
  }

  /** Removes a search from its line, if it is still there. */
  #withdraw(waiting: Waiting): void {
    const turn = this.#turns.get(waiting.turn)
    if (!turn?.lines.remove(waiting.within, waiting)) return
    this.#count(turn, waiting, -1)
    this.#forgetIdle(waiting.turn, turn)
  }

  /** Starts the searches that may run. */
  #serve(): void {
    while (this.#underWay < this.#bounds.underWay) {
      const next = this.#next()
      if (next === undefined) return
      const [name, turn, waiting] = next
      turn.underWay += 1
      this.#underWay += 1
      void waiting.begin().finally(() => {
        turn.underWay -= 1
        this.#underWay -= 1
        this.#forgetIdle(name, turn)
        this.#serve()
      })
    }
  }

  /** Takes the next search, and moves its turn to the end. */
  #next(): [name: string, turn: Turn, waiting: Waiting] | undefined {
    for (const [name, turn] of this.#turns) {
      if (turn.underWay >= this.#bounds.underWayPerTurn) continue
      const waiting = turn.lines.next()
      if (waiting === undefined) continue
      this.#count(turn, waiting, -1)
      this.#turns.delete(name)
      this.#turns.set(name, turn)
      return [name, turn, waiting]
    }
    return undefined
  }

  #count(turn: Turn, { token }: QueuePlace, by: 1 | -1): void {
    turn.waiting += by
    this.#waiting += by
    const ofToken = (this.#waitingOfToken.get(token) ?? 0) + by
    if (ofToken > 0) this.#waitingOfToken.set(token, ofToken)
    else this.#waitingOfToken.delete(token)
  }

  #forgetIdle(name: string, turn: Turn): void {
    if (turn.waiting === 0 && turn.underWay === 0) this.#turns.delete(name)
  }
}

/** A client at its limit can retry once some of its searches have ended. */
const shareRetryAfterSeconds = 1
