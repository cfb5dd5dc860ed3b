import { type Aim, type Figure, least, most, ratioFigure } from './figures.ts'
import type { MemoryProfile } from './memory.ts'
import type { ServerResults } from './report.ts'
import { numberText } from './report-text.ts'
import type { Measurement } from './rounds.ts'

/** The project's own servers, by what they are called on the page. */
export const names = {
  contactd: 'contactd',
  floor: 'floor',
  loggedContactd: 'contactd, request log',
  loggedFloor: 'floor, request log',
  nodeHttp: 'node:http',
} as const

const perCpuSecond = (one: Measurement) => one.perCpuSecond
const perSecond = (one: Measurement) => one.perSecond
const p99InMedians = (one: Measurement) => one.p99Ms / one.p50Ms

type Of = (one: Measurement) => number

/** @returns a maker of ratios between servers of these results. */
function ratiosIn(results: readonly ServerResults[]) {
  const measuredOf = (name: string) => results.find((one) => one.name === name)?.measurements ?? []
  return (what: string, [our, their]: readonly [string, string], of: Of, aim?: Aim) =>
    ratioFigure(what, { ours: measuredOf(our), theirs: measuredOf(their), of, ...(aim && { aim }) })
}

/** contactd's updates beside the limits and the peers. */
export function updateFigures(updates: readonly ServerResults[]): Figure[] {
  const ratio = ratiosIn(updates)
  const { contactd, floor, loggedContactd, loggedFloor, nodeHttp } = names
  const besideLogged = [loggedContactd, loggedFloor] as const
  return [
    ...ratio('update : floor, per second of CPU', [contactd, floor], perCpuSecond, least(0.9)),
    ...ratio('update : floor, per second', [contactd, floor], perSecond),
    ...ratio('update : floor, both with request logs, per second of CPU', besideLogged, perCpuSecond),
    ...ratio('update : node:http, per second of CPU', [contactd, nodeHttp], perCpuSecond, least(0.55)),
    ...ratio('p99 of the update in medians : that of the floor', [contactd, floor], p99InMedians, most(1.5)),
    ...updates
      .filter(({ look }) => look === 'other')
      .flatMap(({ name }) => ratio(`update : ${name}, per second`, [contactd, name], perSecond, least(5))),
  ]
}

/** contactd's gets beside a constant answer. */
export function getFigures(gets: readonly ServerResults[]): Figure[] {
  const ratio = ratiosIn(gets)
  const servers = [names.contactd, names.floor] as const
  return [
    ...ratio('get : floor, per second of CPU', servers, perCpuSecond, least(0.75)),
    ...ratio('get : floor, per second', servers, perSecond),
  ]
}

/** @param mostMs what is aimed at. */
export const startFigure = (what: string, values: readonly number[], mostMs: number): Figure => ({
  what: `start to the first answer, ${what}`,
  values,
  digits: 0,
  unit: 'ms',
  aim: most(mostMs),
})

export const contactsText = (contacts: number): string => `${numberText(contacts)} contacts`

/** In megabytes of a million bytes, as the aims are. */
export function memoryFigures(memory: MemoryProfile | undefined): Figure[] {
  if (memory === undefined) return []
  const figure = (what: string, bytes: number, mostMegabytes?: number): Figure => ({
    what: `memory ${what}`,
    values: [bytes / 1e6],
    digits: 0,
    unit: 'MB',
    ...(mostMegabytes !== undefined && { aim: most(mostMegabytes) }),
  })
  const { afterStart, atRest, underLoad } = memory
  return [
    figure('after the first start', afterStart.residentBytes),
    figure('at rest, 10 s later', atRest.residentBytes, 110),
    figure('at rest, without mapped files', atRest.anonymousBytes),
    figure('under load, at most', underLoad.residentBytes),
    figure('under load, without mapped files', underLoad.anonymousBytes, 300),
  ]
}
