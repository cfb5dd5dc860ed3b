import { Component, type ReactNode } from 'react'
import { failureText } from '../api/failure.ts'
import { Problem } from '../parts/problem.tsx'

/** Shows that a page failed, in its place. */
export class PageFailure extends Component<{ children: ReactNode }, { error?: unknown }> {
  override state: { error?: unknown } = {}

  static getDerivedStateFromError(error: unknown) {
    return { error }
  }

  override render() {
    const { error } = this.state
    if (error === undefined) return this.props.children
    // A chunk of an earlier build, in a page that was open while the server was updated.
    const isOutdated = /dynamically imported module/.test(String(error))
    return (
      <Problem onRetry={() => window.location.reload()}>
        {isOutdated ? 'The server has been updated. Load the page again.' : failureText(error)}
      </Problem>
    )
  }
}
