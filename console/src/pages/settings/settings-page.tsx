import { Button, Group } from '@mantine/core'
import { type ComponentType, lazy, Suspense } from 'react'
import { Link, Redirect, Route, Switch, useLocation } from 'wouter'
import { Loading } from '../../parts/loading.tsx'
import { Page } from '../../parts/page.tsx'

interface Section {
  path: string
  label: string
  component: ComponentType
}

const sections: readonly Section[] = [
  { path: 'location', label: 'Location', component: lazy(() => import('./location-section.tsx')) },
  { path: 'users', label: 'Users', component: lazy(() => import('./users-section.tsx')) },
  { path: 'fields', label: 'Custom fields', component: lazy(() => import('./fields-section.tsx')) },
  { path: 'values', label: 'Custom values', component: lazy(() => import('./values-section.tsx')) },
  { path: 'pipelines', label: 'Pipelines', component: lazy(() => import('./pipelines-section.tsx')) },
  { path: 'tags', label: 'Tags', component: lazy(() => import('./tags-section.tsx')) },
  { path: 'tokens', label: 'Private tokens', component: lazy(() => import('./tokens-section.tsx')) },
  { path: 'apps', label: 'Apps', component: lazy(() => import('./apps-section.tsx')) },
]

/** The settings of the location, in sections. */
export default function SettingsPage() {
  const [path] = useLocation()
  const current = sections.find((section) => path.split('/')[2] === section.path)
  return (
    <Page title={current === undefined ? 'Settings' : current.label}>
      <Group component="nav" aria-label="Settings" gap={4} mb="lg">
        {sections.map((section) => (
          <Button
            key={section.path}
            component={Link}
            href={`/settings/${section.path}`}
            size="compact-md"
            variant={section === current ? 'light' : 'subtle'}
            color={section === current ? 'accent' : 'gray'}
            aria-current={section === current ? 'page' : undefined}
          >
            {section.label}
          </Button>
        ))}
      </Group>
      <Suspense fallback={<Loading />}>
        <Switch>
          {sections.map(({ path, component }) => (
            <Route key={path} path={`/settings/${path}`} component={component} />
          ))}
          <Route>
            <Redirect to="/settings/location" replace />
          </Route>
        </Switch>
      </Suspense>
    </Page>
  )
}
