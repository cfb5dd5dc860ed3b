import { Alert, Button } from '@mantine/core'
import type { ReactNode } from 'react'

/** What went wrong, announced by screen readers. @param onRetry what "Try again" does; no button without it. */
export function Problem({ children, onRetry }: { children: ReactNode; onRetry?: (() => void) | undefined }) {
  return (
    <Alert role="alert" color="red" variant="light" className="problem">
      {children}
      {onRetry && (
        <Button mt="sm" size="compact-sm" variant="default" display="block" onClick={onRetry}>
          Try again
        </Button>
      )}
    </Alert>
  )
}
