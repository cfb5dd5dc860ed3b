import { Badge } from '@mantine/core'
import type { ReactNode } from 'react'

/** How well something works. */
export type StateKind = 'good' | 'refused' | 'bad' | 'neutral'

/** A word or number about a state, in its colour. */
export function StateBadge({ kind, children }: { kind: StateKind; children: ReactNode }) {
  return (
    <Badge variant="default" className="state-badge" data-kind={kind}>
      {children}
    </Badge>
  )
}
