import { BarChart, LineChart } from '@mantine/charts'
import { SegmentedControl, SimpleGrid } from '@mantine/core'
import { useState } from 'react'
import type { ActivityPoint, ActivitySeries } from '../../../../server/src/traffic/activity/activity-point.ts'
import { Queried } from '../../parts/queried.tsx'
import { useWorkplace } from '../../session/session.tsx'
import { ChartCard } from './chart-card.tsx'
import { chartLook } from './chart-look.ts'
import { useActivity } from './use-activity.ts'

const ranges = [
  { value: '60', label: 'Hour' },
  { value: '1440', label: 'Day' },
  { value: '10080', label: '7 days' },
]
/** An hour. */
const firstRange = '60'

/** Requests a minute, and how long they took. */
export function TrafficCharts() {
  const { location } = useWorkplace()
  const [minutes, setMinutes] = useState(firstRange)
  const activity = useActivity(Number(minutes))
  return (
    <>
      <SegmentedControl
        aria-label="How far back"
        data={ranges}
        value={minutes}
        onChange={setMinutes}
        mb="md"
      />
      <Queried query={activity} what="Loading the requests">
        {(data) => <Charts activity={data} timeZone={location.timezone} isLong={minutes !== firstRange} />}
      </Queried>
    </>
  )
}

interface ChartsProps {
  activity: ActivitySeries
  timeZone: string
  /** Whether a time needs its day. */
  isLong: boolean
}

function Charts({ activity: { points, stepMinutes }, timeZone, isLong }: ChartsProps) {
  const time = new Intl.DateTimeFormat(undefined, {
    timeZone,
    ...(isLong && { month: 'short', day: 'numeric' }),
    hour: 'numeric',
    minute: '2-digit',
  })
  const rows = points.map((point) => rateOf(point, stepMinutes, time.format(new Date(point.at))))
  const sum = sumOf(points)
  return (
    <SimpleGrid cols={{ base: 1, lg: 2 }}>
      <ChartCard
        title="Requests a minute"
        summary={
          sum.requests === 0
            ? 'No requests in this time.'
            : `${number(sum.requests)} requests: ${number(sum.refused)} refused, ${number(sum.failed)} failed.`
        }
        columns={['Time', 'Served', 'Refused', 'Failed']}
        rows={rows.map(({ time, Served, Refused, Failed }) => [
          time,
          ...[Served, Refused, Failed].map(number),
        ])}
      >
        <BarChart
          {...chartLook}
          data={rows}
          dataKey="time"
          type="stacked"
          series={[
            { name: 'Served', color: 'accent.5' },
            { name: 'Refused', color: 'orange.6' },
            { name: 'Failed', color: 'red.7' },
          ]}
          valueFormatter={number}
        />
      </ChartCard>
      <ChartCard
        title="Duration in ms"
        summary={durationSummary(points)}
        columns={['Time', 'Half of them (ms)', '99 of 100 (ms)']}
        rows={rows.map((row) => [row.time, ...[row['Half of them'], row['99 of 100']].map(numberOrNone)])}
      >
        <LineChart
          {...chartLook}
          data={rows}
          dataKey="time"
          // A point between minutes without requests has no line.
          dotProps={{ r: 2 }}
          curveType="linear"
          connectNulls={false}
          series={[
            { name: 'Half of them', color: 'accent.5' },
            { name: '99 of 100', color: 'orange.6' },
          ]}
          valueFormatter={number}
        />
      </ChartCard>
    </SimpleGrid>
  )
}

const rateOf = (
  { requests, refused, failed, p50Ms, p99Ms }: ActivityPoint,
  stepMinutes: number,
  time: string,
) => ({
  time,
  Served: (requests - refused - failed) / stepMinutes,
  Refused: refused / stepMinutes,
  Failed: failed / stepMinutes,
  'Half of them': p50Ms,
  '99 of 100': p99Ms,
})

const sumOf = (points: readonly ActivityPoint[]) =>
  points.reduce(
    (sum, { requests, refused, failed }) => ({
      requests: sum.requests + requests,
      refused: sum.refused + refused,
      failed: sum.failed + failed,
    }),
    { requests: 0, refused: 0, failed: 0 },
  )

function durationSummary(points: readonly ActivityPoint[]): string {
  const last = points.findLast(({ p99Ms }) => p99Ms !== null)
  if (last === undefined) return 'No requests in this time.'
  return `In the latest minute, half of the requests took at most ${numberOrNone(last.p50Ms)} ms, and 99 of 100 at most ${numberOrNone(last.p99Ms)} ms.`
}

const number = (value: number): string => value.toLocaleString(undefined, { maximumFractionDigits: 1 })

const numberOrNone = (value: number | null): string => (value === null ? '–' : number(value))
