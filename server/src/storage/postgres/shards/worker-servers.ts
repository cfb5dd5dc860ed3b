import { monotonicMs } from '../../../lib/clock.ts'
import { withTimeout } from '../../../lib/with-timeout.ts'
import { serverUrls } from '../../database-url.ts'
import { engineStatement } from '../../statement.ts'
import type { ReadTx } from '../../storage.ts'
import { operationTimeout, servingSettings } from '../connection/connection-settings.ts'
import { Session } from '../connection/session.ts'

const checkTimeMs = 2_000
const checkAgainMs = 10_000

const nodes = `(SELECT STRING_AGG(nodename || ':' || nodeport, ' ' ORDER BY nodeid) FROM pg_dist_node)`

const findServer = engineStatement<{ worker: number }, { host: string; port: number; nodes: string }>(
  'find-server-of-worker',
  `SELECT CAST(nodename AS TEXT) AS "host", CAST(nodeport AS BIGINT) AS "port", ${nodes} AS "nodes" FROM pg_dist_node
   WHERE groupid = :worker AND noderole = 'primary' AND isactive AND metadatasynced`,
)

/** Which server of which cluster it is. */
const identify = `SELECT (SELECT groupid FROM pg_dist_local_group), ${nodes}`

interface Known {
  /** Undefined if it can't be reached. */
  url: string | undefined
  checkedAt: number
  isChecking: boolean
}

/**
 * The workers that this process reaches under the address that the cluster has for them. Only a server that gives the
 * number of the worker and the same list of nodes counts: the address may lead elsewhere from here. It is checked in the
 * background, and again every ten seconds while it is asked for.
 */
export class WorkerServers {
  readonly #reads: Pick<ReadTx, 'get'>
  readonly #url: string
  readonly #known = new Map<number, Known>()
  #isClosed = false

  /**
   * @param reads of tables that every server has.
   * @param url of the database; the worker has the same user, password and options.
   */
  constructor(reads: Pick<ReadTx, 'get'>, url: string) {
    this.#reads = reads
    this.#url = serverUrls(url)[0] ?? url
  }

  /** The URL of a worker; undefined if it can't be reached, or was not checked yet. */
  urlOf(worker: number): string | undefined {
    const known = this.#known.get(worker) ?? {
      url: undefined,
      checkedAt: Number.NEGATIVE_INFINITY,
      isChecking: false,
    }
    this.#known.set(worker, known)
    if (!this.#isClosed && !known.isChecking && monotonicMs() - known.checkedAt >= checkAgainMs) {
      known.isChecking = true
      void this.#check(worker, known)
    }
    return known.url
  }

  close(): void {
    this.#isClosed = true
  }

  async #check(worker: number, known: Known): Promise<void> {
    try {
      known.url = await this.#find(worker)
    } catch {
      // The coordinator is asked in its place, and decides about refusals.
      known.url = undefined
    }
    known.checkedAt = monotonicMs()
    known.isChecking = false
  }

  async #find(worker: number): Promise<string | undefined> {
    const found = await this.#reads.get(findServer, { worker })
    if (found === undefined) return undefined
    const url = onServer(this.#url, found.host, found.port)
    const session = new Session(servingSettings(url), false)
    try {
      const asked = session
        .connection()
        .then((connection) => connection.query({ name: '', text: identify, values: [] }))
      const { rows } = await withTimeout(checkTimeMs, asked, () => operationTimeout(checkTimeMs))
      const [number, list] = rows[0] ?? []
      return Number(number) === worker && list === found.nodes ? url : undefined
    } catch (error) {
      session.abandon()
      throw error
    } finally {
      await session.close()
    }
  }
}

function onServer(url: string, host: string, port: number): string {
  const other = new URL(url)
  other.hostname = host
  other.port = String(port)
  // These options name a server, too.
  for (const name of ['host', 'port', 'hostaddr']) other.searchParams.delete(name)
  return other.href
}
