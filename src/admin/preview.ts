import { type Changes, compareDirectories, doubtsAbout } from '../municipios/changes.ts'
import { allOffices, type Directory } from '../municipios/directory.ts'
import type { Problem } from '../municipios/table.ts'
import type { Upload } from '../municipios/upload.ts'

/** What a file would change, for a person to decide. */
export interface Preview {
  readonly municipios: { readonly before: number; readonly after: number }
  readonly offices: { readonly before: number; readonly after: number }
  readonly changes: Changes
  readonly encoding: Upload['encoding']
  /** The first ones, with their lines. */
  readonly problems: readonly Problem[]
  readonly problemCount: number
  readonly ignoredColumns: readonly string[]
  /** What has to be confirmed, in Spanish. */
  readonly doubts: readonly string[]
}

/** Compares what was read with what is in use. */
export const previewOf = (upload: Upload, before: Directory, after: Directory): Preview => {
  const changes = compareDirectories(before, after)
  const { file, problemCount, encoding } = upload
  return {
    municipios: { before: before.municipios.length, after: after.municipios.length },
    offices: { before: allOffices(before).length, after: allOffices(after).length },
    changes,
    encoding,
    problems: file.problems,
    problemCount,
    ignoredColumns: file.ignoredColumns,
    doubts: doubtsAbout(before, after, changes),
  }
}
