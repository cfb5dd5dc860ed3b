import { Anchor, List } from '@mantine/core'
import { Link } from 'wouter'
import { Empty } from '../../parts/empty.tsx'
import { pages } from '../pages.ts'

const steps = [
  { path: '/import', text: 'Import contacts from a file' },
  { path: '/settings/*?', text: 'Make a token for a program', to: '/settings/tokens' },
  { path: '/webhooks', text: 'Send events to a webhook' },
]

/** An empty location: what to do first. */
export function FirstSteps() {
  const reachable = steps.filter(({ path }) => pages.some((page) => page.path === path))
  return (
    <Empty title="This location has no contacts yet" text="Create the first one, or start here:">
      <List spacing="xs" ta="left">
        {reachable.map(({ path, text, to = path }) => (
          <List.Item key={path}>
            <Anchor component={Link} href={to}>
              {text}
            </Anchor>
          </List.Item>
        ))}
        <List.Item>
          <Anchor href="/docs">Try the API in the reference</Anchor>
        </List.Item>
      </List>
    </Empty>
  )
}
