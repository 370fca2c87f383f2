import { buffer } from 'node:stream/consumers'
import { UnusableFileError } from './table.ts'
import { readUpload } from './upload.ts'

// A process of its own: takes a file of offices and says what is in it, or why it cannot be used.

const read = (csv: Uint8Array) => {
  try {
    return { upload: readUpload(csv) }
  } catch (error) {
    if (error instanceof UnusableFileError) return { unusable: error.message }
    throw error
  }
}

process.stdout.write(JSON.stringify(read(await buffer(process.stdin))))
