import { Button, MantineProvider } from '@mantine/core'
import { MutationCache, QueryCache, QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { Suspense, useEffect, useRef } from 'react'
import { Link, matchRoute, Redirect, Route, Router, Switch, useLocation, useRouter, useSearch } from 'wouter'
import { ApiFailure } from './api/failure.ts'
import { pages } from './pages/pages.ts'
import { Empty } from './parts/empty.tsx'
import { Loading } from './parts/loading.tsx'
import { OwnersOnly } from './parts/owners-only.tsx'
import { Page } from './parts/page.tsx'
import { Queried } from './parts/queried.tsx'
import { sessionKey, useSession, useWorkplaceIfAny, WorkplaceProvider } from './session/session.tsx'
import { SignInPage } from './session/sign-in-page.tsx'
import { PageFailure } from './shell/page-failure.tsx'
import { Shell } from './shell/shell.tsx'
import { styleNonce } from './style-nonce.ts'
import { textColors, theme } from './theme.ts'

/** The session has ended: asks who is signed in, which leads to the sign-in. */
const noteFailure = (error: unknown) => {
  if (error instanceof ApiFailure && error.status === 401 && error.message === 'You are not signed in.')
    void queryClient.invalidateQueries({ queryKey: sessionKey })
}

const mostRetries = (status: number) => {
  if (status === 503) return 20
  return status < 500 ? 0 : 2
}

const queryClient = new QueryClient({
  queryCache: new QueryCache({ onError: noteFailure }),
  mutationCache: new MutationCache({ onError: noteFailure }),
  defaultOptions: {
    queries: {
      staleTime: 10_000,
      // A refusal stays one; a server that restarts is back in a moment, and the index of a large location in some.
      retry: (count, error) => (error instanceof ApiFailure ? count < mostRetries(error.status) : count < 2),
      retryDelay: 1_000,
    },
  },
})

/** The console. */
export function App() {
  return (
    <MantineProvider
      theme={theme}
      cssVariablesResolver={textColors}
      defaultColorScheme="auto"
      getStyleNonce={() => styleNonce}
    >
      <QueryClientProvider client={queryClient}>
        <Router base="/console">
          <SignedIn />
        </Router>
      </QueryClientProvider>
    </MantineProvider>
  )
}

/** Signed out, every page leads to the sign-in, and from there back to itself. */
function SignedIn() {
  const session = useSession()
  const [path] = useLocation()
  const search = useSearch()
  const isSignIn = path === '/sign-in'
  usePreloaded(path === '/' ? '/contacts' : path)
  return (
    <Queried query={session} what="Loading the console">
      {(known) => {
        if (known.user === null) {
          const here =
            path === '/' ? '' : `?to=${encodeURIComponent(search === '' ? path : `${path}?${search}`)}`
          if (!isSignIn) return <Redirect to={`/sign-in${here}`} replace />
          return <SignInPage hasOwner={known.hasOwner} />
        }
        if (isSignIn) return <Redirect to={pathIn(search)} replace />
        return (
          <WorkplaceProvider session={known}>
            <Pages isOwner={known.user.role === 'owner'} />
          </WorkplaceProvider>
        )
      }}
    </Queried>
  )
}

/** Loads the first page while the server is asked who is signed in. */
function usePreloaded(path: string): void {
  const { parser } = useRouter()
  const first = useRef(path)
  useEffect(() => {
    const page = pages.find((one) => matchRoute(parser, one.path, first.current)[0])
    // The page itself shows why it can not be loaded.
    page?.load().catch(() => undefined)
  }, [parser])
}

/** Where to go after the sign-in: a path of the console, and nowhere else. */
function pathIn(search: string): string {
  const to = new URLSearchParams(search).get('to') ?? '/'
  return /^\/(?![/\\])/.test(to) ? to : '/'
}

function Pages({ isOwner }: { isOwner: boolean }) {
  const workplace = useWorkplaceIfAny()
  const [path] = useLocation()
  if (workplace === undefined) return <NoLocation isOwner={isOwner} />
  return (
    <Shell>
      <PageFailure key={`${workplace.location.id} ${path.split('/')[1]}`}>
        <Suspense fallback={<Loading />}>
          <Switch>
            <Route path="/">
              <Redirect to="/contacts" replace />
            </Route>
            {pages.map(({ path, label = '', ownersOnly, component: Component }) => (
              <Route key={path} path={path}>
                {ownersOnly && !workplace.isOwner ? <OwnersOnly title={label} /> : <Component />}
              </Route>
            ))}
            <Route>
              <Page title="Not found">
                <Empty title="There is no such page">
                  <Button component={Link} href="/contacts">
                    To the contacts
                  </Button>
                </Empty>
              </Page>
            </Route>
          </Switch>
        </Suspense>
      </PageFailure>
    </Shell>
  )
}

function NoLocation({ isOwner }: { isOwner: boolean }) {
  return (
    <main className="sign-in">
      <Empty
        title={isOwner ? 'The company has no location yet' : 'You work in no location'}
        text={
          isOwner
            ? 'Create one, in a terminal on the server: contactd location create --name "My Location"'
            : 'Ask an owner of the company to add you to one.'
        }
      />
    </main>
  )
}
