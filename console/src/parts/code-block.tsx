import { Code } from '@mantine/core'

/** Text of a program or a body, with a scroll bar of its own that the keyboard reaches. @param label its name for screen readers. */
export function CodeBlock({ label, children }: { label: string; children: string }) {
  return (
    <Code block className="code-block" tabIndex={0} role="region" aria-label={label}>
      {children}
    </Code>
  )
}
