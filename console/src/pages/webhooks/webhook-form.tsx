import { Button, Checkbox, Fieldset, Group, SimpleGrid, Stack, Switch, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { ApiFailure, failureText } from '../../api/failure.ts'
import type { EventType, Webhook } from '../../api/webhooks.ts'
import { Problem } from '../../parts/problem.tsx'
import { eventGroups, eventTypes } from './event-types.ts'

/** What a webhook is sent, and where to. */
export interface WebhookInput {
  url: string
  events: (EventType | '*')[]
}

interface WebhookFormProps {
  /** The webhook that is changed; missing for a new one. */
  webhook?: Pick<Webhook, 'url' | 'events'>
  error: Error | null
  isSaving: boolean
  onSave: (input: WebhookInput) => void
  onCancel: () => void
}

/** Where a webhook is and which events it takes. */
export function WebhookForm({ webhook, error, isSaving, onSave, onCancel }: WebhookFormProps) {
  const taken = webhook?.events ?? []
  const [url, setUrl] = useState(webhook?.url ?? '')
  const [takesAll, setTakesAll] = useState(webhook === undefined || taken.length >= eventTypes.length)
  const [events, setEvents] = useState<string[]>(takesAll ? [] : taken)
  const urlError = error instanceof ApiFailure ? error.sentenceFor('url') : undefined
  const submit = (event: FormEvent) => {
    event.preventDefault()
    onSave({ url: url.trim(), events: takesAll ? ['*'] : (events as EventType[]) })
  }
  return (
    <Stack component="form" onSubmit={submit}>
      {error && urlError === undefined && <Problem>{failureText(error)}</Problem>}
      <TextInput
        label="URL"
        description="Events are posted there."
        placeholder="https://example.com/webhooks/contactd"
        type="url"
        required
        withAsterisk={false}
        data-autofocus
        error={urlError}
        value={url}
        onChange={(event) => setUrl(event.currentTarget.value)}
      />
      <Switch
        label="All events, also those of later versions"
        checked={takesAll}
        onChange={(event) => setTakesAll(event.currentTarget.checked)}
      />
      {!takesAll && (
        <Checkbox.Group aria-label="Events" value={events} onChange={setEvents}>
          <Stack gap="sm">
            {eventGroups.map(({ name, types }) => (
              <Fieldset key={name} legend={name} p="sm">
                <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="xs" verticalSpacing="xs">
                  {types.map((type) => (
                    <Checkbox key={type} value={type} label={type} />
                  ))}
                </SimpleGrid>
              </Fieldset>
            ))}
          </Stack>
        </Checkbox.Group>
      )}
      <Group justify="flex-end">
        <Button variant="default" onClick={onCancel}>
          Cancel
        </Button>
        <Button type="submit" loading={isSaving} disabled={!takesAll && events.length === 0}>
          {webhook === undefined ? 'Create' : 'Save'}
        </Button>
      </Group>
    </Stack>
  )
}
