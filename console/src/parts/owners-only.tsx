import { Empty } from './empty.tsx'
import { Page } from './page.tsx'

/** In place of a page, for a user who is not an owner. */
export function OwnersOnly({ title }: { title: string }) {
  return (
    <Page title={title}>
      <Empty title="This page is for owners" text="Ask an owner of your company to show you what you need." />
    </Page>
  )
}
