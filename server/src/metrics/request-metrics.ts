import type { ServerResponse } from 'node:http'
import { monotonicMs } from '../lib/clock.ts'
import { counter, gauge, type Snapshot } from './family.ts'
import { Histogram, histograms } from './histogram.ts'

/** In seconds: an update takes one millisecond, a large search some hundred, and everything ends after ten seconds. */
const durationBounds = [0.001, 0.005, 0.025, 0.1, 0.5, 2.5, 10]

/** A client may name any method. */
const methods: ReadonlySet<string> = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])

/** The status of a request whose client left before the response. nginx made the number known. */
const clientGoneStatus = 499

/** Where the requests of no known path are counted. */
export const unknownOperation = 'unknown'
/** Where the requests of pages and of other paths without an operation id are counted. */
export const otherOperation = 'other'

interface MethodCounts {
  readonly byStatus: Map<number, number>
  readonly durations: Histogram
}

/** The counts of one operation, by method. */
export type OperationCounts = Map<string, MethodCounts>

/** Counts requests. It is on the path of every request, so it uses plain maps. */
export class RequestMetrics {
  readonly #operations = new Map<string, OperationCounts>()
  #inFlight = 0

  /** Where the requests of an operation are counted. @param operationId one of a fixed set, never from a request. */
  of(operationId: string): OperationCounts {
    const known = this.#operations.get(operationId)
    if (known) return known
    const counts: OperationCounts = new Map()
    this.#operations.set(operationId, counts)
    return counts
  }

  /** Counts a request when its response has been sent, or its client has left. @param startedAt from `monotonicMs()`. */
  follow(answer: ServerResponse, counts: OperationCounts, method: string, startedAt: number): void {
    this.begin()
    answer.on('close', () => this.end(answer, counts, method, monotonicMs() - startedAt))
  }

  /** A request has arrived. Call `end` when it is over. */
  begin(): void {
    this.#inFlight += 1
  }

  /** The response of a request has been sent, or its client has left. */
  end(
    { headersSent, statusCode }: Pick<ServerResponse, 'headersSent' | 'statusCode'>,
    counts: OperationCounts,
    method: string,
    durationMs: number,
  ): void {
    this.#inFlight -= 1
    const { byStatus, durations } = countsOf(counts, method)
    const status = headersSent ? statusCode : clientGoneStatus
    byStatus.set(status, (byStatus.get(status) ?? 0) + 1)
    durations.observe(durationMs / 1000)
  }

  families(): Snapshot {
    const each = [...this.#operations].flatMap(([operation, byMethod]) =>
      [...byMethod].map(([method, counts]) => ({ labels: { operation, method }, ...counts })),
    )
    return [
      counter(
        'contactd_http_requests_total',
        'Requests that were answered, by operation, method and status.',
        each.flatMap(({ labels, byStatus }) =>
          [...byStatus].map(([status, value]) => ({ value, labels: { ...labels, status: String(status) } })),
        ),
      ),
      histograms(
        'contactd_http_request_duration_seconds',
        'Time from the headers of a request to the end of its response.',
        each.map(({ labels, durations }) => [labels, durations]),
      ),
      gauge('contactd_http_requests_in_flight', 'Requests that wait for their response.', this.#inFlight),
    ]
  }
}

function countsOf(counts: OperationCounts, method: string): MethodCounts {
  const known = counts.get(method)
  if (known) return known
  const name = methods.has(method) ? method : 'other'
  const ofName = counts.get(name) ?? { byStatus: new Map(), durations: new Histogram(durationBounds) }
  counts.set(name, ofName)
  return ofName
}
