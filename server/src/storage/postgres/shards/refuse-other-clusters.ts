import { serverUrls, withoutPassword } from '../../database-url.ts'
import type { StorageLog } from '../../log.ts'
import { DatabaseOpenError } from '../../open-error.ts'
import type { Connection } from '../connection/connection.ts'
import { onServer } from '../inspect-server.ts'
import { describeCluster } from './cluster.ts'
import { refuseSeveral } from './find-layout.ts'

/**
 * Checks that several URLs of a database name servers of its cluster. One that can't be reached may come back.
 * @param connection to one of them.
 * @throws DatabaseOpenError if one is of another cluster or of none.
 */
export async function refuseOtherClusters(
  url: string,
  connection: Connection,
  log: StorageLog,
): Promise<void> {
  const urls = serverUrls(url)
  if (urls.length === 1) return
  refuseSeveral(urls, connection.layout)
  const own = await identityOf(connection)
  await Promise.all(
    urls.map(async (each) => {
      const found = await onServer(each, identityOf).catch((error: unknown) => {
        if (!(error instanceof DatabaseOpenError)) throw error
        log.warn({ err: error }, 'a server of the database is not reachable: the others are used')
        return own
      })
      if (found !== own)
        throw new DatabaseOpenError(
          `${withoutPassword(each)} is no server of the database's cluster: correct the URL or remove it.`,
        )
    }),
  )
}

const identify = `SELECT current_database() || ' ' || STRING_AGG(nodename || ':' || nodeport, ' ' ORDER BY nodeid)
  FROM pg_dist_node`

/** The database and the nodes of its cluster; undefined without Citus. */
async function identityOf(connection: Connection): Promise<unknown> {
  if ((await describeCluster(connection)).version === undefined) return undefined
  return (await connection.query({ name: '', text: identify, values: [] })).rows[0]?.[0]
}
