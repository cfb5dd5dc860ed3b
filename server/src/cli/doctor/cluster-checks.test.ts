import { expect, test } from 'vitest'
import type { ClusterNode } from '../../storage/postgres/shards/inspect-cluster.ts'
import { judgeNodes, judgeShards, judgeTables, judgeUnfinished } from './cluster-checks.ts'

const node = (place: string, changes: Partial<ClusterNode> = {}): ClusterNode => ({
  place,
  isCoordinator: false,
  isActive: true,
  takesShards: true,
  failure: undefined,
  shards: 4,
  missingCopies: 0,
  lostTables: 0,
  unfinished: 0,
  ...changes,
})
const coordinator = node('c:5432', { isCoordinator: true, takesShards: false, shards: 0 })
const clusterOf = (...workers: ClusterNode[]) => ({ version: '13.2', nodes: [coordinator, ...workers] })

test('a cluster whose nodes can be reached and have equal shares is in order', () => {
  const cluster = clusterOf(node('a:5432'), node('b:5432', { shards: 5 }))
  expect(judgeNodes(cluster)).toEqual({ status: 'ok', found: 'Citus 13.2, 2 workers' })
  expect(judgeShards(cluster)).toEqual({ status: 'ok', found: '4 on a:5432, 5 on b:5432' })
  expect(judgeTables(cluster)).toEqual({ status: 'ok', found: 'complete' })
  expect(judgeUnfinished(cluster)).toEqual({ status: 'ok', found: 'none waits' })
})

test('a node that is away fails, with its reason and what is refused meanwhile', () => {
  const found = judgeNodes(clusterOf(node('a:5432', { failure: 'connection refused' })))
  expect(found).toMatchObject({
    status: 'fail',
    found: "Citus 13.2, 1 worker: a:5432 can't be reached (connection refused)",
    advice: expect.stringContaining('every change of a token, a user or a location'),
  })
})

test.each([
  [2, 6],
  [0, 8],
])('shares of %i and %i shards are uneven', (few, many) => {
  const found = judgeShards(clusterOf(node('a:5432', { shards: few }), node('b:5432', { shards: many })))
  expect(found).toMatchObject({ status: 'warn', found: `${few} on a:5432, ${many} on b:5432` })
})

test('transactions that wait for their second phase are reported by node', () => {
  const found = judgeUnfinished(clusterOf(node('a:5432', { unfinished: 3 }), node('b:5432')))
  expect(found).toMatchObject({ status: 'warn', found: '3 on a:5432 for more than a minute' })
})

test('a disabled node fails, and one that should have no shards but has some is a warning', () => {
  expect(judgeNodes(clusterOf(node('a:5432', { isActive: false })))).toMatchObject({
    status: 'fail',
    found: 'Citus 13.2, 1 worker: a:5432 is disabled',
  })
  expect(judgeShards(clusterOf(node('a:5432', { takesShards: false }), node('b:5432')))).toMatchObject({
    status: 'warn',
    found: '4 on a:5432, 4 on b:5432; a:5432 should have none',
  })
  const drained = node('a:5432', { takesShards: false, shards: 0 })
  expect(judgeShards(clusterOf(drained, node('b:5432')))).toEqual({ status: 'ok', found: '4 on b:5432' })
})

test('a table that a node lost fails, and one that it was not given is a warning', () => {
  expect(judgeTables(clusterOf(node('a:5432', { missingCopies: 1 })))).toMatchObject({
    status: 'warn',
    found: 'a:5432 lacks 1 table',
    advice: expect.stringContaining('replicate_reference_tables'),
  })
  expect(judgeTables(clusterOf(node('a:5432', { lostTables: 2, missingCopies: 1 })))).toMatchObject({
    status: 'fail',
    found: 'a:5432 lacks 2 tables',
  })
})
