import type { Snapshot } from '../../../metrics/family.ts'
import type { RequestQuery } from '../../../traffic/list-requests.ts'
import type { RecordedRequest } from '../../../traffic/recorded-request.ts'

/** What a worker sends to its parent. */
export type FromWorker =
  /** It listens, and where. */
  | { kind: 'listens'; at: string }
  /** It was asked for the metrics of all workers. @param question a number of the worker. */
  | { kind: 'wants-all-metrics'; question: number }
  /** Its own metrics. */
  | { kind: 'metrics'; snapshot: Snapshot }
  /** It was asked for the latest requests of all workers. @param question a number of the worker. */
  | { kind: 'wants-all-requests'; question: number; query: RequestQuery }
  /** Its own requests. @param collection a number of the parent. */
  | { kind: 'requests'; collection: number; requests: RecordedRequest[] }

/** What the parent sends to a worker. */
export type ToWorker =
  /** Make room for another worker. */
  | { kind: 'retire' }
  /** Send your metrics. */
  | { kind: 'read-metrics' }
  /** The metrics of all workers, combined. */
  | { kind: 'all-metrics'; question: number; snapshot: Snapshot }
  /** Send your latest requests. */
  | { kind: 'read-requests'; collection: number; query: RequestQuery }
  /** Those of all workers. */
  | { kind: 'all-requests'; question: number; requests: RecordedRequest[] }
