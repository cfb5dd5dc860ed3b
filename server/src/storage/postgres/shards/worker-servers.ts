import { monotonicMs } from '../../../lib/clock.ts'
import { withTimeout } from '../../../lib/with-timeout.ts'
import { serverUrls } from '../../database-url.ts'
import { engineStatement } from '../../statement.ts'
import type { ReadTx } from '../../storage.ts'
import { operationTimeout, servingSettings } from '../connection/connection-settings.ts'
import { Session } from '../connection/session.ts'

const checkTimeMs = 2_000
const checkAgainMs = 10_000
/** Older results are ignored: a standby may have taken over. */
const maxAgeMs = 30_000

/** The nodes of the cluster, and the schema in which the tables are found. */
const cluster = `(SELECT STRING_AGG(nodename || ':' || nodeport, ' ' ORDER BY nodeid) FROM pg_dist_node) || ' ' || current_schema()`

const findServer = engineStatement<{ worker: number }, { host: string; port: number; cluster: string }>(
  'find-server-of-worker',
  `SELECT CAST(nodename AS TEXT) AS "host", CAST(nodeport AS BIGINT) AS "port", ${cluster} AS "cluster" FROM pg_dist_node
   WHERE groupid = :worker AND noderole = 'primary' AND isactive AND metadatasynced`,
)

/** Unique to a database on a server, even among copies of a server. Changes when the server restarts. */
const identity = `SELECT system_identifier || ' ' || EXTRACT(EPOCH FROM pg_postmaster_start_time()) || ' '
  || (SELECT oid FROM pg_database WHERE datname = current_database()) FROM pg_control_system()`

/** Identifies the server and its cluster. */
const identify = {
  text: `SELECT (SELECT groupid FROM pg_dist_local_group), ${cluster}, (${identity})`,
  values: [],
}

/** The identity of the server that the cluster itself reaches at an address. */
const identifyThere = (host: string, port: number) => ({
  text: 'SELECT result FROM master_run_on_worker(ARRAY[$1::text], ARRAY[$2::integer], ARRAY[$3::text], FALSE) WHERE success',
  values: [host, port, identity],
})

interface Known {
  /** Undefined if it can't be reached. */
  url: string | undefined
  /** The URL and the identity of the server there, once the cluster has confirmed them. */
  confirmed: string | undefined
  checkedAt: number
  isChecking: boolean
}

/**
 * The workers that this process can reach at the addresses that the cluster has for them. From here, a name may lead to
 * another server, even to one of a cluster that uses the same names. A server is accepted if it returns the number of the
 * worker and the same nodes and schema, and if it is the server that the cluster reaches at that address. The check runs
 * in the background, every ten seconds while the worker is in use.
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
    this.#url = url
  }

  /** The URL of a worker; undefined if it can't be reached, or was not checked lately. */
  urlOf(worker: number): string | undefined {
    const known = this.#known.get(worker) ?? {
      url: undefined,
      confirmed: undefined,
      checkedAt: Number.NEGATIVE_INFINITY,
      isChecking: false,
    }
    this.#known.set(worker, known)
    const ageMs = monotonicMs() - known.checkedAt
    if (!this.#isClosed && !known.isChecking && ageMs >= checkAgainMs) {
      known.isChecking = true
      void this.#check(worker, known)
    }
    return ageMs < maxAgeMs ? known.url : undefined
  }

  close(): void {
    this.#isClosed = true
  }

  async #check(worker: number, known: Known): Promise<void> {
    try {
      known.url = await this.#find(worker, known)
    } catch {
      // The coordinator is asked in its place, and decides about refusals.
      known.url = undefined
    }
    known.checkedAt = monotonicMs()
    known.isChecking = false
  }

  async #find(worker: number, known: Known): Promise<string | undefined> {
    const found = await this.#reads.get(findServer, { worker })
    if (found === undefined) return undefined
    const { host, port } = found
    const url = onServer(serverUrls(this.#url)[0] ?? this.#url, host, port)
    const [number, own, identityHere] = await rowFrom(url, identify)
    if (Number(number) !== worker || own !== found.cluster) return undefined
    const seen = `${url} ${identityHere}`
    if (seen !== known.confirmed) {
      const [there] = await rowFrom(this.#url, identifyThere(host, port))
      if (there !== identityHere) return undefined
      known.confirmed = seen
    }
    return url
  }
}

/** The first row that a server returns, on a connection of its own: the server may not answer. */
async function rowFrom(url: string, query: { text: string; values: unknown[] }): Promise<unknown[]> {
  const session = new Session(servingSettings(url), false)
  try {
    const asked = session.connection().then((connection) => connection.query({ name: '', ...query }))
    const { rows } = await withTimeout(checkTimeMs, asked, () => operationTimeout(checkTimeMs))
    return rows[0] ?? []
  } catch (error) {
    session.abandon()
    throw error
  } finally {
    await session.close()
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
