import { useQuery, useQueryClient } from '@tanstack/react-query'
import { createContext, type ReactNode, useContext, useMemo, useState } from 'react'
import { type Api, apiOf } from '../api/client.ts'
import { getSession, type NoSession, type Session, tokenFor } from '../api/session.ts'

/** The signed-in person, and the location that they work in now. */
export interface Workplace {
  session: Session
  location: Session['locations'][number]
  isOwner: boolean
  /** The API of the location. */
  api: Api
  changeLocation(id: string): void
}

export const sessionKey = ['session'] as const
const keptLocation = 'contactd.location'

/** Asks once; `useQueryClient().invalidateQueries({ queryKey: sessionKey })` asks again. */
export const useSession = () =>
  useQuery<Session | NoSession>({
    queryKey: sessionKey,
    queryFn: getSessionAndToken,
    staleTime: Number.POSITIVE_INFINITY,
  })

/** Also asks for the token that the first page needs, while it is rendered. */
async function getSessionAndToken(): Promise<Session | NoSession> {
  const session = await getSession()
  const location = session.user === null ? undefined : locationIn(session, localStorage.getItem(keptLocation))
  // The first request that needs the token shows why there is none.
  if (location) tokenFor(location.id).catch(() => undefined)
  return session
}

const locationIn = ({ locations }: Session, id: string | null): Session['locations'][number] | undefined =>
  locations.find((location) => location.id === id) ?? locations[0]

const WorkplaceContext = createContext<Workplace | undefined>(undefined)

export function WorkplaceProvider({ session, children }: { session: Session; children: ReactNode }) {
  const queryClient = useQueryClient()
  const [locationId, setLocationId] = useState(() => localStorage.getItem(keptLocation))
  const location = locationIn(session, locationId)
  const workplace = useMemo<Workplace | undefined>(
    () =>
      location && {
        session,
        location,
        isOwner: session.user.role === 'owner',
        api: apiOf(location.id),
        changeLocation(id) {
          localStorage.setItem(keptLocation, id)
          setLocationId(id)
          queryClient.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== sessionKey[0] })
        },
      },
    [session, location, queryClient],
  )
  return <WorkplaceContext.Provider value={workplace}>{children}</WorkplaceContext.Provider>
}

/** @returns undefined if the person works in no location. */
export const useWorkplaceIfAny = (): Workplace | undefined => useContext(WorkplaceContext)

/** Where a page works: below the shell there is always a location. */
export function useWorkplace(): Workplace {
  const workplace = useContext(WorkplaceContext)
  if (workplace === undefined) throw new Error('No location is chosen.')
  return workplace
}
