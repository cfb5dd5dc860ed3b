import { StateBadge } from './state-badge.tsx'

const kinds: Record<string, 'good' | 'bad' | 'refused'> = {
  active: 'good',
  failing: 'bad',
  paused: 'refused',
}

/** Whether a webhook takes what it is sent. */
export function WebhookStatus({ status }: { status: string }) {
  return <StateBadge kind={kinds[status] ?? 'neutral'}>{status}</StateBadge>
}
