import { Center, Loader } from '@mantine/core'

/** Something that takes a moment, named for screen readers. */
export function Loading({ what = 'Loading' }: { what?: string }) {
  return (
    <Center mih="8rem" role="status" aria-label={what}>
      <Loader aria-hidden />
    </Center>
  )
}
