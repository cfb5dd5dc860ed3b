import { lineChart } from '../charts/line-chart.ts'
import type { Pictures } from '../report.ts'
import { numberText } from '../report-text.ts'
import { spreadOf } from '../statistics.ts'
import type { LoadKind, SizeResults } from './bench-growth.ts'
import { loadNames } from './load-names.ts'

const loadsPicture = 'performance-growth.svg'
const searchesPicture = 'performance-searches.svg'

/** Of each sort one. */
const shownSearches = [
  '`eq` on a text field',
  '`contains`, 5 characters',
  '`query` of one word',
  'five conditions',
]

/** What refers to the pictures, as Markdown. */
export const pictureOfLoads = `![CPU time of a request over the number of contacts](images/${loadsPicture})`
export const pictureOfSearches = `![Time of a search over the number of contacts](images/${searchesPicture})`

/** How the cost grows, as pictures. */
export function picturesOfGrowth(results: readonly SizeResults[]): Pictures {
  const xText = (contacts: number) => `${numberText(contacts)} contacts`
  const loads = (Object.keys(loadNames) as LoadKind[]).map((kind) => ({
    label: loadNames[kind],
    points: results.map(({ contacts, loads }) => ({
      x: contacts,
      y: 1e6 / spreadOf((loads.get(kind) ?? []).map((one) => one.perCpuSecond)).median,
    })),
  }))
  const searches = shownSearches.map((name) => ({
    label: name.replaceAll('`', ''),
    points: results.flatMap(({ contacts, searches }) =>
      searches.filter((one) => one.name === name).map(({ medianMs }) => ({ x: contacts, y: medianMs })),
    ),
  }))
  const title = 'How cost grows with the contacts of a location'
  return new Map([
    [
      loadsPicture,
      lineChart({ title, explanation: 'CPU time of a request in µs, median', series: loads, xText }),
    ],
    [
      searchesPicture,
      lineChart({ title, explanation: 'time of a search in ms, median', series: searches, xText }),
    ],
  ])
}
