import { useState } from 'react'

/** A value that the browser keeps, for a location. What can't be read counts as missing. */
export function useKept<Value>(
  name: string,
  locationId: string,
  missing: Value,
): [Value, (value: Value) => void] {
  const key = `contactd.${name}.${locationId}`
  const [value, setValue] = useState<Value>(() => {
    try {
      return (JSON.parse(localStorage.getItem(key) ?? 'null') as Value | null) ?? missing
    } catch {
      return missing
    }
  })
  return [
    value,
    (next) => {
      localStorage.setItem(key, JSON.stringify(next))
      setValue(next)
    },
  ]
}
