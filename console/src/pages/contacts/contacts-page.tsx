import { useQuery } from '@tanstack/react-query'
import { dataOf } from '../../api/client.ts'
import { Page } from '../../parts/page.tsx'
import { Queried } from '../../parts/queried.tsx'
import { useWorkplace } from '../../session/session.tsx'

/** The contacts of the location. */
export default function ContactsPage() {
  const { api, location } = useWorkplace()
  const contacts = useQuery({
    queryKey: ['contacts', location.id],
    queryFn: () =>
      dataOf(api.POST('/contacts/search', { body: { locationId: location.id, pageLimit: 50, page: 1 } })),
  })
  return (
    <Page title="Contacts">
      <Queried query={contacts} what="Loading contacts">
        {({ contacts }) => (
          <ul>
            {contacts.map(({ id, firstName, lastName }) => (
              <li key={id}>
                {firstName} {lastName}
              </li>
            ))}
          </ul>
        )}
      </Queried>
    </Page>
  )
}
