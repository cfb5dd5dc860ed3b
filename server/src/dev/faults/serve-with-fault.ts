import { type Exchange, resetConnection, watchAnswer } from '../../traffic/exchange.ts'
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
  if (connection === 'reset') {
    void afterDelay(effect.delayMs ?? 0, exchange, serving.ended).then(() => {
      serving.record(null)
      resetConnection(exchange)
    })
    return
  }
  if (connection === 'stall') {
    serving.record(null)
    void afterDelay(undefined, exchange, serving.ended).then(() => exchange.raw.socket.destroy())
    return
  }
  watchAnswer(exchange, true, ({ send, sendHalf }) => {
    void afterDelay(effect.delayMs ?? 0, exchange, serving.ended).then(() => {
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
  exchange.answer.writeHead(status, headers)
  exchange.answer.end(body)
}

/** The server alone knows where the body of its answer ends. */
const framing = ['content-length']

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

/** Resolves after the time, without one never; before it when the fault is taken away or the client goes. */
function afterDelay(
  delayMs: number | undefined,
  { answer }: Pick<Exchange, 'answer'>,
  ended: AbortSignal,
): Promise<void> {
  return new Promise((resolve) => {
    if (delayMs === 0 || ended.aborted || answer.destroyed) return resolve()
    const timer = delayMs === undefined ? undefined : setTimeout(stop, delayMs)
    // A fault that stays keeps nothing of a request that is over.
    function stop() {
      clearTimeout(timer)
      ended.removeEventListener('abort', stop)
      answer.off('close', stop)
      resolve()
    }
    ended.addEventListener('abort', stop)
    answer.once('close', stop)
  })
}
