/** A line of Prometheus' text format. */
export interface Line {
  name: string
  labels: Record<string, string>
  value: number
}

const comment = /^# (HELP \w+ \S.*|TYPE \w+ (counter|gauge|histogram))$/
const sample = /^([a-z]\w*)(?:\{([^{}]*)\})? (\S+)$/
const label = /^([a-z_]+)="((?:[^"\\\n]|\\["\\n])*)"$/

/** Parses Prometheus' text format, as far as contactd uses it. @throws Error for any other line. */
export function linesOf(text: string): Line[] {
  if (!text.endsWith('\n')) throw new Error('The text does not end with a line feed.')
  return text
    .split('\n')
    .filter((line) => line !== '' && !comment.test(line))
    .map((line) => {
      const [, name = '', labels, value] = sample.exec(line) ?? []
      if (!Number.isFinite(Number(value ?? Number.NaN))) throw new Error(`This is not a sample: ${line}`)
      return { name, labels: Object.fromEntries(labels?.split(',').map(pairOf) ?? []), value: Number(value) }
    })
}

function pairOf(text: string): [string, string] {
  const [, name, value] = label.exec(text) ?? []
  if (name === undefined || value === undefined) throw new Error(`This is not a label: ${text}`)
  return [name, value]
}

/** The value of the line with this name and these labels, in a text; 0 if it is missing. */
export function valueIn(text: string, name: string, labels: Record<string, string> = {}): number {
  const wanted = Object.entries(labels)
  const found = linesOf(text).find(
    (line) => line.name === name && wanted.every(([key, value]) => line.labels[key] === value),
  )
  return found?.value ?? 0
}
