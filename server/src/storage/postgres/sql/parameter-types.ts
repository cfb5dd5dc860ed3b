/** The parameter types that can be sent as arrays, by OID. */
export const parameterTypes: ReadonlyMap<number, string> = new Map([
  [20, 'bigint'],
  [23, 'integer'],
  [25, 'text'],
  [701, 'double precision'],
])
