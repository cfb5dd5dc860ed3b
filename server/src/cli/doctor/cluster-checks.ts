import {
  type ClusterInspection,
  type ClusterNode,
  inspectCluster,
} from '../../storage/postgres/shards/inspect-cluster.ts'
import { counted } from '../output.ts'
import type { Check, Finding } from './check.ts'

/** A worker with so many times the shards of another does more than its share. */
const unevenFrom = 2

/** The checks of the cluster of a distributed database; none for another database, or if the server can't be reached. */
export async function clusterChecks(url: string): Promise<Check[]> {
  const found = await inspectCluster(url).catch(() => undefined)
  if (found === undefined) return []
  return [
    { name: 'cluster', run: async () => judgeNodes(found) },
    { name: 'shards', run: async () => judgeShards(found) },
    { name: 'tables of nodes', run: async () => judgeTables(found) },
    { name: 'two-phase commits', run: async () => judgeUnfinished(found) },
  ]
}

/** Whether every node is used, and can be reached. */
export function judgeNodes({ version, nodes }: ClusterInspection): Finding {
  const workers = nodes.filter(({ isCoordinator }) => !isCoordinator).length
  const found = `Citus ${version}, ${counted(workers, 'worker')}`
  const away = nodes.filter(({ failure }) => failure !== undefined)
  const disabled = nodes.filter(({ isActive }) => !isActive).map(({ place }) => place)
  if (away.length === 0 && disabled.length > 0)
    return {
      status: 'fail',
      found: `${found}: ${disabled.join(', ')} is disabled`,
      advice: `Requests of its locations are refused. When its server is in order: SELECT citus_activate_node('host', port) on the coordinator.`,
    }
  if (away.length === 0) return { status: 'ok', found }
  const reasons = away.map(({ place, failure }) => `${place} can't be reached (${failure})`)
  return {
    status: 'fail',
    found: `${found}: ${reasons.join(', ')}`,
    advice:
      'Start it, or let its standby take over: until then, requests of its locations and every change of a token, a user or a location are refused.',
  }
}

/** Whether the workers have equal shares of the locations. */
export function judgeShards({ nodes }: ClusterInspection): Finding {
  const workers = nodes.filter(({ takesShards, shards }) => takesShards || shards > 0)
  const found = workers.map(({ place, shards }) => `${shards} on ${place}`).join(', ')
  const leaving = workers.filter(({ takesShards }) => !takesShards)
  if (leaving.length > 0)
    return {
      status: 'warn',
      found: `${found}; ${leaving.map(({ place }) => place).join(', ')} should have none`,
      advice:
        "Move the shards away with SELECT citus_drain_node('host', port), or keep them: SELECT citus_set_node_property('host', port, 'shouldhaveshards', true).",
    }
  const counts = workers.map(({ shards }) => shards)
  if (Math.max(...counts) < unevenFrom * Math.min(...counts)) return { status: 'ok', found }
  return {
    status: 'warn',
    found,
    advice: 'Move shards to the workers that have few: SELECT citus_rebalance_start() on the coordinator.',
  }
}

/** Whether every node has its tables. */
export function judgeTables({ nodes }: ClusterInspection): Finding {
  const list = (count: (node: ClusterNode) => number) =>
    nodes
      .filter((node) => count(node) > 0)
      .map((node) => `${node.place} lacks ${counted(count(node), 'table')}`)
  const lost = list(({ lostTables }) => lostTables)
  const advice = 'Restore the server from its backup, or let its standby take over: rows are missing.'
  if (lost.length > 0) return { status: 'fail', found: lost.join(', '), advice }
  const missing = list(({ missingCopies }) => missingCopies)
  if (missing.length === 0) return { status: 'ok', found: 'complete' }
  return {
    status: 'warn',
    found: missing.join(', '),
    advice: 'Copy the tables that every node has: SELECT replicate_reference_tables() on the coordinator.',
  }
}

/** Whether transactions on several nodes wait for their second phase. */
export function judgeUnfinished({ nodes }: ClusterInspection): Finding {
  const waiting = nodes.filter(({ unfinished }) => unfinished > 0)
  if (waiting.length === 0) return { status: 'ok', found: 'none waits' }
  return {
    status: 'warn',
    found: waiting
      .map(({ place, unfinished }) => `${unfinished} on ${place} for more than a minute`)
      .join(', '),
    advice:
      'Their rows stay locked. The coordinator finishes them when it reaches the node: see its log, and citus.recover_2pc_interval.',
  }
}
