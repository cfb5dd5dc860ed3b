/** A step that comes by every number below the modulus, in no order that an index could gain by. */
const step = 618_033_988_747n
const modulus = 10n ** 15n

/** Ids that pgbench can count out, too: 20 letters and digits. */
export const contactIdOf = (index: number): string =>
  `bench${((BigInt(index) * step) % modulus).toString().padStart(15, '0')}`

/** The same as SQL. */
export const postgresIdOf = (index: string): string =>
  `'bench' || lpad(((${index}::numeric * ${step}) % ${modulus})::text, 15, '0')`

/** The same as SQL and arithmetic of pgbench: `:key` of `:index`. */
export const pgbenchKey = `\\set key (:index * ${step}) % ${modulus}`
export const pgbenchId = `'bench' || lpad(:key::text, 15, '0')`
