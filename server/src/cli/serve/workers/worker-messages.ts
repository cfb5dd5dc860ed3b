import type { Snapshot } from '../../../metrics/family.ts'

/** What a worker sends to its parent. */
export type FromWorker =
  /** It listens, and where. */
  | { kind: 'listens'; at: string }
  /** It was asked for the metrics of all workers. */
  | { kind: 'wants-all-metrics' }
  /** Its own metrics. */
  | { kind: 'metrics'; snapshot: Snapshot }

/** What the parent sends to a worker. */
export type ToWorker =
  /** Make room for another worker. */
  | { kind: 'retire' }
  /** Send your metrics. */
  | { kind: 'read-metrics' }
  /** The metrics of all workers, combined. */
  | { kind: 'all-metrics'; snapshot: Snapshot }
