import { BarChart } from '@mantine/charts'
import { useQuery } from '@tanstack/react-query'
import type { Api } from '../../api/client.ts'
import { dataOf } from '../../api/client.ts'
import { Queried } from '../../parts/queried.tsx'
import { useWorkplace } from '../../session/session.tsx'
import { ChartCard } from './chart-card.tsx'
import { chartLook } from './chart-look.ts'
import { type Day, lastDays } from './days.ts'

const shownDays = 14

interface AddedOfDay extends Day {
  added: number
}

/** How many contacts were added each day, and how many there are. @param now in ms since 1970, by the clock of the server. */
export function ContactsChart({ now }: { now: number }) {
  const { api, location } = useWorkplace()
  const { id, timezone: timeZone } = location
  const days = lastDays(shownDays, timeZone, now)
  const added = useQuery({
    queryKey: ['contacts-added', id, days.at(-1)?.from],
    queryFn: async () => {
      const [total, ...ofDays] = await Promise.all([
        countContacts(api, id),
        ...days.map(
          async (day): Promise<AddedOfDay> => ({ ...day, added: await countContacts(api, id, day) }),
        ),
      ])
      return { total, days: ofDays }
    },
    staleTime: 60_000,
  })
  const date = new Intl.DateTimeFormat(undefined, { timeZone, month: 'short', day: 'numeric' })
  return (
    <Queried query={added} what="Counting the contacts">
      {({ total, days }) => {
        const rows = days.map(({ from, added }) => ({ day: date.format(from), Added: added }))
        const sum = days.reduce((sum, { added }) => sum + added, 0)
        return (
          <ChartCard
            title="Contacts added"
            summary={`${sum.toLocaleString()} in ${shownDays} days; there are ${total.toLocaleString()}.`}
            columns={['Day', 'Added']}
            rows={rows.map(({ day, Added }) => [day, Added.toLocaleString()])}
          >
            <BarChart
              {...chartLook}
              withLegend={false}
              data={rows}
              dataKey="day"
              series={[{ name: 'Added', color: 'accent.5' }]}
              valueFormatter={(value) => value.toLocaleString()}
            />
          </ChartCard>
        )
      }}
    </Queried>
  )
}

/** @param day those that were added then; all by default. */
async function countContacts(api: Api, locationId: string, day?: Day): Promise<number> {
  const { total } = await dataOf(
    api.POST('/contacts/search', {
      body: {
        locationId,
        page: 1,
        pageLimit: 1,
        ...(day && {
          filters: [{ field: 'dateAdded', operator: 'range', value: { gte: day.from, lt: day.to } }],
        }),
      },
    }),
  )
  return total
}
