/** A metric with its values, in the form in which prom-client exchanges them between processes. */
export interface Family {
  /** By the conventions of Prometheus: in base units, `_total` at the end of a counter. */
  name: string
  help: string
  type: 'counter' | 'gauge' | 'histogram'
  /** How the values of several processes become one. `max` is for what all of them read from one database. */
  aggregator: Aggregator
  values: Sample[]
}

export type Aggregator = 'sum' | 'max' | 'min' | 'first'

/** The values of labels come from the program, never from a request: there are only so many of them. */
export type Labels = Readonly<Record<string, string>>

/** A finite value: JSON carries it between processes. */
export interface Sample {
  value: number
  labels: Labels
  /** The name of the line, if it is not the metric's own: a histogram has several. */
  metricName?: string
}

/** The metrics of a process at one moment. */
export type Snapshot = Family[]

/** A gauge with one value. */
export const gauge = (name: string, help: string, value: number, aggregator: Aggregator = 'sum'): Family => ({
  name,
  help,
  type: 'gauge',
  aggregator,
  values: [{ value, labels: {} }],
})

/** A counter with a value for each set of labels. */
export const counter = (name: string, help: string, values: Sample[]): Family => ({
  name,
  help,
  type: 'counter',
  aggregator: 'sum',
  values,
})
