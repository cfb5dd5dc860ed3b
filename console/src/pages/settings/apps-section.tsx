import { Button, Code, List, Paper, Stack, Table, Text, Title } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { apiOf, dataOf } from '../../api/client.ts'
import type { components } from '../../api/schema.d.ts'
import { dateTimeText } from '../../parts/dates.ts'
import { Empty } from '../../parts/empty.tsx'
import { Queried } from '../../parts/queried.tsx'
import { Rows } from '../../parts/rows.tsx'
import { useWorkplace } from '../../session/session.tsx'
import { ScopeList } from './scope-list.tsx'
import { SectionHead } from './section.tsx'
import { useDeletion } from './use-deletion.tsx'

type InstalledApp = components['schemas']['InstalledApp']

/** The app or place that a dialog names, and the installation that it ends. */
interface Uninstallation {
  name: string
  id: string
}

const queryKey = ['apps']

/** The apps that are installed in the company, and where. */
export default function AppsSection() {
  // An app that is installed in another location of the company is listed, too.
  const api = apiOf('')
  const apps = useQuery({ queryKey, queryFn: () => dataOf(api.GET('/_contactd/apps')) })
  const deletion = useDeletion<Uninstallation>({
    queryKey,
    verb: 'Uninstall',
    text: 'Its tokens for this place are refused from the next request on, and it gets no more events.',
    remove: ({ id }) =>
      dataOf(
        api.DELETE('/_contactd/apps/installations/{installationId}', {
          params: { path: { installationId: id } },
        }),
      ),
  })
  return (
    <>
      <SectionHead
        text={
          <>
            Programs that people have installed in the company or in one of its locations. A command on the
            server registers them: <Code>contactd app create</Code>
          </>
        }
      />
      <Queried query={apps} what="Loading apps">
        {({ apps }) =>
          apps.length === 0 ? (
            <Empty title="No installed apps" text="Apps appear here once an owner has installed them." />
          ) : (
            <Stack>
              {apps.map((app) => (
                <AppCard key={app.clientId} app={app} onUninstall={deletion.ask} />
              ))}
            </Stack>
          )
        }
      </Queried>
      {deletion.dialog}
    </>
  )
}

function AppCard({ app, onUninstall }: { app: InstalledApp; onUninstall: (item: Uninstallation) => void }) {
  const { session, location } = useWorkplace()
  const placeOf = (locationId: string | undefined) =>
    locationId === undefined
      ? 'The whole company'
      : (session.locations.find(({ id }) => id === locationId)?.name ?? locationId)
  return (
    <Paper withBorder radius="lg" p="md">
      <Title order={2} size="h4">
        {app.name}
      </Title>
      <Text size="sm" c="dimmed" component="div" mb="sm">
        <Code>{app.clientId}</Code> · registered {dateTimeText(app.dateAdded, location.timezone)}
      </Text>
      <Text size="sm" component="div">
        Scopes: <ScopeList scopes={app.scopes} />
      </Text>
      {app.webhookUrl !== undefined && <Text size="sm">Events are sent to {app.webhookUrl}</Text>}
      <Text size="sm" mt="xs">
        Redirect URIs:
      </Text>
      <List size="sm" mb="sm">
        {app.redirectUris.map((uri) => (
          <List.Item key={uri}>{uri}</List.Item>
        ))}
      </List>
      <Rows label={`Where ${app.name} is installed`} columns={['Installed in', 'Since']}>
        {app.installations.map(({ id, locationId, dateAdded }) => (
          <Table.Tr key={id}>
            <Table.Td>{placeOf(locationId)}</Table.Td>
            <Table.Td data-label="Since">{dateTimeText(dateAdded, location.timezone)}</Table.Td>
            <Table.Td ta="end">
              <Button
                size="compact-sm"
                variant="default"
                aria-label={`Uninstall ${app.name} from ${placeOf(locationId)}`}
                onClick={() => onUninstall({ id, name: `${app.name} from ${placeOf(locationId)}` })}
              >
                Uninstall
              </Button>
            </Table.Td>
          </Table.Tr>
        ))}
      </Rows>
    </Paper>
  )
}
