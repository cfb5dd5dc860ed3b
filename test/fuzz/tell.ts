import type { Play } from './play.ts'
import type { Exchange } from './step.ts'

const maxLength = 500

/** A failed story as text: requests, responses, and what is wrong with the last response. */
export function tell({ exchanges, fault }: Play): string {
  const lines = exchanges.map(tellExchange)
  return [...lines, `fault: ${fault?.kind ?? 'none'}, ${fault?.detail ?? ''}`].join('\n')
}

function tellExchange({ step, url, payload, status }: Exchange): string {
  const { caller, headers, contentType, spoiled, advanceMs, operation } = step
  const details = [
    `as ${caller}`,
    `Version: ${headers.version ?? 'none'}`,
    ...(contentType === 'application/json' ? [] : [`Content-Type: ${contentType || 'none'}`]),
    ...(advanceMs > 0 ? [`${advanceMs} ms later`] : []),
    ...spoiled,
  ]
  const request = `${operation.method} ${cut(url)}${payload && ` ${cut(payload)}`}`
  return `${request} (${details.join('; ')}) -> ${status}`
}

const cut = (text: string) => (text.length > maxLength ? `${text.slice(0, maxLength)}…` : text)
