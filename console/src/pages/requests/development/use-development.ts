import { useQuery } from '@tanstack/react-query'
import { control } from '../../../api/control.ts'
import { ApiFailure } from '../../../api/failure.ts'

/** `locked` wants the control token first. */
type DevelopmentState = 'none' | 'open' | 'locked'

export const developmentKey = ['development'] as const

/** Whether the server is one for development, which has a control plane. */
export const useDevelopment = () =>
  useQuery<DevelopmentState>({
    queryKey: developmentKey,
    queryFn: () =>
      control('GET', '/clock').then(
        () => 'open',
        (error) => {
          if (!(error instanceof ApiFailure) || error.status >= 500) throw error
          return error.status === 401 ? 'locked' : 'none'
        },
      ),
    staleTime: Number.POSITIVE_INFINITY,
  })
