import { Alert, Drawer, Group, Stack, Tabs, Text, Title } from '@mantine/core'
import type { RecordedRequest } from '../../api/requests.ts'
import { CodeBlock } from '../../parts/code-block.tsx'
import { Copy } from '../../parts/copy.tsx'
import { curlOf, testOf } from './request-as-code.ts'
import { durationText, Refusal, StatusBadge } from './request-parts.tsx'

interface RequestDetailsProps {
  /** The request that is open. */
  request: RecordedRequest | undefined
  token: string
  timeZone: string
  /** Whether the server keeps all bodies, as they are. */
  keepsBodies: boolean
  onClose: () => void
}

/** All about one request: its bodies, and itself as a command and as a test. */
export function RequestDetails({ request, onClose, ...rest }: RequestDetailsProps) {
  return (
    <Drawer.Root opened={request !== undefined} onClose={onClose} position="right" size="lg">
      <Drawer.Overlay />
      <Drawer.Content>
        <Drawer.Header>
          <Drawer.Title component="h2" className="drawer-title">
            {request && `${request.method} ${request.path}`}
          </Drawer.Title>
          <Drawer.CloseButton aria-label="Close the request" />
        </Drawer.Header>
        <Drawer.Body>{request && <Details request={request} {...rest} />}</Drawer.Body>
      </Drawer.Content>
    </Drawer.Root>
  )
}

function Details({
  request,
  token,
  timeZone,
  keepsBodies,
}: Omit<RequestDetailsProps, 'onClose' | 'request'> & { request: RecordedRequest }) {
  const { id, at, status, durationMs, refusal, fault, requestBody, responseBody } = request
  const isWithout = requestBody === null && responseBody === null && status !== 204
  const time = new Date(at).toLocaleString(undefined, { timeZone, dateStyle: 'medium', timeStyle: 'long' })
  const { origin } = window.location
  return (
    <Stack>
      <Group gap="sm">
        <StatusBadge status={status} />
        <Text size="sm">{durationText(durationMs)}</Text>
        <Text size="sm">{time}</Text>
      </Group>
      <Text size="sm" c="dimmed">
        {token} · trace {id}
        {fault !== undefined && ` · fault ${fault}`}
      </Text>
      {refusal && (
        <Alert variant="default" title="Why" role="note">
          <Refusal refusal={refusal} />
        </Alert>
      )}
      <Tabs defaultValue="bodies" keepMounted={false}>
        <Tabs.List mb="md">
          <Tabs.Tab value="bodies">Bodies</Tabs.Tab>
          <Tabs.Tab value="curl">As curl</Tabs.Tab>
          <Tabs.Tab value="test">As a test</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="bodies">
          {isWithout && !keepsBodies ? (
            <Text size="sm">
              The server keeps no bodies. To see them, with their texts and numbers masked, start it with{' '}
              <code>contactd serve --inspect</code>; <code>contactd dev</code> keeps them as they are.
            </Text>
          ) : (
            <Stack>
              <Body title="Request" body={requestBody} />
              <Body title="Response" body={responseBody} />
            </Stack>
          )}
        </Tabs.Panel>
        <Tabs.Panel value="curl">
          <AsCode text={curlOf(request, origin)} what="curl" />
        </Tabs.Panel>
        <Tabs.Panel value="test">
          <AsCode text={testOf(request, origin)} what="test" />
        </Tabs.Panel>
      </Tabs>
    </Stack>
  )
}

function Body({ title, body }: { title: string; body: unknown }) {
  return (
    <div>
      <Title order={3} size="h5" mb={4}>
        {title}
      </Title>
      {body === null ? (
        <Text size="sm" c="dimmed">
          No body
        </Text>
      ) : (
        <CodeBlock label={`Body of the ${title.toLowerCase()}`}>
          {typeof body === 'string' ? body : JSON.stringify(body, undefined, 2)}
        </CodeBlock>
      )}
    </div>
  )
}

function AsCode({ text, what }: { text: string; what: string }) {
  return (
    <Stack gap="xs">
      <CodeBlock label={`The request as ${what}`}>{text}</CodeBlock>
      <Group justify="space-between">
        <Text size="sm" c="dimmed">
          Put a token into <code>CONTACTD_TOKEN</code>.
        </Text>
        <Copy text={text} what={what} />
      </Group>
    </Stack>
  )
}
