import {
  Alert,
  Button,
  Checkbox,
  Group,
  MultiSelect,
  Paper,
  Select,
  SimpleGrid,
  TextInput,
} from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { apiOf, dataOf } from '../../api/client.ts'
import { failureText } from '../../api/failure.ts'
import type { components } from '../../api/schema.d.ts'
import { countryChoices, timezoneChoices } from '../../parts/places.ts'
import { Problem } from '../../parts/problem.tsx'
import { Queried } from '../../parts/queried.tsx'
import { sessionKey, useWorkplace } from '../../session/session.tsx'

type Location = components['schemas']['GetLocationByIdSchema']
type Body = components['schemas']['UpdateLocationDto']
/** The changes of the profile that are not saved yet, by property: `{city: 'Aden'}`. */
type ProfileChanges = Partial<Record<string, string>>

/** The profile of the location, and what counts as a duplicate in it. */
export default function LocationSection() {
  const { api, location } = useWorkplace()
  const found = useQuery({
    queryKey: ['location', location.id],
    queryFn: () =>
      dataOf(api.GET('/locations/{locationId}', { params: { path: { locationId: location.id } } })),
  })
  return (
    <Queried query={found} what="Loading the location">
      {({ location }) => <LocationForm key={location.id} location={location} />}
    </Queried>
  )
}

const identifiers = [
  { value: 'email', label: 'Email' },
  { value: 'phone', label: 'Phone' },
]

function LocationForm({ location }: { location: Location }) {
  const queryClient = useQueryClient()
  const { session } = useWorkplace()
  const [changes, setChanges] = useState<ProfileChanges>({})
  const [settings, setSettings] = useState<NonNullable<Body['settings']>>({})
  const save = useMutation({
    mutationFn: () => {
      const body = { ...changes, companyId: session.company.id, settings } as Body
      // Only a token of the company may change a location.
      const params = { path: { locationId: location.id } }
      return dataOf(apiOf('').PUT('/locations/{locationId}', { params, body }))
    },
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: ['location', location.id] })
      setChanges({})
      setSettings({})
      await queryClient.invalidateQueries({ queryKey: sessionKey })
    },
  })
  const isChanged = Object.keys(changes).length + Object.keys(settings).length > 0
  const submit = (event: FormEvent) => {
    event.preventDefault()
    save.mutate()
  }
  const allows = settings.allowDuplicateContact ?? location.settings?.allowDuplicateContact ?? false
  const unique = settings.contactUniqueIdentifiers ?? location.settings?.contactUniqueIdentifiers ?? []
  return (
    <Paper component="form" onSubmit={submit} withBorder radius="lg" p={{ base: 'md', sm: 'lg' }} maw="60rem">
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        <ProfileInputs location={location} changes={changes} onChange={setChanges} />
        <MultiSelect
          label="Unique identifiers"
          description="What makes two contacts duplicates, in this order."
          inputWrapperOrder={['label', 'input', 'description']}
          data={identifiers}
          value={unique}
          onChange={(chosen) =>
            chosen.length > 0 &&
            setSettings({ ...settings, contactUniqueIdentifiers: chosen as ('email' | 'phone')[] })
          }
        />
      </SimpleGrid>
      <Checkbox
        mt="lg"
        label="Contacts may share an email or a phone"
        checked={allows}
        onChange={(event) => setSettings({ ...settings, allowDuplicateContact: event.currentTarget.checked })}
      />
      {save.error && (
        <Group mt="md">
          <Problem>{failureText(save.error)}</Problem>
        </Group>
      )}
      <Group mt="lg">
        <Button type="submit" disabled={!isChanged} loading={save.isPending}>
          Save
        </Button>
        {save.isSuccess && !isChanged && (
          <Alert role="status" color="green" variant="light" py={6}>
            Saved.
          </Alert>
        )}
      </Group>
    </Paper>
  )
}

const texts = [
  ['name', 'Name'],
  ['phone', 'Phone'],
  ['website', 'Website'],
  ['address', 'Address'],
  ['city', 'City'],
  ['state', 'State'],
  ['postalCode', 'Postal code'],
] as const

/** The inputs of the profile. They show the changes over what the location has. */
function ProfileInputs({
  location,
  changes,
  onChange,
}: {
  location: Location
  changes: ProfileChanges
  onChange: (changes: ProfileChanges) => void
}) {
  const value = (name: (typeof texts)[number][0] | 'country' | 'timezone') =>
    changes[name] ?? String(location[name] ?? '')
  const set = (name: string) => (text: string | null) => onChange({ ...changes, [name]: text ?? '' })
  return (
    <>
      {texts.map(([name, label]) => (
        <TextInput
          key={name}
          label={label}
          required={name === 'name'}
          value={value(name)}
          onChange={(event) => set(name)(event.currentTarget.value)}
        />
      ))}
      <Select
        label="Country"
        description="Of phone numbers without a country code."
        inputWrapperOrder={['label', 'input', 'description']}
        searchable
        allowDeselect={false}
        data={countryChoices()}
        value={value('country')}
        onChange={set('country')}
      />
      <Select
        label="Time zone"
        searchable
        allowDeselect={false}
        data={zonesWith(value('timezone'))}
        value={value('timezone')}
        onChange={set('timezone')}
      />
    </>
  )
}

/** The time zones, with one that the browser has under another name. */
function zonesWith(zone: string) {
  const choices = timezoneChoices()
  return choices.some(({ value }) => value === zone) ? choices : [{ value: zone, label: zone }, ...choices]
}
