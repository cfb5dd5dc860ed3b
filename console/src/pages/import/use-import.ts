import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useWorkplace } from '../../session/session.tsx'
import { type Choices, emptyReport, type ImportReport, sendImport } from './send-import.ts'

const usual: Choices = { mode: 'upsert', strict: false, createFields: false, events: false }

/** A file and how it is imported, its preview and its import. A change of either takes the preview back. */
export function useImport() {
  const { location } = useWorkplace()
  const queryClient = useQueryClient()
  const [file, setFile] = useState<File | null>(null)
  const [choices, setChoices] = useState<Choices>(usual)
  const [report, setReport] = useState<ImportReport>(emptyReport)
  const [isPreviewed, setIsPreviewed] = useState(false)
  const run = useMutation({
    mutationFn: async (dryRun: boolean) => {
      if (file === null) return
      setReport(emptyReport)
      const last = await sendImport(location.id, file, { ...choices, dryRun }, setReport)
      setReport((before) => ({ ...last, columns: last.columns.length > 0 ? last.columns : before.columns }))
      setIsPreviewed(dryRun && last.counts !== undefined)
      if (dryRun) return
      await Promise.all(
        ['contacts', 'custom-fields', 'duplicates'].map((key) =>
          queryClient.invalidateQueries({ queryKey: [key] }),
        ),
      )
    },
  })
  const change = (changes: Partial<Choices>) => {
    setChoices({ ...choices, ...changes })
    setIsPreviewed(false)
  }
  const takeFile = (taken: File | null) => {
    change({ mapping: undefined })
    setFile(taken)
    setReport(emptyReport)
    run.reset()
  }
  return { file, takeFile, choices, change, run, report, isPreviewed, isPreview: run.variables === true }
}
