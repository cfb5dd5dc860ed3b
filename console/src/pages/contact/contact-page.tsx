import { Anchor, Breadcrumbs, Grid, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from 'wouter'
import { ApiFailure } from '../../api/failure.ts'
import { dateTimeText } from '../../parts/dates.ts'
import { Empty } from '../../parts/empty.tsx'
import { Page } from '../../parts/page.tsx'
import { Queried } from '../../parts/queried.tsx'
import { useWorkplace } from '../../session/session.tsx'
import { ContactForm } from './contact-form.tsx'
import { contactKey, readContact, useCustomFields, type VersionedContact } from './contact-queries.ts'
import type { CustomField } from './contact-values.ts'
import './contact.css'
import { ContactRecords } from './records/contact-records.tsx'

/** A contact: its fields, and its records. */
export default function ContactPage() {
  const { id = '' } = useParams()
  const { api, location } = useWorkplace()
  const contact = useQuery({
    queryKey: contactKey(location.id, id),
    queryFn: () => readContact(api, id),
    // The form decides what to do with what others change.
    refetchOnWindowFocus: false,
  })
  const fields = useCustomFields()
  if (contact.error instanceof ApiFailure && [400, 403].includes(contact.error.status))
    return (
      <Page title="Contact">
        <Empty
          title="There is no such contact here"
          text="It was deleted, or it belongs to another location."
        >
          <Anchor component={Link} href="/contacts">
            To the contacts
          </Anchor>
        </Empty>
      </Page>
    )
  return (
    <Queried query={contact} what="Loading the contact">
      {(read) => (
        <Queried query={fields} what="Loading the custom fields">
          {(customFields) => <LoadedContact read={read} fields={customFields} />}
        </Queried>
      )}
    </Queried>
  )
}

function LoadedContact({ read, fields }: { read: VersionedContact; fields: CustomField[] }) {
  const { location } = useWorkplace()
  const { contact } = read
  const title = contact.name || contact.email || contact.phone || 'Contact without a name'
  return (
    <>
      <Breadcrumbs mb="xs" className="page">
        <Anchor component={Link} href="/contacts" size="sm">
          Contacts
        </Anchor>
        <Text size="sm" c="dimmed" truncate>
          {title}
        </Text>
      </Breadcrumbs>
      <Page title={title}>
        <Text size="sm" c="dimmed" mt="-sm" mb="md">
          Added {dateTimeText(contact.dateAdded, location.timezone)} · changed{' '}
          {dateTimeText(contact.dateUpdated, location.timezone)}
        </Text>
        <Grid gap="md">
          <Grid.Col span={{ base: 12, lg: 7 }}>
            <ContactForm key={contact.id} read={read} fields={fields} />
          </Grid.Col>
          <Grid.Col span={{ base: 12, lg: 5 }}>
            <ContactRecords contact={contact} />
          </Grid.Col>
        </Grid>
      </Page>
    </>
  )
}
