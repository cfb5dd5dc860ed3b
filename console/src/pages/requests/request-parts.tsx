import { Code, Text } from '@mantine/core'
import type { RecordedRequest } from '../../api/requests.ts'
import { StateBadge, type StateKind } from '../../parts/state-badge.tsx'

/** The status of a response, in a colour of its kind. */
export function StatusBadge({ status }: Pick<RecordedRequest, 'status'>) {
  return <StateBadge kind={kindOf(status)}>{status ?? 'none'}</StateBadge>
}

function kindOf(status: number | null): StateKind {
  if (status === null || status >= 500) return 'bad'
  if (status >= 400) return 'refused'
  return status >= 300 ? 'neutral' : 'good'
}

/** Why a request was refused, by which rule, and what to do. */
export function Refusal({ refusal }: { refusal: NonNullable<RecordedRequest['refusal']> }) {
  const { reason, rule, hint } = refusal
  return (
    <>
      <Text size="sm" component="span" display="block">
        {reason}
        {rule !== null && (
          <Text span size="xs" c="dimmed" ml={6}>
            {rule}
          </Text>
        )}
      </Text>
      {hint !== undefined && (
        <Text size="sm" c="dimmed" component="span" display="block">
          <WithCode text={hint} />
        </Text>
      )}
    </>
  )
}

/** A text whose parts in backticks are code. */
function WithCode({ text }: { text: string }) {
  return text.split('`').map((part, index) =>
    // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a text never change their places.
    index % 2 === 1 ? <Code key={index}>{part}</Code> : part,
  )
}

/** `2.4 ms`, `1.2 s` */
export function durationText(durationMs: number): string {
  const isLong = durationMs >= 1000
  const number = new Intl.NumberFormat(undefined, {
    maximumFractionDigits: isLong || durationMs < 10 ? 1 : 0,
  })
  return isLong ? `${number.format(durationMs / 1000)} s` : `${number.format(durationMs)} ms`
}
