/** What an import did, in numbers of rows. A warning is a field that was left out, or something worth knowing. */
export interface ImportCounts {
  rows: number
  created: number
  updated: number
  unchanged: number
  rejected: number
  warnings: number
}
