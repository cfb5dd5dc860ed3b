import type { UseQueryResult } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { failureText } from '../api/failure.ts'
import { Loading } from './loading.tsx'
import { Problem } from './problem.tsx'

/** Shows the data of a query, or that it is loading, or why it failed. */
export function Queried<Data>({
  query,
  what,
  children,
}: {
  query: UseQueryResult<Data>
  /** What is loading: `Loading contacts`. */
  what?: string
  children: (data: Data) => ReactNode
}) {
  if (query.data !== undefined) return children(query.data)
  if (query.error) return <Problem onRetry={() => query.refetch()}>{failureText(query.error)}</Problem>
  return <Loading {...(what !== undefined && { what })} />
}
