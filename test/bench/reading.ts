import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createUnderstanding } from '../../src/conversation/understanding.ts'
import { type Municipio, parseDirectory } from '../../src/municipios/csv.ts'
import { directoryOf } from '../../src/municipios/directory.ts'
import { readLexicon } from '../../src/municipios/lexicon.ts'
import { readKnowledge } from '../../src/tramites/knowledge.ts'

const DATA = process.env.DATA_DIR ?? 'data'

export const shippedDirectory = () =>
  directoryOf(parseDirectory(readFileSync(join(DATA, 'datos_tierras.csv'))), '')

export const shippedMunicipios = () => shippedDirectory().municipios

/** The reading of messages as the program does it, over these municipios, without a database. */
export const createReading = (municipios: readonly Municipio[]) =>
  createUnderstanding({
    dataDir: DATA,
    lexicon: readLexicon(DATA),
    knowledge: readKnowledge(DATA),
  })(municipios)
