import type { Ids } from './ids.ts'

/** 24 hexadecimal digits, 96 random bits: ids of apps and businesses, as HighLevel's are. */
export function hexId(ids: Ids): string {
  const half = () => ids.uuid().replaceAll('-', '').slice(0, 12)
  return half() + half()
}
