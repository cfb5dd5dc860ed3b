import { Badge } from '@mantine/core'
import type { ReactNode } from 'react'

/** How something fares. */
export type StateKind = 'good' | 'refused' | 'bad' | 'neutral'

/** A word or number about how something fares, in a colour of its kind. */
export function StateBadge({ kind, children }: { kind: StateKind; children: ReactNode }) {
  return (
    <Badge variant="default" className="state-badge" data-kind={kind}>
      {children}
    </Badge>
  )
}
