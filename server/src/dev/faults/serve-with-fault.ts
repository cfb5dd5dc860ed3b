import { type Exchange, resetConnection, watchAnswer } from '../traffic/exchange.ts'
import type { FaultSpec } from './fault.ts'
import { madeUpAnswer } from './made-up-answer.ts'

interface Serving {
  /** Serves the request. */
  serve(): void
  /** Records it with the status of its answer; null without one. */
  record(status: number | null): void
  /** By the clock of the server. */
  now: number
  /** Aborts when the fault is taken away. */
  ended: AbortSignal
}

/**
 * Serves a request that a fault happens to. A request that is reset or stalled is not served; in all other cases the fault
 * concerns the answer only.
 */
export function serveWithFault(exchange: Exchange, effect: FaultSpec['effect'], serving: Serving): void {
  const { connection } = effect
  if (connection === 'reset' || connection === 'stall') {
    void afterDelay(connection === 'reset' ? effect.delayMs : undefined, serving.ended).then(() => {
      serving.record(null)
      if (connection === 'reset') resetConnection(exchange)
      else serving.ended.addEventListener('abort', () => exchange.raw.socket.destroy(), { once: true })
    })
    return
  }
  watchAnswer(exchange, true, ({ send, sendHalf }) => {
    void afterDelay(effect.delayMs, serving.ended).then(() => {
      serving.record(exchange.answer.statusCode)
      if (connection === 'reset-after-commit') resetConnection(exchange)
      else if (connection === 'truncate') sendHalf()
      else send()
    })
  })
  if (effect.status === undefined && effect.body === undefined) {
    addHeaders(exchange, effect.headers ?? {})
    serving.serve()
    return
  }
  const { status, headers, body } = madeUpAnswer(effect, { now: serving.now, traceId: exchange.id })
  exchange.answer.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) })
  exchange.answer.end(body)
}

/** The server alone knows where the body of its answer ends. */
const framing = ['content-length', 'transfer-encoding']

/** Adds headers to the server's answer, in place of its own of the same name. */
function addHeaders({ answer }: Exchange, headers: Record<string, string>): void {
  const added = Object.fromEntries(
    Object.entries(headers)
      .map(([name, value]) => [name.toLowerCase(), value] as const)
      .filter(([name]) => !framing.includes(name)),
  )
  const writeHead = answer.writeHead.bind(answer)
  answer.writeHead = ((status: number, own: Record<string, string> = {}) =>
    writeHead(status, { ...own, ...added })) as typeof answer.writeHead
}

/** Resolves after the time, or when the fault is taken away. */
function afterDelay(delayMs: number | undefined, ended: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (delayMs === undefined || ended.aborted) return resolve()
    const timer = setTimeout(resolve, delayMs)
    const stop = () => {
      clearTimeout(timer)
      resolve()
    }
    ended.addEventListener('abort', stop, { once: true })
  })
}
